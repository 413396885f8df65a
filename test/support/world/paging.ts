import type { Account } from './account';
import { random } from './chance';

export interface Page<Item> {
  readonly items: readonly Item[];
  /** There is more; ask with this. */
  readonly next?: string;
}

/**
 * The part of `all` that follows `after`. The token names the last item seen, not a position, so that what comes or goes
 * between two pages shifts nothing. `all` is in the order of `serial`.
 */
export function page<Item extends { readonly serial: number }>(
  account: Account,
  all: Iterable<Item>,
  after: string | undefined,
  asked: number | undefined,
): Page<Item> {
  const start = after === undefined ? -1 : Number(after.slice(TOKEN.length));
  const size = pageSize(account, asked);
  const items: Item[] = [];
  for (const item of all) {
    if (item.serial <= start) continue;
    if (items.length === size) return { items, next: `${TOKEN}${items.at(-1)?.serial ?? start}` };
    items.push(item);
  }
  return { items };
}

const TOKEN = 'after-';

function pageSize(account: Account, asked = account.options.pageSize): number {
  const size = Math.min(asked, account.options.pageSize);
  return account.options.raggedPages ? Math.floor(random(account) * (size + 1)) : size;
}
