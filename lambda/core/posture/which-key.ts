/** Which of a user's keys a slot of the credential report is: the report knows no ids. */

import type { CredentialKey } from '../user/credential-row';
import type { KeyEvidence, ViewedUser } from './account-view';

export interface EvidenceOfSlot {
  /** Undefined where nothing shows which key the slot is. */
  readonly accessKeyId: string | undefined;
  readonly calls: KeyEvidence['calls'];
}

/**
 * By the second in which the key was made, or else the only one that can be meant. Where two may be meant, its evidence is not known: to
 * mistake one for the other would recommend the wrong thing. Undefined where nothing was to be asked.
 */
export function evidenceFor(slot: CredentialKey, { evidence, credentials }: ViewedUser): EvidenceOfSlot | undefined {
  if (evidence === undefined) return undefined;
  if ('notLookedAt' in evidence) return { accessKeyId: undefined, calls: evidence };
  const candidates = evidence.value.filter(({ active }) => active === slot.active);
  const sameSecond = candidates.filter(({ createdAt }) => createdAt?.getTime() === slot.changedAt?.getTime());
  if (sameSecond.length === 1) return sameSecond[0];
  const slots = (credentials?.keys ?? []).filter(({ active }) => active === slot.active);
  if (slots.length === 1 && candidates.length === 1) return candidates[0];
  const notLookedAt = "which of the user's keys the credential report means is not known";
  return { accessKeyId: undefined, calls: { notLookedAt } };
}
