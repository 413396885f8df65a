/** Whether the story ended well: a sentence for each broken promise, none when all were kept. */
import type { LocalAws } from '../aws';
import { DAY_MS } from '../people';
import type { Account } from './account';
import type { Evidence } from './days';
import type { RunningProgram } from './program';
import type { Counts } from './telling/counts';
import { type Message, messagesIn } from './telling/messages';

interface Seen extends Evidence {
  readonly counts: Counts;
  /** The page, if one is written. */
  readonly page: string | undefined;
}

export async function verdictOf(
  aws: LocalAws,
  account: Account,
  programs: readonly RunningProgram[],
  seen: Seen,
): Promise<readonly string[]> {
  const [published, log] = [await aws.published(), await aws.functionLog()];
  return [
    ...refusalsOf(programs),
    ...seen.failures,
    ...(await brokenAccount(account)),
    ...foundHalves([...seen.secretHalves], [seen.results, published, log, seen.page]),
    ...brokenNotices(seen.counts, messagesIn(published)),
  ];
}

/** A thief is to be refused. */
export const refusalsOf = (programs: readonly Pick<RunningProgram, 'actor' | 'refusals'>[]) =>
  programs.flatMap(({ actor, refusals }) => (actor.isThief ? [] : refusals));

/** What an account shows at the end. */
export const brokenAccount = async (account: Account) => [
  ...(await brokenCurrentKeys(account)),
  ...(await touchedOthers(account)),
];

/** Promise 3, and that a key stays in its own account. */
async function brokenCurrentKeys(account: Account): Promise<string[]> {
  const broken: string[] = [];
  for (const { userName, accessKeyId, accountId } of await account.currentKeys()) {
    const [who, key] = [account.who(userName), (await account.keysOf(userName)).find(({ id }) => id === accessKeyId)];
    if (!key?.active) broken.push(`promise 3: the secret of ${who} names ${accessKeyId}, which is not Active`);
    if (accountId !== account.aws.accountId)
      broken.push(`promise 4: the secret of ${who} holds a key of account ${accountId}`);
  }
  return broken;
}

/** Promise 5: who is not tagged in, and who is dormant, has the keys it had. */
async function touchedOthers(account: Account): Promise<string[]> {
  const broken: string[] = [];
  for (const { userName, tags = {}, inactive = [] } of account.cast) {
    if (tags['keyturn:managed'] === 'true' && inactive.length === 0) continue;
    const keys = await account.keysOf(userName);
    if (keys.length !== 1 || keys[0]?.active === inactive.includes(0))
      broken.push(`promise 5: the keys of ${account.who(userName)} were changed`);
  }
  return broken;
}

/** Promise 4: in no result, no log line, no message, no page. */
export function foundHalves(halves: readonly string[], places: readonly unknown[]): string[] {
  const everything = JSON.stringify(places);
  return halves.some((half) => everything.includes(half))
    ? ['promise 4: a secret half was found outside Secrets Manager']
    : [];
}

/** Promise 8: each change was notified once, a reminder once a rotation at most, a hold or a block weekly. */
export function brokenNotices(counts: Counts, messages: readonly Message[]): string[] {
  return [...counts].flatMap(([userName, count]) => {
    const own = messages.filter((message) => message.userName === userName);
    const told = (...events: string[]) => own.filter(({ event }) => events.includes(event)).length;
    const pairs: readonly (readonly [string, number, number])[] = [
      ['key-rotated', count.rotated, told('key-rotated')],
      ['key-deactivated', count.deactivated + count.quarantined, told('key-deactivated', 'key-revoked')],
      ['key-deleted', count.deleted, told('key-deleted')],
    ];
    const wrong = pairs.filter(([, times, times2]) => times !== times2);
    return [
      ...wrong.map(
        ([event, times, heard]) => `promise 8: ${userName} had ${event} ${times} times and was notified ${heard} times`,
      ),
      ...(told('key-reminder') > count.rotated
        ? [`promise 8: ${userName} was reminded more often than keys were rotated`]
        : []),
      ...notifiedTooOften(own),
    ];
  });
}

/** A hold or a block for the same reason, notified twice within a week. */
function notifiedTooOften(messages: readonly Message[]): string[] {
  return messages.flatMap(({ event, userName, reason, at }, index) => {
    const before = messages.slice(0, index).findLast((message) => message.reason === reason);
    const isTooSoon = before && Date.parse(at) - Date.parse(before.at) < 7 * DAY_MS;
    return reason !== undefined && isTooSoon
      ? [`promise 8: ${userName} was notified of ${event} ${reason} twice within a week`]
      : [];
  });
}
