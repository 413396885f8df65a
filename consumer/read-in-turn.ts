/** Reads the secret with one key after the other, until one may. */

import { reasonOf, rejection } from './errors';
import type { Identity } from './value';

export interface Signer {
  readonly of: 'secret' | 'bootstrap';
  /** @throws when the program has no such credentials */
  readonly identity: () => Promise<Identity>;
}

/** How a turn ended. `text` is the secret's, and undefined of a secret without text; `readBy` is missing when nobody could read it. */
export interface Turn {
  readonly readBy?: Signer;
  readonly text?: string | undefined;
  /** Why the others, or all, could not: one line each, nothing secret in them. */
  readonly reasons: readonly string[];
  /** Key ids that AWS rejected. */
  readonly rejected: readonly string[];
  /** Who authenticated and may not read it. */
  readonly denied: readonly Signer[];
}

export async function readInTurn(
  read: (signedBy: Identity) => Promise<string | undefined>,
  signers: readonly Signer[],
): Promise<Turn> {
  const reasons: string[] = [];
  const rejected: string[] = [];
  const denied: Signer[] = [];
  for (const signer of signers) {
    let identity: Identity | undefined;
    try {
      identity = await signer.identity();
      return { readBy: signer, text: await read(identity), reasons, rejected, denied };
    } catch (error) {
      reasons.push(identity ? reasonOf(error) : `the credentials to begin with: ${reasonOf(error)}`);
      if (!identity) continue;
      if (rejection(error) === 'yes') rejected.push(identity.accessKeyId);
      else if ((error as Error)?.name === 'AccessDeniedException') denied.push(signer);
      // A secret that is not there, a network that is down: another key would not change it.
      else break;
    }
  }
  return { reasons: [...new Set(reasons)], rejected, denied };
}
