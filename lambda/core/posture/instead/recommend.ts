/** From evidence to the alternative: what to use instead of one active key. Agent and address decide nothing; they suggest. */

import { USER_TAG } from '../../names';
import { day, minute } from '../../time';
import type { CredentialKey } from '../../user/credential-row';
import { ageInDays } from '../../user/timetable';
import type { Looked, ViewedUser } from '../account-view';
import { unusedBecause } from '../check-user';
import { productOf } from './agents';
import type { CallRecord } from './call-record';
import type { Confidence, Recommendation } from './recommendations';
import { type Sign, type Surroundings, signOf } from './signs';

interface Given {
  readonly user: ViewedUser;
  readonly key: CredentialKey;
  /** Undefined when CloudTrail was not to be asked at all. */
  readonly calls: Looked<readonly CallRecord[]> | undefined;
  readonly isOfEc2?: Surroundings['isOfEc2'];
  readonly now: Date;
}

/** Within the time that CloudTrail shows. */
const RECENT_DAYS = 90;

export function recommend(given: Given): Recommendation {
  const { user, key, calls, now } = given;
  // No document of AWS's says that an SMTP login counts as a use, so no key of SES is ever called unused.
  const smtpRegion = user.tags[USER_TAG.sesSmtpRegion];
  if (smtpRegion !== undefined)
    return ses(`the user's tag ${USER_TAG.sesSmtpRegion} names ${smtpRegion}: it sends mail by SMTP`);
  const unused = unusedBecause(key, now);
  if (unused !== undefined) return { id: 'keyturn.unused-key', confidence: 'sure', because: `it ${unused}` };
  const seen = calls && 'value' in calls ? calls.value : [];
  if (seen.length > 0) return fromCalls(seen, given);
  const { usedAt, service, region } = key;
  if (service === 'ses' && usedAt instanceof Date)
    return ses(`it was last used for Amazon SES${region ? ` in ${region}` : ''} on ${day(usedAt)}`);
  return fromReport(given);
}

const ses = (because: string): Recommendation => ({ id: 'keyturn.ses-smtp', confidence: 'likely', because });

/** The sign with the most belief, then the one of most calls. It is sure only where AWS's own field is on every call. */
function fromCalls(calls: readonly CallRecord[], { user, isOfEc2 }: Given): Recommendation {
  const surroundings = { isOfPerson: user.credentials?.hasPassword === true, isOfEc2 };
  const groups = new Map<string, { sign: Sign; calls: CallRecord[] }>();
  for (const call of calls) {
    const sign = signOf(call, surroundings);
    const group = groups.get(sign.id) ?? { sign, calls: [] };
    group.calls.push(call);
    groups.set(sign.id, group);
  }
  // That a service calls for somebody says nothing of where that somebody is, as long as anything else does.
  const [best, ...others] = [...groups.values()].sort(
    (a, b) => rank(b.sign) - rank(a.sign) || b.calls.length - a.calls.length || (a.sign.id < b.sign.id ? -1 : 1),
  );
  if (!best) return { id: 'keyturn.not-known', confidence: 'unknown', because: 'CloudTrail shows no call' };
  const { sign } = best;
  const confidence = sign.confidence === 'sure' && others.length > 0 ? 'likely' : sign.confidence;
  const besides = others.length > 0 ? `; the others differ: ${others.map((other) => other.sign.words).join(', ')}` : '';
  return { id: sign.id, confidence, because: `${evidence(best.calls, calls.length)}: ${sign.words}${besides}` };
}

const BELIEF: Readonly<Record<Confidence, number>> = { sure: 2, likely: 1, unknown: 0 };

const rank = ({ id, confidence }: Sign) => (id === 'keyturn.aws-service' ? 0.5 : BELIEF[confidence]);

function evidence(calls: readonly CallRecord[], of: number): string {
  const latest = calls.reduce((a, b) => (b.at > a.at ? b : a));
  const many = of === 1 ? 'its one call' : `${calls.length} of ${of} calls`;
  return `${many}, the latest ${latest.service} ${latest.eventName} from ${latest.source || 'an unknown address'} by ${productOf(latest.agent)} on ${minute(latest.at)}`;
}

/** Without a call to go by. */
function fromReport({ user, key, calls, now }: Given): Recommendation {
  const { usedAt, changedAt, service, region } = key;
  const row = user.credentials;
  const signedInAt = row?.passwordUsedAt instanceof Date ? row.passwordUsedAt : undefined;
  if (row?.hasPassword && signedInAt && ageInDays(signedInAt, now) <= RECENT_DAYS && usedAt instanceof Date)
    return {
      id: 'keyturn.person',
      confidence: 'likely',
      because: `the user has a console password, last used on ${day(signedInAt)}`,
    };
  const use =
    usedAt instanceof Date
      ? `it was last used on ${day(usedAt)}${service ? ` for ${service}` : ''}${region ? ` in ${region}` : ''}`
      : usedAt === 'never'
        ? `it was made on ${changedAt ? day(changedAt) : 'an unknown day'} and was not used yet`
        : 'its last use is not known';
  return { id: 'keyturn.not-known', confidence: 'unknown', because: `${use}${whyNoCalls(calls)}` };
}

function whyNoCalls(calls: Given['calls']): string {
  if (calls === undefined) return '; CloudTrail was not asked (--evidence)';
  if ('notLookedAt' in calls) return `; CloudTrail was not asked: ${calls.notLookedAt}`;
  return '; CloudTrail shows no management event of it, so its calls are data events, such as reading an object from S3, or in another Region';
}
