/** What is known of a step once it was carried out: the evidence that `keyturn report` is made of. Pure. */

import { holdSince } from '../account/held';
import { accessKeyIdOf } from '../names';
import type { Step } from '../rules/step';
import type { LastUse } from '../user/keys';
import { type Observation, stateOf } from '../user/observation';

/** Written down while a step is carried out. Moments are counted from the run's own time. */
export interface Moments {
  newKeyId?: string;
  newCreatedAt?: Date;
  /** The new key was tested with STS. */
  verifiedAt?: Date;
  /** AWSCURRENT names it. */
  promotedAt?: Date;
  /** The key was deactivated, or deleted. */
  changedAt?: Date;
  notifiedAt?: Date;
}

export interface StepFacts extends Moments {
  readonly userId: string;
  readonly owner?: string;
  readonly oldKeyId?: string;
  readonly oldCreatedAt?: Date;
  /** Of the key that the step is about. */
  readonly createdAt?: Date;
  readonly lastUse?: LastUse;
  /** The key that AWSCURRENT names meanwhile. */
  readonly currentKeyId?: string;
  /** The policy that held for this user. */
  readonly maxKeyAgeDays?: number;
  readonly revoked?: true;
  readonly confirmed?: true;
  readonly role?: string;
  readonly until?: Date;
  readonly since?: Date;
}

/** @param issuedId the key that was made for this user in the same run */
export function factsOfStep(step: Step, observation: Observation, moments: Moments, issuedId?: string): StepFacts {
  const { id: userId, settings } = observation.user;
  const whose = { userId, ...(settings.owner !== undefined && { owner: settings.owner }) };
  return { ...whose, ...known(step, observation, issuedId), ...moments };
}

function known(step: Step, observation: Observation, issuedId: string | undefined): Partial<StepFacts> {
  const { maxKeyAgeDays } = observation.user.settings.policy;
  switch (step.kind) {
    case 'issue-key': {
      const { replaces } = step;
      return { ...(replaces && { oldKeyId: replaces.id, oldCreatedAt: replaces.createdAt }), maxKeyAgeDays };
    }
    case 'deactivate-key':
    case 'record-inactive': {
      const lastUse = observation.lastUse.get(step.accessKeyId);
      const currentKeyId = issuedId ?? accessKeyIdOf(observation.secret?.labels.current);
      return {
        ...createdOf(step.accessKeyId, observation),
        ...(lastUse && { lastUse }),
        ...(currentKeyId !== undefined && { currentKeyId }),
        ...('revoked' in step && step.revoked && { revoked: true }),
        ...('confirmed' in step && step.confirmed && { confirmed: true }),
        maxKeyAgeDays,
      };
    }
    case 'delete-key':
      return { ...createdOf(step.accessKeyId, observation), role: step.role, maxKeyAgeDays };
    case 'hold': {
      const { since } = holdSince(step.reason, stateOf(observation));
      return { ...(since && { since }) };
    }
    case 'set-hold':
    case 'renew-grace':
    case 'roll-back':
      return { ...(step.until && { until: step.until }) };
    case 'make-current':
    case 'note-revocation':
    case 'restore-state':
    case 'notify':
      return {};
  }
}

function createdOf(accessKeyId: string, { keys }: Observation): Pick<StepFacts, 'createdAt'> {
  const key = keys.find(({ id }) => id === accessKeyId);
  return key ? { createdAt: key.createdAt } : {};
}
