/** What an interrupted rotation has left behind, and what must never pass for it: such a key is deleted (promise 2). */

import { HORIZON_MS } from '../../../../lambda/core/user/horizon';
import type { LastUse } from '../../../../lambda/core/user/keys';
import { isOwnVerification, openIntent } from '../../../../lambda/core/user/leftover';
import type { SecretState } from '../../../../lambda/core/user/secret-state';
import { situationOf } from '../../../../lambda/core/user/situation';
import {
  aKey,
  anObservation,
  aSecret,
  daysAgo,
  FOREIGN_VERSION,
  hoursAgo,
  labels,
  later,
  NEVER,
  NEW,
  NOW,
  OLD,
  PLACEHOLDER,
  THIRD,
  UNKNOWN,
  used,
} from '../../../support/builders';
import { SECOND } from '../../../support/simulation/harness';

const BEGUN = hoursAgo(2);
const ROTATE = { kind: 'rotate', at: BEGUN } as const;
const ROLLBACK = { kind: 'rollback', at: BEGUN } as const;

/** OLD is current, and a rotation that began two hours ago made NEW. */
interface Left {
  readonly after?: number;
  readonly active?: boolean;
  readonly use?: LastUse | undefined;
  readonly secret?: Partial<SecretState>;
}
function left({ after = SECOND, active = true, use = NEVER, secret = {} }: Left = {}): string | undefined {
  const given = anObservation({
    keys: [aKey({ ageDays: 80 }), aKey({ id: NEW, active, createdAt: later(BEGUN, after) })],
    secret: aSecret({ labels: labels({ current: OLD }), intent: ROTATE, ...secret }),
    lastUse: { [NEW]: use },
  });
  const { leftover } = situationOf(given, NOW);
  return leftover && `${leftover.role} ${leftover.key.id === NEW ? 'NEW' : leftover.key.id}`;
}

const stored = (current: string = OLD) => ({ labels: labels({ current, pending: NEW }) });
const verified = used(later(BEGUN, 2 * SECOND), 'sts');

describe('an orphan', () => {
  test.each<[what: string, of: Left]>([
    ['is stored nowhere', {}],
    ['was made in the very second of the intent', { after: 0 }],
    ['was made at the end of the horizon at the latest', { after: HORIZON_MS }],
    [
      'may be Inactive where it was reported as compromised',
      { active: false, secret: { revoked: [{ accessKeyId: NEW, at: hoursAgo(1), isNotified: true }] } },
    ],
  ])('%s', (_what, of) => expect(left(of)).toBe('orphan NEW'));

  test.each<[what: string, of: Left]>([
    ['that was made before the intent', { after: -SECOND }],
    ['that was made after the horizon', { after: HORIZON_MS + 1 }],
    ['that somebody used', { use: used(hoursAgo(1)) }],
    ['that Keyturn verified: it was stored then', { use: verified }],
    ['of which nobody knows whether it was used', { use: UNKNOWN }],
    ['that a person deactivated', { active: false }],
    ['without an intent', { secret: { intent: undefined } }],
    ['beside the intent of a rollback', { secret: { intent: ROLLBACK } }],
    ['that a label names', { secret: stored(FOREIGN_VERSION) }],
  ])('is no key %s', (_what, of) => expect(left(of)).toBeUndefined());
});

describe('a pending key', () => {
  test.each<[what: string, of: Left]>([
    ['is what AWSPENDING names', { secret: stored() }],
    ['that Keyturn alone has used', { secret: stored(), use: verified }],
    ['before a first rotation', { secret: stored(PLACEHOLDER) }],
    ['where AWSCURRENT names nothing', { secret: { labels: { pending: labels({ pending: NEW }).pending as string } } }],
    [
      'in an adopted secret that nobody has written since',
      { secret: { ...stored(FOREIGN_VERSION), adoptedVersion: FOREIGN_VERSION } },
    ],
    ['a minute before the intent, as clocks differ', { secret: stored(), after: -60 * SECOND }],
    ['long after the intent', { secret: stored(), after: 2 * HORIZON_MS }],
    [
      'though another key was announced',
      { secret: { ...stored(), notices: { rotated: { accessKeyId: OLD, at: daysAgo(80) } } } },
    ],
  ])('%s', (_what, of) => expect(left(of)).toBe('pending NEW'));

  test.each<[what: string, of: Left]>([
    ['once it was announced', { secret: { ...stored(), notices: { rotated: { accessKeyId: NEW, at: BEGUN } } } }],
    ['once somebody has used it', { secret: stored(), use: used(hoursAgo(1)) }],
    ['where that cannot be read', { secret: stored(), use: UNKNOWN }],
    ['where a person has written AWSCURRENT since', { secret: stored(FOREIGN_VERSION) }],
    ['from before the intent', { secret: stored(), after: -61 * SECOND }],
  ])('is none %s', (_what, of) => expect(left(of)).toBeUndefined());
});

