/**
 * The answer that a hub takes: what a run, a plan or a status says in numbers, and the users that need somebody's attention. A state of
 * Step Functions holds 262,144 bytes, and an execution has one for each account; so this stays below 8 KB, for any number of users. Pure.
 */

import { isBlock, type Reason } from '../holds';
import { PHASES, type Phase } from '../rules/phase';
import { oneLine } from '../text';
import { isoSeconds } from '../time';
import { longestDays } from './metrics';
import type { Outcome } from './outcome';
import type { Result } from './result-schema';
import type { RunResult } from './run-result';

export interface Summary
  extends Pick<
    Result,
    'time' | 'version' | 'dryRun' | 'deployedDryRun' | 'users' | 'remaining' | 'posture' | 'stopped' | 'accountError'
  > {
  readonly answer: 'summary';
  /** How many managed users are in each phase; those with none are left out. */
  readonly phases: Readonly<Partial<Record<Phase, number>>>;
  /** How many steps of each kind were done, or would be where nothing is changed. */
  readonly steps: Readonly<Record<string, number>>;
  readonly failed: number;
  readonly blocked: number;
  readonly held: number;
  readonly unfinished: number;
  /** Users of whom AWS has reported a key within a week, or that are under its quarantine. */
  readonly leaked: number;
  /** Secrets whose user is gone from IAM, where `status` was asked for. */
  readonly secretsWithoutUser: number;
  /** Of all managed users' active keys; missing where one user was asked about. */
  readonly oldestKeyDays?: number;
  readonly keysPastMaxAge?: number;
  readonly longestHoldDays: number;
  /** The worst first; of each kind, whoever has waited longest. */
  readonly attention: readonly Attention[];
  /** How many more there are. */
  readonly more: number;
}

interface Attention {
  readonly userName: string;
  readonly state: 'failed' | 'leaked' | 'blocked' | 'held' | 'unfinished';
  readonly reason?: string;
  /** Since when the hold or the block lasts, where somebody was notified of it; when the key was reported. */
  readonly since?: string;
  readonly because: string;
}

/** @internal a test measures it */
export const LONGEST_SUMMARY_BYTES = 8 * 1024;

const MOST_USERS = 20;

/** Of a sentence. The log of the account has the whole of it. */
const LONGEST_TEXT = 300;

export function summaryOf(result: Result, run: RunResult, now: Date): Summary {
  const { time, version, dryRun, deployedDryRun, users, remaining, posture, stopped, accountError } = result;
  const troubles = troublesOf(run);
  const count = (state: Attention['state']) => troubles.filter((each) => each.state === state).length;
  const leaks = leakedOf(run);
  const all = worstFirst([...troubles, ...leaks]).map(attentionOf);
  const listed = all.slice(0, MOST_USERS);
  const numbers: Omit<Summary, 'attention' | 'more'> = {
    answer: 'summary',
    time,
    ...(version !== undefined && { version }),
    dryRun,
    ...(deployedDryRun && { deployedDryRun }),
    users,
    phases: phasesOf(run, troubles),
    steps: stepsOf(run, dryRun),
    failed: count('failed'),
    blocked: count('blocked'),
    held: count('held'),
    unfinished: count('unfinished'),
    leaked: leaks.length,
    remaining,
    secretsWithoutUser: run.secretsWithoutUser?.length ?? 0,
    ...(run.ages && { oldestKeyDays: run.ages.oldestDays, keysPastMaxAge: run.ages.pastMaxAge }),
    longestHoldDays: longestDays(
      troubles.map(({ since }) => since),
      now,
    ),
    ...(posture && { posture }),
    ...(stopped && { stopped: { step: stopped.step, because: cut(stopped.because) } }),
    ...(accountError !== undefined && { accountError: cut(accountError) }),
  };
  const summary = (attention: readonly Attention[]): Summary => ({
    ...numbers,
    attention,
    more: all.length - attention.length,
  });
  // A tag may hold letters of four bytes each.
  while (listed.length > 0 && bytesOf(summary(listed)) > LONGEST_SUMMARY_BYTES) listed.pop();
  return summary(listed);
}

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;

const cut = (text: string) => oneLine(text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text);

interface Trouble {
  readonly userName: string;
  readonly state: Attention['state'];
  readonly reason?: Reason;
  readonly since?: Date;
  readonly because: string;
}

const ORDER: readonly Attention['state'][] = ['leaked', 'failed', 'blocked', 'held', 'unfinished'];

function troublesOf({ outcomes, unfinished = [] }: RunResult): Trouble[] {
  const seen = outcomes.flatMap((outcome) => troubleOf(outcome) ?? []);
  const names = new Set(seen.map(({ userName }) => userName));
  const left = unfinished
    .filter(({ userName }) => !names.has(userName))
    .map((each) => ({ ...each, state: 'unfinished' as const }));
  return [...seen, ...left];
}

/** Whatever else is to be said of the same users. */
function leakedOf({ outcomes, leaks }: RunResult): Trouble[] {
  const known = new Map(leaks);
  for (const { userName, standing } of outcomes) if (standing) known.set(userName, standing);
  return [...known].flatMap(([userName, { quarantine, leaked }]) => {
    const parts = [
      ...(leaked ? [`AWS reported ${leaked.accessKeyId} as leaked (${leaked.certainty}): ${leaked.answer}`] : []),
      ...(quarantine === undefined ? [] : [`AWS has attached ${quarantine}`]),
    ];
    const since = leaked && { since: leaked.at };
    return parts.length === 0 ? [] : [{ userName, state: 'leaked' as const, because: parts.join('; '), ...since }];
  });
}

function worstFirst(troubles: readonly Trouble[]): Trouble[] {
  const rank = ({ state }: Trouble) => ORDER.indexOf(state);
  const at = ({ since }: Trouble) => since?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return [...troubles].sort((a, b) => rank(a) - rank(b) || at(a) - at(b) || (a.userName < b.userName ? -1 : 1));
}

function troubleOf({ userName, steps, error, heldSince, standing, plan }: Outcome): Trouble | undefined {
  if (error !== undefined) return { userName, state: 'failed', because: error };
  const hold = steps.find((step) => step.kind === 'hold');
  const reason = standing?.reason ?? hold?.reason;
  if (reason === undefined) return undefined;
  const since = standing?.since ?? heldSince;
  const because = standing?.because ?? hold?.because ?? plan?.because ?? '';
  return { userName, state: isBlock(reason) ? 'blocked' : 'held', reason, because, ...(since && { since }) };
}

const attentionOf = ({ userName, state, reason, since, because }: Trouble): Attention => ({
  userName: oneLine(userName),
  state,
  ...(reason !== undefined && { reason }),
  ...(since && { since: isoSeconds(since) }),
  because: cut(because),
});

/** What the bulk reads say, but for users of whom this run knows better. */
function phasesOf({ phases, outcomes }: RunResult, troubles: readonly Trouble[]): Summary['phases'] {
  const known = new Map(phases);
  for (const { userName, standing } of outcomes) if (standing) known.set(userName, standing.phase);
  for (const { userName, state } of troubles)
    if (state !== 'unfinished' && state !== 'leaked') known.set(userName, state);
  const all = [...known.values()];
  const counts = PHASES.map((phase) => [phase, all.filter((each) => each === phase).length] as const);
  return Object.fromEntries(counts.filter(([, number]) => number > 0));
}

function stepsOf({ outcomes }: RunResult, dryRun: boolean): Summary['steps'] {
  const counts: Record<string, number> = {};
  for (const { kind, result } of outcomes.flatMap(({ steps }) => steps))
    if (result === (dryRun ? 'planned' : 'done')) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
