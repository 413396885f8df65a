import type { Account, Key } from './account';
import { random } from './chance';

/** While a change propagates, some of IAM's servers answer from before it. */
function answersFromBefore(account: Account, changedAt: number): boolean {
  return account.now - changedAt < account.options.propagationMs && random(account) < 0.5;
}

/** ListAccessKeys and authentication may not know a key yet. */
export function isUnseen(account: Account, key: Key): boolean {
  return answersFromBefore(account, key.createdAt);
}

export function shownStatus(account: Account, key: Key): Key['status'] {
  const unchanged = key.statusChangedAt === key.createdAt;
  if (unchanged || !answersFromBefore(account, key.statusChangedAt)) return key.status;
  return key.status === 'Active' ? 'Inactive' : 'Active';
}
