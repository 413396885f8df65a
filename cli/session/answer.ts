/** What the function answers, read from its JSON. Fields that this version does not know are passed on and not shown. */

import * as v from 'valibot';

const STEP = v.looseObject({
  kind: v.string(),
  accessKeyId: v.optional(v.string()),
  reason: v.optional(v.string()),
  event: v.optional(v.string()),
  because: v.string(),
  result: v.string(),
});

const KEY = v.looseObject({
  accessKeyId: v.optional(v.string()),
  role: v.optional(v.string()),
  active: v.boolean(),
  createdAt: v.optional(v.string()),
  ageDays: v.optional(v.number()),
});

const OUTCOME = v.looseObject({
  userName: v.string(),
  rule: v.optional(v.string()),
  because: v.optional(v.string()),
  nextAt: v.optional(v.string()),
  steps: v.array(STEP),
  phase: v.optional(v.string()),
  reason: v.optional(v.string()),
  since: v.optional(v.string()),
  nextStep: v.optional(v.string()),
  owner: v.optional(v.string()),
  secretName: v.optional(v.string()),
  keys: v.optional(v.array(KEY)),
});

const ANSWER = v.looseObject({
  time: v.string(),
  dryRun: v.boolean(),
  users: v.looseObject({ scanned: v.number(), managed: v.number(), examined: v.number() }),
  outcomes: v.array(OUTCOME),
  failures: v.array(v.looseObject({ userName: v.string(), error: v.string() })),
  remaining: v.number(),
});

export type Answer = v.InferOutput<typeof ANSWER>;

export type AnswerOutcome = v.InferOutput<typeof OUTCOME>;

export type AnswerStep = v.InferOutput<typeof STEP>;

export type AnswerKey = v.InferOutput<typeof KEY>;

/** Undefined for what is no result of Keyturn's. */
export function parseAnswer(payload: unknown): Answer | undefined {
  const parsed = v.safeParse(ANSWER, payload);
  return parsed.success ? parsed.output : undefined;
}

const ATTENTION = ['failed', 'held', 'blocked'];

/** Phases in the order in which they are told: what needs somebody first. */
export const PHASES = [
  ...ATTENTION,
  ...['due', 'rotating', 'grace', 'quarantine', 'waiting', 'steady', 'dormant'],
] as const;

/** Whether somebody has to do something about that user. */
export const needsAttention = ({ phase, steps }: AnswerOutcome) =>
  phase === undefined
    ? steps.some(({ kind, result }) => kind === 'hold' || result === 'failed')
    : ATTENTION.includes(phase);
