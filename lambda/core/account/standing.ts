/** Where a user stands and what comes next, for `status`: from fresh reads and their plan, or from the bulk reads alone. Pure. */

import { secretNameOf } from '../names';
import type { Phase } from '../rules/phase';
import type { Plan, Step } from '../rules/step';
import type { LastUse } from '../user/keys';
import { type Incident, type Leaked, NOTHING_LEAKED, recentIncident } from '../user/reported/leaked';
import type { SecretState } from '../user/secret-state';
import type { Situation } from '../user/situation';
import { graceEnd, windowEnd } from '../user/timetable';
import { type PresentHold, presentHold } from './held';

export interface StandingKey {
  /** Undefined where only the credential report is known, which has no ids. */
  readonly accessKeyId?: string;
  readonly role?: 'current' | 'retiring' | 'pending' | 'orphan' | 'foreign';
  readonly active: boolean;
  readonly createdAt?: Date;
  /** Where it was read. */
  readonly lastUse?: LastUse;
}

type Change = 'issue-key' | 'deactivate-key' | 'delete-key';

/** With the present hold or block, where there is one. */
export interface Standing extends Partial<PresentHold> {
  readonly phase: Phase;
  readonly because: string;
  readonly nextStep?: Change;
  readonly nextAt?: Date;
  readonly owner?: string;
  readonly secretName: string;
  /** The last command that changed something. */
  readonly requested?: SecretState['requested'];
  readonly keys: readonly StandingKey[];
  /** AWS's quarantine policy, by its name where the bulk reads were made. */
  readonly quarantine?: string;
  /** The last key that AWS has reported. */
  readonly leaked?: Incident;
}

export type LeakStanding = Pick<Standing, 'quarantine' | 'leaked'>;

/** What a leak leaves behind, for as long as it is recent. */
export function leakStanding(quarantine: string | undefined, leaked: Leaked = NOTHING_LEAKED, now: Date): LeakStanding {
  const last = leaked.incidents.filter((each) => recentIncident(leaked, each.accessKeyId, now)).at(-1);
  const policy = quarantine ?? (leaked.quarantinedAt && ANY_QUARANTINE);
  return { ...(policy !== undefined && { quarantine: policy }), ...(last && { leaked: last }) };
}

/** Of a user read alone, whose policies are not. */
const ANY_QUARANTINE = 'AWSCompromisedKeyQuarantine';

const isChange = (step: Step): step is Step & { kind: Change } =>
  ['issue-key', 'deactivate-key', 'delete-key'].includes(step.kind);

/** From fresh reads. */
export function standingOf(situation: Situation, plan: Plan, prefix: string): Standing {
  const { now, observation, secret } = situation;
  const { user } = observation;
  const hold = presentHold(observation, plan);
  const change = plan.steps.find(isChange)?.kind;
  const next = change ? { nextStep: change, nextAt: now } : nextOf(situation, plan);
  return {
    phase: plan.phase,
    because: plan.because,
    ...hold,
    ...(hold ? plan.nextAt && { nextAt: plan.nextAt } : next),
    ...(user.settings.owner && { owner: user.settings.owner }),
    ...(secret?.requested && { requested: secret.requested }),
    ...leakStanding(user.quarantine, secret?.leaked, now),
    secretName: secret?.name ?? user.settings.secretName ?? secretNameOf(prefix, user.name),
    keys: situation.keys.map((key) => {
      const lastUse = observation.lastUse.get(key.id);
      return {
        accessKeyId: key.id,
        role: roleOf(situation, key.id),
        active: key.active,
        createdAt: key.createdAt,
        ...(lastUse && { lastUse }),
      };
    }),
  };
}

function nextOf(situation: Situation, { phase, rule, nextAt }: Plan): Pick<Standing, 'nextStep' | 'nextAt'> {
  if (phase === 'grace') return { nextStep: 'deactivate-key', nextAt: deactivationDate(situation) };
  const nextStep = phase === 'quarantine' ? 'delete-key' : rule === 'steady' ? 'issue-key' : undefined;
  return { ...(nextStep && nextAt && { nextStep }), ...(nextAt && { nextAt }) };
}

/** In the window after the grace, its end at the latest: the sentence says what it waits for. */
function deactivationDate(situation: Situation): Date {
  const graceEndsAt = graceEnd(situation);
  return graceEndsAt > situation.now ? graceEndsAt : windowEnd(situation);
}

function roleOf(situation: Situation, id: string): NonNullable<StandingKey['role']> {
  if (situation.current?.id === id) return 'current';
  if (situation.retiring?.id === id) return 'retiring';
  return situation.leftover?.key.id === id ? situation.leftover.role : 'foreign';
}
