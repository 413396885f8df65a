/**
 * Who uses the keys, from CloudTrail: for active keys that were used within the 90 days that it shows, the oldest first, as many as the
 * budget allows. AWS takes two look-ups a second in an account and Region, and people make some too.
 */

import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { type AccessKeyMetadata, paginateListAccessKeys } from '@aws-sdk/client-iam';
import type { Clients } from '../../lambda/aws/clients';
import { errorText, failureOf } from '../../lambda/aws/errors/errors';
import type { AccountView, KeyEvidence, Looked, ViewedUser } from '../../lambda/core/posture/account-view';
import { type CallRecord, callFrom } from '../../lambda/core/posture/instead/call-record';
import { DAY_MS } from '../../lambda/core/time';
import type { CredentialKey } from '../../lambda/core/user/credential-row';
import { ageInDays } from '../../lambda/core/user/timetable';
import type { Trail } from '../session/read-only';

export interface Search {
  readonly clients: Clients;
  readonly trails: readonly Trail[];
  readonly now: Date;
  /** Users whose keys may be looked up. */
  readonly budget: number;
  readonly onProgress: (looked: number, of: number) => void;
}

const SHOWN_DAYS = 89;

const APART_MS = 500;

/** The largest page; the newest calls are enough. */
const PAGE = 50;

export async function withEvidence(view: AccountView, search: Search): Promise<AccountView> {
  const wanted = candidates(view, search.now).map(({ name }) => name);
  const chosen = new Set(wanted.slice(0, search.budget));
  const leftOut = new Set(wanted.slice(search.budget));
  const lookUp = lookUpIn(search);
  const users: ViewedUser[] = [];
  let looked = 0;
  for (const user of view.users) {
    if (!chosen.has(user.name)) {
      const notLookedAt = leftOut.has(user.name)
        ? `${search.budget} users come before it: --evidence ${wanted.length} looks at all`
        : 'no key was used within the 90 days that it shows';
      users.push({ ...user, evidence: { notLookedAt } });
      continue;
    }
    users.push({ ...user, evidence: await evidenceOf(user, search, lookUp) });
    looked += 1;
    search.onProgress(looked, chosen.size);
  }
  return { ...view, users };
}

/** Users with an active key that CloudTrail may know something of. */
function candidates({ users }: AccountView, now: Date): readonly ViewedUser[] {
  const oldest = (user: ViewedUser) =>
    Math.min(...recentKeys(user, now).map(({ changedAt }) => changedAt?.getTime() ?? Number.POSITIVE_INFINITY));
  return users
    .filter((user) => recentKeys(user, now).length > 0)
    .map((user) => ({ user, at: oldest(user) }))
    .sort((a, b) => a.at - b.at || (a.user.name < b.user.name ? -1 : 1))
    .map(({ user }) => user);
}

const recentKeys = ({ credentials }: ViewedUser, now: Date): readonly CredentialKey[] =>
  (credentials?.keys ?? []).filter(
    ({ active, usedAt }) =>
      active && (usedAt === undefined || (usedAt instanceof Date && ageInDays(usedAt, now) <= SHOWN_DAYS)),
  );

type LookUp = (accessKeyId: string) => Promise<Looked<readonly CallRecord[]>>;

async function evidenceOf(
  user: ViewedUser,
  { clients }: Search,
  lookUp: LookUp,
): Promise<Looked<readonly KeyEvidence[]>> {
  const keys = await keysOf(clients, user.name);
  if ('notLookedAt' in keys) return keys;
  const evidence: KeyEvidence[] = [];
  for (const { AccessKeyId: accessKeyId, CreateDate: createdAt, Status } of keys.value) {
    if (accessKeyId === undefined) continue;
    const active = Status === 'Active';
    const calls = active ? await lookUp(accessKeyId) : { notLookedAt: 'it is inactive' };
    evidence.push({ accessKeyId, createdAt, active, calls });
  }
  return { value: evidence };
}

async function keysOf({ iam }: Clients, UserName: string): Promise<Looked<readonly AccessKeyMetadata[]>> {
  try {
    const keys: AccessKeyMetadata[] = [];
    for await (const page of paginateListAccessKeys({ client: iam }, { UserName }))
      keys.push(...(page.AccessKeyMetadata ?? []));
    return { value: keys };
  } catch (error) {
    return { notLookedAt: because(error, 'iam:ListAccessKeys') };
  }
}

/** One after the other. Once CloudTrail has said that it is not allowed, it is not asked again. */
function lookUpIn({ clients, trails, now }: Search): LookUp {
  let nextAtMs = clients.elapsedMs();
  const refused = new Map<string, string>();
  const StartTime = new Date(now.getTime() - SHOWN_DAYS * DAY_MS);
  const ask = async ({ region, client }: Trail, accessKeyId: string): Promise<Looked<readonly CallRecord[]>> => {
    const known = refused.get(region);
    if (known !== undefined) return { notLookedAt: known };
    const tooSoonBy = nextAtMs - clients.elapsedMs();
    if (tooSoonBy > 0) await clients.wait(tooSoonBy);
    nextAtMs = clients.elapsedMs() + APART_MS;
    try {
      const LookupAttributes = [{ AttributeKey: 'AccessKeyId' as const, AttributeValue: accessKeyId }];
      const { Events = [] } = await client.send(
        new LookupEventsCommand({ LookupAttributes, StartTime, MaxResults: PAGE }),
      );
      return { value: Events.flatMap((event) => callFrom(event) ?? []) };
    } catch (error) {
      const notLookedAt = `${because(error, 'cloudtrail:LookupEvents')} in ${region}`;
      if (failureOf(error).kind === 'denied') refused.set(region, notLookedAt);
      return { notLookedAt };
    }
  };
  return async (accessKeyId) => {
    const answers = [];
    for (const trail of trails) answers.push(await ask(trail, accessKeyId));
    const calls = answers.flatMap((answer) => ('value' in answer ? answer.value : []));
    const failed = answers.find((answer) => 'notLookedAt' in answer);
    // What one Region shows counts; that it shows nothing proves nothing while the other has not answered.
    return calls.length === 0 && failed ? failed : { value: calls };
  };
}

const because = (error: unknown, action: string) =>
  failureOf(error).kind === 'denied' ? `${action} is not allowed` : errorText(error);
