/** Where a user stands and what comes next, for `status`: from fresh reads and their plan, or from the bulk reads alone. Pure. */

import { type BlockReason, type HoldReason, isBlock } from '../holds';
import { secretNameOf } from '../names';
import type { Plan, Step } from '../rules/step';
import type { SecretState } from '../user/secret-state';
import type { Situation } from '../user/situation';
import { graceEnd } from '../user/timetable';

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

export function heldSince(
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