describe('a rollback that was written over the intent of a revocation', () => {
  const report = (at: Date) => ({ intent: ROLLBACK, revoked: [{ accessKeyId: OLD, at, isNotified: true }] });

  test.each([
    ['shows by the report of that time what the revocation made', later(BEGUN, SECOND), SECOND],
    ['as far as a run may be ahead', later(BEGUN, HORIZON_MS), HORIZON_MS],
    ['or behind', later(BEGUN, -HORIZON_MS), SECOND],
  ])('%s', (_what, at, after) => expect(left({ after, secret: { ...stored(), ...report(at) } })).toBe('pending NEW'));

  test.each([
    ['a later report', later(BEGUN, HORIZON_MS + 1), 3 * HORIZON_MS],
    ['an earlier one', later(BEGUN, -HORIZON_MS - 1), SECOND],
  ])('but not by %s', (_what, at, after) =>
    expect(left({ after, secret: { ...stored(), ...report(at) } })).toBeUndefined(),
  );

  test('an orphan counts from the report', () => {
    expect(left({ after: 2 * SECOND, secret: report(later(BEGUN, 2 * SECOND)) })).toBe('orphan NEW');
    expect(left({ after: SECOND, secret: report(later(BEGUN, 2 * SECOND)) })).toBeUndefined();
  });
});

describe('whether a rotation is open whose current key is gone from IAM', () => {
  const earlier = later(BEGUN, -SECOND);
  const after = later(BEGUN, SECOND);
  const isOpen = (secret: Partial<SecretState>) =>
    openIntent(aSecret({ labels: labels({ current: OLD }), intent: ROTATE, ...secret }), undefined) !== undefined;
  const about = (at: Date, accessKeyId = OLD) => ({ accessKeyId, at });

  test.each<[what: string, secret: Partial<SecretState>]>([
    ['the key was announced before the intent', { notices: { rotated: about(earlier) } }],
    ['it was being revoked before the intent', { notices: { revoking: about(earlier) } }],
    ['or in the same moment', { notices: { revoking: about(BEGUN) } }],
    ['it was revoked', { notices: { revoked: about(BEGUN) } }],
    ['it was reported', { revoked: [{ ...about(BEGUN), isNotified: true }] }],
    ['its deletion was noted', { notices: { deleting: about(BEGUN) } }],
    ['or announced', { notices: { deleted: about(BEGUN) } }],
    ['no key was ever current', { labels: labels({ current: PLACEHOLDER }) }],
  ])('it is where %s', (_what, secret) => expect(isOpen(secret)).toBe(true));

  test.each<[what: string, secret: Partial<SecretState>]>([
    ['nothing tells', {}],
    ['the key was announced with the intent', { notices: { rotated: about(BEGUN) } }],
    ['or after it', { notices: { rotated: about(after) } }],
    ['another key was announced before', { notices: { rotated: about(earlier, THIRD) } }],
    ['it was revoked after the intent', { notices: { revoked: about(after) } }],
    ['another key was revoked', { notices: { revoked: about(earlier, THIRD) } }],
    ['a rollback began', { intent: ROLLBACK, notices: { rotated: about(earlier) } }],
    ['nothing began', { intent: undefined, notices: { rotated: about(earlier) } }],
  ])('it is not where %s', (_what, secret) => expect(isOpen(secret)).toBe(false));

  test('one whose key is there goes by that key’s date', () => {
    const open = (createdAt: Date) =>
      openIntent(aSecret({ labels: labels({ current: OLD }), intent: ROTATE }), aKey({ createdAt }));
    expect(open(daysAgo(80))).toEqual(ROTATE);
    expect(open(after)).toBeUndefined();
  });
});

test('Keyturn’s own verification is a call to STS within the horizon of the key’s creation', () => {
  const key = aKey({ createdAt: BEGUN });
  const isOwn = (after: number, service = 'sts') =>
    isOwnVerification({ kind: 'used', at: later(BEGUN, after), service, region: 'us-east-1' }, key);
  expect(isOwn(SECOND)).toBe(true);
  expect(isOwn(HORIZON_MS - 1)).toBe(true);
  expect(isOwn(HORIZON_MS)).toBe(false);
  expect(isOwn(SECOND, 's3')).toBe(false);
});
