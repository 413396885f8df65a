/**
 * The function's result (design: fixed): result.ts writes it, the command line reads it. Words such as a phase are plain text here, and
 * fields may be added, so that the command line can read what a newer function says.
 */

import * as v from 'valibot';

const object = <Entries extends v.ObjectEntries>(entries: Entries) => v.pipe(v.object(entries), v.readonly());

const list = <Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.readonly());

const text = v.optional(v.string());

const STEP = object({
  kind: v.string(),
  accessKeyId: text,
  because: v.string(),
  result: v.string(),
  reason: text,
  event: text,
  /** The e-mail that the step would send, where a plan or a dry run is about one user. */
  message: v.optional(object({ subject: v.string(), lines: list(v.string()) })),
});

const KEY = object({
  accessKeyId: text,
  role: text,
  active: v.boolean(),
  createdAt: text,
  ageDays: v.optional(v.number()),
});

const OUTCOME = object({
  userName: v.string(),
  /** The rule that decided, and its sentence. */
  rule: text,
  because: text,
  /** When something is next due, where that is known. */
  nextAt: text,
  steps: list(STEP),
  // The rest is what `status` adds.
  phase: text,
  reason: text,
  /** Since when the user is held or blocked. */
  since: text,
  nextStep: text,
  owner: text,
  secretName: text,
  keys: v.optional(list(KEY)),
});

export const RESULT = object({
  time: v.string(),
  dryRun: v.boolean(),
  users: object({ scanned: v.number(), managed: v.number(), examined: v.number() }),
  /** One for each user that was looked at, in the order in which they were taken up. */
  outcomes: list(OUTCOME),
  failures: list(object({ userName: v.string(), error: v.string() })),
  /** Users with a step due that was left for the next run. */
  remaining: v.number(),
  /** Set when the circuit breaker opened: `step` is where users failed one after the other, and no further key was issued. */
  stopped: v.optional(object({ step: v.string(), because: v.string() })),
});

export type Result = v.InferOutput<typeof RESULT>;

export type ResultOutcome = v.InferOutput<typeof OUTCOME>;

export type ResultStep = v.InferOutput<typeof STEP>;

export type ResultKey = v.InferOutput<typeof KEY>;
