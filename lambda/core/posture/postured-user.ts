/** One user as posture shows it. */

import type { CredentialKey } from '../user/credential-row';
import type { Finding } from './checks';
import type { HeldIn } from './instead/held-in';
import type { Recommendation } from './instead/recommendations';

export interface PosturedUser {
  readonly name: string;
  readonly owner: string | undefined;
  readonly isManaged: boolean;
  readonly hasSecret: boolean;
  readonly findings: readonly AcceptableFinding[];
  readonly keys: readonly PosturedKey[];
  /** What its tag keyturn:posture-accept says that cannot be read. */
  readonly tagProblem: string | undefined;
}

interface AcceptableFinding extends Finding {
  readonly acceptedUntil?: Date;
}

export interface PosturedKey extends CredentialKey {
  /** Known where CloudTrail was asked. */
  readonly accessKeyId: string | undefined;
  readonly ageDays: number | undefined;
  /** How programs hold it, by their agents; the latest first. */
  readonly heldIn: readonly HeldIn[];
  /** Undefined for an inactive key. */
  readonly recommendation: (Recommendation & { readonly acceptedUntil?: Date }) | undefined;
}
