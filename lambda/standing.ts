/** Where a user stands and what comes next, for `status`: from fresh reads and their plan, or from the bulk reads alone. Pure. */
import { type Config, DAY_MS } from './config';
import { day } from './dates';
import type { BlockReason, HoldReason, Plan, SecretState, Step } from './model';
import { accessKeyIdOf, secretNameOf } from './names';
import type { UserRow } from './scan';
import { graceEnd, HORIZON_MS, type Situation } from './situation';
import { userSettingsFrom } from './tags';
import { isBlock, later } from './verdict';

/** Those that need somebody's attention first. */
export const PHASES = [
  'failed',
  'held',
  'blocked',
  'due',
  'rotating',
  'grace',
  'quarantine',
  'waiting',
  'dormant',
  'steady',
] as const;
export type Phase = (typeof PHASES)[number];

export interface StandingKey {
  /** Undefined where only the credential report is known, which has no ids. */
  readonly accessKeyId?: string;
  readonly role?: 'current' | 'retiring' | 'pending' | 'orphan' | 'foreign';
  readonly active: boolean;
  readonly createdAt?: Date;
}

type Change = 'issue-key' | 'deactivate-key' | 'delete-key';

export interface Standing {
  readonly phase: Phase;
  readonly because: string;
  /** Of a hold or a block. */
  readonly reason?: HoldReason | BlockReason;
  /** When the owner was first told of it. */
  readonly since?: Date;
  readonly nextStep?: Change;
  readonly nextAt?: Date;
  readonly owner?: string;
  readonly secretName: string;
  readonly keys: readonly StandingKey[];
}

const PHASE_OF_RULE: Readonly<Record<string, Phase>> = {
  'hold-until': 'waiting',
  horizon: 'rotating',
  'current-gone': 'due',
  'current-revoked': 'due',
  'labels-restored': 'waiting',
  quarantine: 'quarantine',
  grace: 'grace',
  retire: 'grace',
  rotate: 'due',
  'record-spare': 'steady',
  dormant: 'dormant',
  steady: 'steady',
};

const isChange = (step: Step): step is Step & { kind: Change } =>
  ['issue-key', 'deactivate-key', 'delete-key'].includes(step.kind);

/** From fresh reads. */
export function standingOf(situation: Situation, plan: Plan, prefix: string): Standing {
  const { now, observation, secret } = situation;
  const { user, board } = observation;
  const held = plan.steps.find((step) => step.kind === 'hold');
  const change = plan.steps.find(isChange)?.kind;
  const phase = held ? phaseOfHold(held.reason) : (PHASE_OF_RULE[plan.rule] ?? 'waiting');
  const next = change ? { nextStep: change, nextAt: now } : nextOf(phase, situation, plan);
  return {
    phase,
    because: plan.because,
    ...(held && heldSince(held.reason, board ? board.secret : secret)),
    ...(held ? plan.nextAt && { nextAt: plan.nextAt } : next),
    ...(user.settings.owner && { owner: user.settings.owner }),
    secretName: secret?.name ?? user.settings.secretName ?? secretNameOf(prefix, user.name),
    keys: situation.keys.map((key) => ({
      accessKeyId: key.id,
      role: roleOf(situation, key.id),
      active: key.active,
      createdAt: key.createdAt,
    })),
  };
}

const phaseOfHold = (reason: HoldReason | BlockReason): Phase => (isBlock(reason) ? 'blocked' : 'held');

function heldSince(
  reason: HoldReason | BlockReason,
  state: SecretState | undefined,
): Pick<Standing, 'reason' | 'since'> {
  const isTold = state?.notices.held?.subject === reason && state.heldSince?.subject === reason;
  return { reason, ...(isTold && state.heldSince && { since: state.heldSince.at }) };
}

function nextOf(phase: Phase, situation: Situation, { rule, nextAt }: Plan): Pick<Standing, 'nextStep' | 'nextAt'> {
  if (phase === 'grace') return { nextStep: 'deactivate-key', nextAt: graceEnd(situation) };
  const nextStep = phase === 'quarantine' ? 'delete-key' : rule === 'steady' ? 'issue-key' : undefined;
  return { ...(nextStep && nextAt && { nextStep }), ...(nextAt && { nextAt }) };
}

function roleOf(situation: Situation, id: string): NonNullable<StandingKey['role']> {
  if (situation.current?.id === id) return 'current';
  if (situation.retiring?.id === id) return 'retiring';
  return situation.leftover?.key.id === id ? situation.leftover.role : 'foreign';
}

