/** An account's posture in numbers: for the first sentence, for metrics, and for one line of an organization's list. */

import type { AccountView } from './account-view';
import { activeKeys } from './check-account';
import type { CheckId, Finding } from './checks';
import { alternativeOf, type Category, needNotExist } from './instead/recommendations';
import type { PosturedUser } from './postured-user';

export interface PostureCounts {
  readonly users: number;
  /** Active access keys, root's too. */
  readonly keys: number;
  readonly rootKeys: number;
  readonly inactiveKeys: number;
  readonly keysOver90Days: number;
  readonly keysUnused45Days: number;
  readonly usersWithTwoActiveKeys: number;
  readonly usersWithPasswordAndKey: number;
  readonly consoleUsersWithoutMfa: number;
  readonly administrators: number;
  readonly quarantined: number;
  /** Active keys that need not exist, by why. */
  readonly needNotExist: Readonly<Record<Needless, number>>;
  /** Findings and recommendations that a team accepts for a while. They are in the other counts too. */
  readonly accepted: number;
}

type Needless = Exclude<Category, 'keep' | 'unknown'>;

export function countsOf(
  { users: all, root }: AccountView,
  users: readonly PosturedUser[],
  account: readonly Finding[],
): PostureCounts {
  const keys = users.flatMap((user) => user.keys);
  const findings = users.flatMap((user) => user.findings);
  const having = (id: CheckId) => findings.filter((finding) => finding.id === id).length;
  const recommendations = keys.flatMap(({ recommendation }) => recommendation ?? []);
  const needless = (category: Needless) =>
    recommendations.filter((each) => needNotExist(each) && alternativeOf(each.id).category === category).length;
  // The account summary says that root has a key, and not how many.
  const rootKeys = Math.max(activeKeys(root), account.some(({ id }) => id === 'root-key') ? 1 : 0);
  return {
    users: all.length,
    keys: keys.filter(({ active }) => active).length + rootKeys,
    rootKeys,
    inactiveKeys: keys.filter(({ active }) => !active).length,
    keysOver90Days: having('key-old'),
    keysUnused45Days: having('key-unused'),
    usersWithTwoActiveKeys: having('two-active-keys'),
    usersWithPasswordAndKey: having('password-and-key'),
    consoleUsersWithoutMfa: having('console-without-mfa'),
    administrators: having('administrator'),
    quarantined: having('quarantined'),
    needNotExist: {
      root: rootKeys,
      unused: needless('unused'),
      'in-aws': needless('in-aws'),
      federated: needless('federated'),
      person: needless('person'),
    },
    accepted: [...findings, ...recommendations].filter(({ acceptedUntil }) => acceptedUntil !== undefined).length,
  };
}

export const needlessKeys = ({ needNotExist: by }: PostureCounts): number =>
  Object.values(by).reduce((sum, n) => sum + n, 0);

/** The account in one sentence, or two. */
export function postureSentence(counts: PostureCounts): string {
  const { keys, rootKeys, keysOver90Days, keysUnused45Days, needNotExist: by } = counts;
  if (keys === 0) return 'No active access keys: nothing to replace.';
  const parts = [
    `${number(keys)} active access ${keys === 1 ? 'key' : 'keys'}`,
    `${number(keysOver90Days)} older than 90 days`,
    `${number(keysUnused45Days)} unused for 45 days`,
    ...(rootKeys > 0 ? [`${number(rootKeys)} of root`] : []),
  ];
  const reasons = (Object.entries(WHY) as [Needless, string][])
    .filter(([category]) => by[category] > 0)
    .map(([category, words]) => `${number(by[category])} ${words}`);
  const needless = needlessKeys(counts);
  const verdict =
    needless === 0
      ? 'None is known to be needless.'
      : `${number(needless)} of ${number(keys)} need not exist: ${reasons.join(', ')}.`;
  return `${parts.join(', ')}. ${verdict}`;
}

const WHY: Readonly<Record<Needless, string>> = {
  root: 'of root',
  unused: 'nobody uses',
  'in-aws': 'inside AWS',
  federated: 'in a CI or another cloud',
  person: 'of people',
};

const number = (n: number) => n.toLocaleString('en-US');
