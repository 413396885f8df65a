/** A hold or a block is announced when it is new, and weekly while it lasts (promise 8); and what its notification says. */

import { isNews } from '../../../../lambda/core/rules/notify/tell-hold';
import { plan } from '../../../../lambda/core/rules/plan';
import { ALTERNATION_MS, REPEAT_MS } from '../../../../lambda/core/user/horizon';
import type { Notices } from '../../../../lambda/core/user/notices';
import type { Observation } from '../../../../lambda/core/user/observation';
import {
  afterRotation,
  aKey,
  anObservation,
  aSecret,
  daysAgo,
  hoursAgo,
  labels,
  later,
  NEW,
  NOW,
  OLD,
  THIRD,
  used,
} from '../../../support/builders';

const ago = (ms: number) => later(NOW, -ms);
const held = (reason: string, at: Date) => ({ reason, at });

describe('whether a hold is news', () => {
  const still = 'still-in-use';
  test.each<[what: string, reason: Parameters<typeof isNews>[0], notices: Notices, expected: boolean]>([
    ['when nothing was announced', still, {}, true],
    ['not within a week', still, { held: held(still, ago(REPEAT_MS - 1)) }, false],
    ['but after it', still, { held: held(still, ago(REPEAT_MS)) }, true],
    [
      'nor within a week where another one came between',
      still,
      { held: held('reactivated', ago(1)), heldBefore: held(still, ago(REPEAT_MS - 1)) },
      false,
    ],
    ['but after it', still, { held: held('reactivated', ago(1)), heldBefore: held(still, ago(REPEAT_MS)) }, true],
    ['when another one was announced', still, { held: held('reactivated', ago(1)) }, true],
    [
      'not as the third of one day',
      still,
      { held: held('reactivated', ago(1)), heldBefore: held('foreign-key', ago(ALTERNATION_MS - 1)) },
      false,
    ],
    [
      'as the third after that day',
      still,
      { held: held('reactivated', ago(1)), heldBefore: held('foreign-key', ago(ALTERNATION_MS)) },
      true,
    ],
    [
      'also where the latest is older',
      still,
      { held: held('reactivated', ago(ALTERNATION_MS)), heldBefore: held('foreign-key', ago(ALTERNATION_MS + 1)) },
      true,
    ],
    [
      'at once where programs may be failing',
      'current-inactive',
      { held: held('reactivated', ago(1)), heldBefore: held('foreign-key', ago(2)) },
      true,
    ],
    ['and within a week not again', 'current-inactive', { held: held('current-inactive', ago(1)) }, false],
    ['of a loss, by its own note', 'state-lost', { lost: { accessKeyId: NEW, at: ago(REPEAT_MS - 1) } }, false],
    ['of the next loss after a week', 'state-lost', { lost: { accessKeyId: NEW, at: ago(REPEAT_MS) } }, true],
    ['of a loss, whatever was held', 'state-lost', { held: held('state-lost', ago(1)) }, true],
  ])('%s', (_what, reason, notices, expected) => expect(isNews(reason, notices, NOW)).toBe(expected));

  test('as often as the caller says', () => {
    const notices = { held: held('hold-without-end', ago(10)) };
    expect(isNews('hold-without-end', notices, NOW, 11)).toBe(false);
    expect(isNews('hold-without-end', notices, NOW, 10)).toBe(true);
  });
});

const notices = (given: Observation) =>
  plan(given, NOW).steps.flatMap((step) =>
    step.kind === 'notify' && step.tells.event !== 'key-rotated' ? [step] : [],
  );

/** The window is over, and OLD is in use. */
const inUse = (secret: Parameters<typeof aSecret>[0] = {}) =>
  afterRotation({ days: 23, secret, lastUse: { [OLD]: used(daysAgo(1)) } });

describe('the notification of a hold', () => {
  test('names the key, and asks who uses it since the rotation', () => {
    expect(notices(inUse())).toMatchObject([
      {
        tells: { event: 'key-held', reason: 'still-in-use', accessKeyId: OLD, because: expect.stringContaining(OLD) },
        names: { since: daysAgo(23), oldKeyId: OLD, newKeyId: NEW },
      },
    ]);
  });

  test('says from where a label has to be taken that was moved', () => {
    const moved = afterRotation({ days: 20, secret: { labels: labels({ current: OLD, previous: NEW }) } });
    const [notice] = notices(moved);
    expect(notice).toMatchObject({
      tells: { reason: 'labels-moved', accessKeyId: NEW, labelFrom: labels({ current: OLD }).current },
    });
    expect(notice).not.toHaveProperty('names');
  });

  test('says so of no other hold', () => {
    expect(notices(inUse())[0]?.tells).not.toHaveProperty('labelFrom');
  });

  test('asks nobody about a key that is Inactive: it has no users', () => {
    const inTheWay = (active: boolean) =>
      afterRotation({
        days: 95,
        old: { active },
        secret: active ? {} : { deactivated: { accessKeyId: OLD, at: daysAgo(2) } },
        lastUse: { [OLD]: used(hoursAgo(3)) },
      });
    expect(notices(inTheWay(true)).at(-1)).toMatchObject({
      tells: { event: 'user-blocked', reason: 'predecessor-in-the-way', accessKeyId: OLD },
      names: { oldKeyId: OLD },
    });
    expect(notices(inTheWay(false)).at(-1)?.tells).toMatchObject({ reason: 'predecessor-in-the-way' });
    expect(notices(inTheWay(false)).at(-1)).not.toHaveProperty('names');
  });

  test('names no key where it is about none, and asks about none', () => {
    const two = anObservation({ keys: [aKey({ ageDays: 90 }), aKey({ id: THIRD, ageDays: 80 })] });
    const [notice] = notices(two);
    expect(notice?.tells).toMatchObject({ event: 'user-blocked', reason: 'two-active-keys', keyIds: [OLD, THIRD] });
    expect(notice?.tells).not.toHaveProperty('accessKeyId');
    expect(notice).not.toHaveProperty('names');
  });

  test('is not sent again where the copy of lost notes has it', () => {
    const told = { held: held('still-in-use', daysAgo(1)) };
    const backup = { name: 'keyturn/=notices/alice', secret: aSecret({ notices: told }) };
    expect(notices({ ...inUse(), backup })).toEqual([]);
    expect(notices({ ...inUse(), backup: { ...backup, secret: undefined } })).toHaveLength(1);
    const rotated = { rotated: { accessKeyId: NEW, at: daysAgo(23) } };
    const noted = inUse({ notices: { ...rotated, ...told } });
    expect(notices({ ...noted, backup: { ...backup, secret: aSecret() } })).toEqual([]);
  });

  test('is left to the run that failed, which alone knows the error', () => {
    const failing = { step: 'store the new key', count: 3, since: hoursAgo(5) };
    expect(notices(inUse({ failing }))).toEqual([]);
  });
});
