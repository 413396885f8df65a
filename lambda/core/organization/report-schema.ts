/**
 * The hub's report of a run, as `latest.json` in its bucket: the digest writes it and reads it back an hour later, the command line shows
 * it. Fields may be added; words such as a phase are plain text.
 */

import * as v from 'valibot';

const object = <Entries extends v.ObjectEntries>(entries: Entries) => v.pipe(v.object(entries), v.readonly());
const list = <Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.readonly());
const counts = v.pipe(v.record(v.string(), v.number()), v.readonly());
const text = v.optional(v.string());
const times = v.pipe(v.record(v.string(), v.string()), v.readonly());

const ATTENTION = object({ userName: v.string(), state: v.string(), reason: text, since: text, because: v.string() });

/** Of a member's answer (core/report/summary.ts), what the hub uses. */
const SUMMARY = object({
  answer: v.literal('summary'),
  version: text,
  deployedDryRun: v.optional(v.boolean()),
  users: object({ scanned: v.number(), managed: v.number() }),
  phases: counts,
  steps: counts,
  failed: v.number(),
  blocked: v.number(),
  held: v.number(),
  unfinished: v.number(),
  remaining: v.number(),
  oldestKeyDays: v.optional(v.number()),
  keysPastMaxAge: v.optional(v.number()),
  longestHoldDays: v.number(),
  /** What the account's posture is in numbers (core/posture/counts.ts). */
  posture: v.optional(v.record(v.string(), v.union([v.number(), v.record(v.string(), v.number())]))),
  accountError: text,
  attention: list(ATTENTION),
});

export type MemberSummary = v.InferOutput<typeof SUMMARY>;

/**
 * `served`: its run served every user. `failing`: it answered, but not for every user, or its function failed. `unreached`: the hub could
 * not start its run. `joining`: it is being deployed. The others are not asked: `suspended`, `not-deployed`, `in-no-wave`.
 */
const STANDINGS = ['failing', 'unreached', 'not-deployed', 'joining', 'suspended', 'in-no-wave', 'served'] as const;

const ACCOUNT = object({
  accountId: v.string(),
  name: v.string(),
  /** `prod/payments`; empty right below the root. */
  ou: v.string(),
  wave: text,
  standing: v.picklist(STANDINGS),
  /** Since when, by the runs of the hub. */
  since: v.string(),
  /** Why it is not served. */
  because: text,
  /** What its last run said, where it said anything. */
  summary: v.optional(SUMMARY),
});

const REPORT = object({
  report: v.literal(1),
  run: v.string(),
  startedAt: v.string(),
  endedAt: v.string(),
  /** Whether no wave has more accounts that failed than is tolerated. */
  isGood: v.boolean(),
  waves: list(object({ name: v.string(), accounts: v.number(), failed: v.number(), isBeyond: v.boolean() })),
  accounts: list(ACCOUNT),
  /** When the organization's topic got the last digest, and when it was last notified of which account's trouble, and of which wave's. */
  told: object({ digestAt: text, accounts: times, waves: times }),
});

export type Report = v.InferOutput<typeof REPORT>;
export type ReportedAccount = v.InferOutput<typeof ACCOUNT>;
export type Standing = ReportedAccount['standing'];

/** Undefined for what is no summary of a member. */
export function parseSummary(value: unknown): MemberSummary | undefined {
  const parsed = v.safeParse(SUMMARY, value);
  return parsed.success ? parsed.output : undefined;
}

/** @throws Error that says what is wrong with it */
export function parseReport(json: string): Report {
  const parsed = v.safeParse(REPORT, JSON.parse(json));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Error(`the hub's report cannot be read: ${v.getDotPath(issue) ?? 'it'}: ${issue.message}`);
}
