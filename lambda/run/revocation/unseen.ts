/** A revocation of a key whose secret cannot be read: noted as far as possible, and deactivated. */

import { revokeStep } from '../../core/rules/make-step';
import type { Decision } from '../../core/rules/step';
import type { Observation } from '../../core/user/observation';
import { situationOf } from '../../core/user/situation';
import { type Run, type Work, workOn } from '../steps/work';

export function revokeUnseen(observation: Observation, accessKeyId: string, unread: string, now: Date): Decision {
  const because = `${accessKeyId} was reported as compromised; no new key is issued, because what its user has could not be read (${unread})`;
  return {
    rule: 'revoke',
    because,
    nextAt: undefined,
    steps: [
      { kind: 'note-revocation', accessKeyId, intent: undefined, because },
      revokeStep(situationOf(observation, now), accessKeyId, because),
    ],
  };
}

/** The secret by its name: one that is not there must not be made now. */
export function workUnseen(observation: Observation, run: Run): Work {
  const work = workOn(observation, run);
  return { ...work, isBlind: true, secret: { ...work.secret, arn: work.secret.name } };
}
