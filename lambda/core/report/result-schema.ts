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
  /** What is known of it once it was carried out: ids, times, whose key, and by which policy. */
  facts: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))),
  /** The e-mail that the step would send, where a plan or a dry run is about one user. */
  message: v.optional(object({ subject: v.string(), lines: list(v.string()) })),
});

const KEY = object({
  accessKeyId: text,
  role: text,
  active: v.boolean(),
  createdAt: text,
  ageDays: v.optional(v.number()),
  /** `never`, a time, or what begins with `unknown`; missing where nobody asked. */
  lastUse: text,
});

const PROGRAM = object({
  /** What it calls itself; empty where nothing shows it. */
  client: v.string(),
  sourceIpAddress: v.string(),
  hasMoved: v.boolean(),
  movedAt: text,
  oldSeenAt: text,
  seenAt: v.string(),
});

const OUTCOME = object({
  userName: v.string(),
  /** The rule that decided, and its sentence. */
  rule: text,
  because: text,
  /** When something is next due, where that is known. */
  nextAt: text,
  steps: list(STEP),
  /** Who has moved from the old key and who has not, where one user is asked about. */
  programs: v.optional(list(PROGRAM)),
  /** The new key that a command has put into the secret; until when the old one works at least, and what comes next. */
  issued: v.optional(
    object({
      accessKeyId: v.string(),
      secretName: v.string(),
      oldKeyId: text,
      oldKeyWorksUntil: text,
      next: v.string(),
    }),
  ),
  /** What a person should know of the user's secret; only where one user was asked about. */
  notes: v.optional(list(v.string())),
  // The rest is what `status` adds.
  phase: text,
  reason: text,
  /** Since when the user is held or blocked. */
  since: text,
  nextStep: text,
  owner: text,
  secretName: text,
  /** The last command that changed something, when, and why, as far as a tag holds it. */
  requested: v.optional(object({ command: v.string(), at: v.string(), reason: text })),
  keys: v.optional(list(KEY)),
  /** AWS's quarantine policy on the user, and the last key that AWS has reported within a week. */
  quarantine: text,
  leaked: v.optional(object({ accessKeyId: v.string(), certainty: v.string(), answer: v.string(), at: v.string() })),
});

export const RESULT = object({
  time: v.string(),
  /** Of the function. */
  version: text,
  dryRun: v.boolean(),
  /** The function is deployed with dryRun=true, so that no run changes anything. */
  deployedDryRun: v.optional(v.boolean()),
  users: object({ scanned: v.number(), managed: v.number(), examined: v.number() }),
  /** One for each user that was looked at, in the order in which they were taken up. */
  outcomes: list(OUTCOME),
  failures: list(object({ userName: v.string(), error: v.string() })),
  /** Users with a step due that was left for the next run. */
  remaining: v.number(),
  /** The access keys of the whole account in numbers, managed or not: what an organization's list is sorted by. */
  posture: v.optional(v.record(v.string(), v.union([v.number(), v.record(v.string(), v.number())]))),
  /** Once a day, who is managed and who is not, and who is left alone because a tag says so. */
  population: v.optional(
    object({
      users: v.number(),
      withKeys: v.number(),
      managed: v.number(),
      optedOut: v.number(),
      notSelected: v.number(),
      unread: v.number(),
      exemptions: list(
        object({ userName: v.string(), userId: v.string(), kind: v.string(), owner: text, until: text }),
      ),
    }),
  ),
  /** Why the news about the account could not be announced. */
  accountError: text,
  /** Users for whom something was begun that has had no outcome yet, though nothing failed in this run. Such a run is no good one. */
  unfinished: v.optional(list(object({ userName: v.string(), because: v.string() }))),
  /** `status` of everybody: secrets whose user is gone from IAM. Keyturn deletes no secret. */
  secretsWithoutUser: v.optional(list(object({ secretName: v.string(), userId: v.string() }))),
  /** Set when the circuit breaker opened: `step` is where users failed one after the other, and no further key was issued. */
  stopped: v.optional(object({ step: v.string(), because: v.string() })),
});

export type Result = v.InferOutput<typeof RESULT>;

export type ResultOutcome = v.InferOutput<typeof OUTCOME>;

export type ResultStep = v.InferOutput<typeof STEP>;

export type ResultKey = v.InferOutput<typeof KEY>;

export type ResultProgram = v.InferOutput<typeof PROGRAM>;
