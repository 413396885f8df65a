/** Which keys were reported as compromised (promise 12). Pure. */

import type { Observation } from './observation';
import type { SecretState } from './secret-state';

type Notes = Pick<SecretState, 'notices' | 'revoked'>;

/** The report stands: such a key is deactivated whenever it is found Active. */
const isReported = (notes: Notes | undefined, accessKeyId: string): boolean =>
  notes?.notices.revoking?.accessKeyId === accessKeyId ||
  notes?.revoked?.some((revoked) => revoked.accessKeyId === accessKeyId) === true;

/** Also once it is done and the owner was notified: such a key is never brought back. */
export const isRevoked = (notes: Notes | undefined, accessKeyId: string): boolean =>
  isReported(notes, accessKeyId) || notes?.notices.revoked?.accessKeyId === accessKeyId;

/** Where the secret itself cannot be written, its notice board has the note. */
export const isReportedIn = ({ secret, board }: Observation, accessKeyId: string): boolean =>
  [secret, board?.secret].some((state) => isReported(state, accessKeyId));

export const isRevokedIn = ({ secret, board }: Observation, accessKeyId: string): boolean =>
  [secret, board?.secret].some((state) => isRevoked(state, accessKeyId));

/** A key is Inactive by Keyturn's own doing: no person deactivated it. */
export const isDeactivatedByKeyturn = (observation: Observation, accessKeyId: string): boolean =>
  observation.secret?.deactivated?.accessKeyId === accessKeyId || isRevokedIn(observation, accessKeyId);
