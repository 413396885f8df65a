/** The posture of an account: what is wrong with its access keys, and which of them need not exist. Pure. */

import { USER_TAG } from '../names';
import { ageInDays } from '../user/timetable';
import { acceptedBy } from './accepted';
import type { AccountView, ViewedUser } from './account-view';
import { checkAccount, type NotLookedAt } from './check-account';
import { checkUser } from './check-user';
import { checkOf, type Finding, isAtLeast, LEVELS, type Level } from './checks';
import { countsOf, type PostureCounts } from './counts';
import type { CallRecord } from './instead/call-record';
import { type HeldIn, heldIn } from './instead/held-in';
import { recommend } from './instead/recommend';
import { needNotExist, type Recommendation } from './instead/recommendations';
import type { Surroundings } from './instead/signs';
import type { PosturedKey, PosturedUser } from './postured-user';
import { evidenceFor } from './which-key';

export interface Posture {
  readonly accountId: string;
  readonly at: Date;
  readonly reportedAt: Date;
  readonly counts: PostureCounts;
  /** Of root and the account. */
  readonly account: readonly Finding[];
  /** Every user with a key or a password, the worst first. */
  readonly users: readonly PosturedUser[];
  readonly notLookedAt: readonly NotLookedAt[];
}

export interface Options {
  readonly now: Date;
  readonly isOfEc2?: Surroundings['isOfEc2'];
}

export function postureOf(view: AccountView, options: Options): Posture {
  const { findings: account, notLookedAt } = checkAccount(view, options.now);
  const users = view.users.flatMap((user) => postured(user, options));
  const unread = view.users.filter((user) => !user.credentials?.keys).length;
  return {
    accountId: view.accountId,
    at: options.now,
    reportedAt: view.reportedAt,
    counts: countsOf(view, users, account),
    account: [...account].sort(byLevel),
    users: users.sort((a, b) => badness(b) - badness(a) || (a.name < b.name ? -1 : 1)),
    notLookedAt: [...notLookedAt, ...(unread > 0 ? [unreadUsers(unread)] : [])],
  };
}

const unreadUsers = (n: number): NotLookedAt => ({
  checks: ['key-old', 'key-unused', 'two-active-keys', 'console-without-mfa', 'password-unused', 'key-never-used'],
  what: n === 1 ? 'one user' : `${n} users`,
  because: 'the credential report has no row for them that can be read: made since, or of a name with a comma',
});

/** Nobody without a key and a password is shown, unless something is wrong with it. */
function postured(user: ViewedUser, { now, isOfEc2 }: Options): PosturedUser[] {
  const accepted = acceptedBy(user.tags[USER_TAG.postureAccept], now);
  const until = (id: string) => {
    const acceptedUntil = accepted.until(id);
    return acceptedUntil && { acceptedUntil };
  };
  const findings = (checkUser(user, now) ?? []).map((finding) => ({ ...finding, ...until(finding.id) }));
  const keys = (user.credentials?.keys ?? []).map((key): PosturedKey => {
    const evidence = evidenceFor(key, user);
    const calls = evidence?.calls;
    const recommendation = key.active ? recommend({ user, key, calls, isOfEc2, now }) : undefined;
    return {
      ...key,
      accessKeyId: evidence?.accessKeyId,
      ageDays: key.changedAt && ageInDays(key.changedAt, now),
      heldIn: calls && 'value' in calls ? places(calls.value) : [],
      recommendation: recommendation && { ...recommendation, ...until(recommendation.id) },
    };
  });
  if (findings.length === 0 && keys.length === 0 && user.credentials?.hasPassword !== true) return [];
  return [
    {
      name: user.name,
      owner: user.tags[USER_TAG.owner] || undefined,
      isManaged: user.isManaged,
      hasSecret: user.hasSecret,
      findings: findings.sort(byLevel),
      keys,
      tagProblem: accepted.problem,
    },
  ];
}

function places(calls: readonly CallRecord[]): HeldIn[] {
  const latestFirst = [...calls].sort((a, b) => b.at.getTime() - a.at.getTime());
  return [...new Set(latestFirst.flatMap(({ agent }) => heldIn(agent) ?? []))];
}

const byLevel = (a: Finding, b: Finding) => LEVELS.indexOf(checkOf(b.id).level) - LEVELS.indexOf(checkOf(a.id).level);

const WEIGHTS: Readonly<Record<Level, number>> = { low: 1, medium: 10, high: 100, critical: 1000 };

/** What was accepted weighs nothing; a key that need not exist weighs a little more than one of whom that is not known. */
function badness({ findings, keys }: PosturedUser): number {
  const wrong = findings.filter(({ acceptedUntil }) => acceptedUntil === undefined);
  const needless = keys.filter(({ recommendation }) => recommendation && isOpen(recommendation));
  return wrong.reduce((sum, { id }) => sum + WEIGHTS[checkOf(id).level], needless.length * 2);
}

const isOpen = (recommendation: Recommendation & { readonly acceptedUntil?: Date }) =>
  needNotExist(recommendation) && recommendation.acceptedUntil === undefined;

/** Whether anything of at least that level is wrong and not accepted, or could not be looked at: an unknown never passes. */
export function failsAt({ account, users, notLookedAt }: Posture, least: Level): boolean {
  const open = users.flatMap(({ findings }) => findings.filter(({ acceptedUntil }) => acceptedUntil === undefined));
  const checks = [...account, ...open].map(({ id }) => id).concat(notLookedAt.flatMap((each) => each.checks));
  return checks.some((id) => isAtLeast(checkOf(id).level, least));
}
