/** What tags alone say to be unfinished: such a user is looked at, hold or no hold. Each sign suffices by itself. */

import { isUnsettled, mayBeBack } from '../../../../lambda/core/account/unsettled';
import type { UserRow } from '../../../../lambda/core/account/user-row';
import type { SecretState } from '../../../../lambda/core/user/secret-state';
import {
  aRow,
  aSecret,
  daysAgo,
  FOREIGN_VERSION,
  hoursAgo,
  labels,
  later,
  NEW,
  NOW,
  OLD,
  PLACEHOLDER,
  rotatedSecret,
  THIRD,
} from '../../../support/builders';

const at = daysAgo(5);
const about = (accessKeyId: string, since = at) => ({ accessKeyId, at: since });
const rotated = { rotated: about(NEW) };

/** NEW replaced OLD, and everybody was told. */
const settled = (secret: Partial<SecretState> = {}) => rotatedSecret(at, secret);
const rolledBack = (secret: Partial<SecretState> = {}) =>
  settled({
    labels: labels({ current: OLD, previous: NEW }),
    intent: { kind: 'rollback', at },
    notices: { rolledBack: about(OLD) },
    ...secret,
  });
const report = (accessKeyId: string, isNotified: boolean) => ({ revoked: [{ ...about(accessKeyId), isNotified }] });

describe('a secret is unsettled', () => {
  test.each<[what: string, secret: SecretState]>([
    ['while a deletion is noted ahead', settled({ notices: { ...rotated, deleting: about(OLD) } })],
    ['while a revocation is noted ahead', settled({ notices: { ...rotated, revoking: about(OLD) } })],
    ['while a report was not announced', settled(report(OLD, false))],
    ['while a deactivation was not announced', settled({ deactivated: about(OLD) })],
    [
      'though that of another key was',
      settled({ deactivated: about(OLD), notices: { ...rotated, deactivated: about(THIRD), recovered: about(THIRD) } }),
    ],
    ['while programs read a key that was revoked', settled({ notices: { ...rotated, revoked: about(NEW) } })],
    ['or reported', settled(report(NEW, true))],
    ['or deactivated', settled({ deactivated: about(NEW), notices: { ...rotated, deactivated: about(NEW) } })],
    ['or deleted', settled({ notices: { ...rotated, deleted: about(NEW) } })],
    ['while its first rotation is open', settled({ labels: labels({ current: PLACEHOLDER }), notices: {} })],
    ['where somebody wrote over AWSCURRENT', settled({ labels: { current: FOREIGN_VERSION }, intent: undefined })],
    ['where no tag tells how its key came to be current', settled({ intent: undefined })],
    ['while a rotation was not announced', settled({ notices: {} })],
    ['while a later rotation is open', settled({ intent: { kind: 'rotate', at: hoursAgo(1) } })],
    ['while a rollback was not announced', rolledBack({ notices: {} })],
    ['though an earlier one was', rolledBack({ notices: { rolledBack: about(OLD, later(at, -1)) } })],
  ])('%s', (_what, secret) => expect(isUnsettled(secret)).toBe(true));

  test.each<[what: string, secret: SecretState]>([
    ['once all is announced', settled()],
    [
      'once the deactivation is, too',
      settled({ deactivated: about(OLD), notices: { ...rotated, deactivated: about(OLD) } }),
    ],
    [
      'once the loss of the state told of it',
      settled({ deactivated: about(OLD), notices: { ...rotated, recovered: about(OLD) } }),
    ],
    ['once it was announced as a revocation', settled({ deactivated: about(OLD), ...report(OLD, true) })],
    ['once the old key is deleted', settled({ notices: { ...rotated, deleted: about(OLD) } })],
    ['before a first rotation', aSecret()],
    ['before that of an adopted secret', aSecret({ labels: { current: FOREIGN_VERSION } })],
    ['once a rollback is announced', rolledBack()],
    ['or announced later', rolledBack({ notices: { rolledBack: about(OLD, NOW) } })],
  ])('not %s', (_what, secret) => expect(isUnsettled(secret)).toBe(false));
});

describe('promise 12: a compromised key may work again', () => {
  const reportedAt = NOW;
  const since = daysAgo(1);
  const key = (active: boolean): NonNullable<UserRow['keys']>[number] => ({ active, changedAt: daysAgo(80) });
  const revoked = (secret: Partial<SecretState> = {}) =>
    settled({ revoked: [{ ...about(OLD, since), isNotified: true }], ...secret });
  const isBack = (keys: UserRow['keys'], secret: SecretState | undefined = revoked(), madeAt = reportedAt) =>
    mayBeBack(aRow({ keys }), secret, madeAt);

  test('where the report shows two keys that work', () => {
    expect(isBack([key(true), key(true)])).toBe(true);
    expect(isBack([key(true), key(false)])).toBe(false);
    expect(isBack([key(true)])).toBe(false);
  });

  test('where it shows nothing', () => expect(isBack(undefined)).toBe(true));

  test('where it may be older than the deactivation: AWS shows what is up to 4 hours old', () => {
    expect(isBack([key(true)], revoked(), later(since, 4 * 60 * 60 * 1000))).toBe(false);
    expect(isBack([key(true)], revoked(), later(since, 4 * 60 * 60 * 1000 - 1))).toBe(true);
  });

  test('where that holds for one of several', () => {
    const fresh = { ...about(THIRD, hoursAgo(1)), isNotified: true };
    const several = revoked({ revoked: [{ ...about(OLD, since), isNotified: true }, fresh] });
    expect(isBack([key(true)], several)).toBe(true);
  });

  test('not once it is deleted, and another one’s deletion says nothing of it', () => {
    const deleted = (id: string) => revoked({ notices: { ...rotated, deleted: about(id) } });
    expect(isBack(undefined, deleted(OLD))).toBe(false);
    expect(isBack(undefined, deleted(THIRD))).toBe(true);
  });

  test('not where none was reported', () => {
    expect(isBack(undefined, settled())).toBe(false);
    expect(mayBeBack(aRow({ keys: [key(true), key(true)] }), undefined, NOW)).toBe(false);
  });
});