/** From the bulk reads: right for a user of whom triage says that nothing or a rotation alone can be due, an estimate for others. */
export function outlookOf(row: UserRow, config: Config, now: Date, reportedAt: Date): Standing {
  const settings = userSettingsFrom(row.tags, config);
  const secret = row.secrets[0];
  const base = {
    ...(settings.owner && { owner: settings.owner }),
    secretName: secret?.name ?? settings.secretName ?? secretNameOf(config.secretPrefix, row.name),
    keys: keysOf(row, secret),
  };
  const [problem] = settings.problems;
  if (problem !== undefined)
    return { ...base, phase: 'held', because: settings.problems.join('; '), ...heldSince('tags-invalid', secret) };
  const until = [secret?.holdUntil, settings.exemptUntil].filter((at) => at !== undefined && at > now);
  if (until.length > 0) return { ...base, ...waiting(new Date(Math.max(...until.map((at) => Number(at))))) };
  return { ...base, ...dateOf(row, secret, settings.policy, now, reportedAt) };
}

const waiting = (nextAt: Date) => ({
  phase: 'waiting' as const,
  because: `no step before ${day(nextAt)}, as a tag says`,
  nextAt,
});

type Outlook = Pick<Standing, 'phase' | 'because' | 'nextStep' | 'nextAt'>;

function dateOf(
  row: UserRow,
  secret: SecretState | undefined,
  policy: ReturnType<typeof userSettingsFrom>['policy'],
  now: Date,
  reportedAt: Date,
): Outlook {
  const lifetimeMs = (policy.maxKeyAgeDays - policy.graceDays) * DAY_MS;
  const { intent, deactivated, notices, promisedUntil } = secret ?? {};
  const laterOf = (at: Date) => (promisedUntil && promisedUntil > at ? promisedUntil : at);
  const isRotated = accessKeyIdOf(secret?.labels.current) !== undefined && intent?.kind === 'rotate';
  if (isRotated && deactivated) {
    const nextAt = laterOf(later(deactivated.at, policy.quarantineDays * DAY_MS));
    const because = `the key ${deactivated.accessKeyId} is Inactive and in quarantine until ${day(nextAt)}`;
    return { phase: 'quarantine', because, nextStep: 'delete-key', nextAt };
  }
  // A report from before the rotation does not know its key.
  const isReported = intent !== undefined && reportedAt > later(intent.at, HORIZON_MS);
  const isAlone =
    (isReported && row.keys?.length === 1) || (notices?.deleted && intent && notices.deleted.at > intent.at);
  if (isRotated && intent && !isAlone) {
    const nextAt = laterOf(later(intent.at, policy.graceDays * DAY_MS));
    return { phase: 'grace', because: `both keys work until ${day(nextAt)}`, nextStep: 'deactivate-key', nextAt };
  }
  const active = (row.keys ?? []).flatMap((key) => (key.active && key.changedAt ? [key.changedAt.getTime()] : []));
  const since = isRotated ? intent?.at : active.length > 0 ? new Date(Math.min(...active)) : undefined;
  if (!since)
    return { phase: 'dormant', because: 'the user has no Active key and nothing stored, so it gets no new one' };
  const nextAt = later(since, lifetimeMs);
  const ageDays = Math.floor((now.getTime() - since.getTime()) / DAY_MS);
  return nextAt <= now
    ? {
        phase: 'due',
        because: `the key is ${ageDays} days old and may reach ${policy.maxKeyAgeDays}`,
        nextStep: 'issue-key',
        nextAt: now,
      }
    : { phase: 'steady', because: `the key is next due on ${day(nextAt)}`, nextStep: 'issue-key', nextAt };
}

/** The report's keys, with the ids that the labels and the dates tell. */
function keysOf({ keys = [] }: UserRow, secret: SecretState | undefined): StandingKey[] {
  return keys.map(({ active, changedAt }) => ({
    ...(changedAt && idAndRole(changedAt, secret)),
    active,
    ...(changedAt && { createdAt: changedAt }),
  }));
}

/** A rotation begins with a free slot, so what was there before it is the predecessor. */
function idAndRole(changedAt: Date, secret: SecretState | undefined): Pick<StandingKey, 'accessKeyId' | 'role'> {
  const { intent, labels } = secret ?? {};
  const currentId = accessKeyIdOf(labels?.current);
  if (intent?.kind !== 'rotate' || currentId === undefined) return {};
  const afterMs = changedAt.getTime() - intent.at.getTime();
  if (afterMs >= 0) return afterMs <= HORIZON_MS ? { accessKeyId: currentId, role: 'current' } : {};
  const previousId = accessKeyIdOf(labels?.previous);
  return { ...(previousId !== undefined && { accessKeyId: previousId }), role: 'retiring' };
}
