/** Findings about many accounts: one for all that have the same trouble, however many there are. Pure. */

import { number } from '../../terminal/dates';
import type { Finding } from '../finding';

const MOST_NAMED = 10;

export interface Named {
  readonly accountId: string;
  /** Besides the id; missing where only the id is known. */
  readonly name?: string;
  readonly ou?: string;
}

/** `222233334444 billing (prod/payments), … and 12 more` */
export function namesOf(accounts: readonly Named[]): string {
  const named = accounts
    .slice(0, MOST_NAMED)
    .map(({ accountId, name, ou }) => [accountId, name, ou && `(${ou})`].filter(Boolean).join(' '));
  const more = accounts.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${number(more)} more` : ''}`;
}

/** For programs: all of them. */
export const about = (accounts: readonly Named[], finding: Finding): Finding => ({
  ...finding,
  accounts: accounts.map(({ accountId }) => accountId),
});

/** In the order in which they are first met. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
}

/** The same trouble in another account has another id in its text. */
export const withoutIds = (text: string) => text.replace(/\d{12}|[0-9a-f]{8}-[0-9a-f-]{27}/g, '…');
