/** The heads-up before a scheduled rotation: when, to whom, once; and that nothing waits for it. */
import { plan } from '../../../../lambda/core/rules/plan';
import { formatNotices, parseNotices } from '../../../../lambda/core/user/notices';
import {
  afterRotation,
  aKey,
  anObservation,
  aSecret,
  aUser,
  daysAgo,
  inDays,
  later,
  NEVER,
  NEW,
  NOW,
  OLD,
  THIRD,
} from '../../../support/builders';
import { rules } from '../../../support/plan-rows';
import { DAY, HOUR, SECOND } from '../../../support/simulation/harness';
import { Life } from '../../../support/simulation/life';
import { accessDenied, failing } from '../../../support/world';

const upcoming = ['notify key-rotation-upcoming OLD'];
const atAge = (ageDays: number) => anObservation({ keys: [aKey({ ageDays })] });

describe('key-rotation-upcoming', () => {
  rules({
    'is sent seven days before the rotation': { given: atAge(61), rule: 'steady', steps: upcoming, nextAt: inDays(7) },
    'is not sent a second earlier': {
      given: anObservation({ keys: [aKey({ createdAt: later(daysAgo(61), SECOND) })] }),
      rule: 'steady',
    },
    'is sent late rather than never': { given: atAge(67.9), rule: 'steady', steps: upcoming },
    'never delays a rotation that is due without it': {
      given: atAge(68),
      rule: 'rotate',
      steps: ['issue-key for OLD'],
    },
    'is about the current key, once there is one': {
      given: afterRotation({ days: 61, old: 'gone' }),
      rule: 'steady',
      steps: ['notify key-rotation-upcoming NEW'],
    },
    'is not sent twice about one key': {
      given: afterRotation({
        days: 65,
        old: 'gone',
        secret: {
          notices: { rotated: { accessKeyId: NEW, at: daysAgo(65) }, upcoming: { accessKeyId: NEW, at: daysAgo(4) } },
        },
      }),
      rule: 'steady',
    },
    'is sent about the next key although it was about the one before': {
      given: afterRotation({
        days: 65,
        old: 'gone',
        secret: {
          notices: { rotated: { accessKeyId: NEW, at: daysAgo(65) }, upcoming: { accessKeyId: OLD, at: daysAgo(72) } },
        },
      }),
      rule: 'steady',
      steps: ['notify key-rotation-upcoming NEW'],
    },
    'is sent while the retiring key is in quarantine': {
      given: afterRotation({
        days: 65,
        old: { active: false },
        secret: { deactivated: { accessKeyId: OLD, at: daysAgo(2) }, notices: notedUntilNow() },
      }),
      rule: 'quarantine',
      steps: ['notify key-rotation-upcoming NEW'],
    },
    'is sent for a key that is due, and waits for that quarantine': {
      given: afterRotation({
        days: 70,
        old: { active: false },
        secret: { deactivated: { accessKeyId: OLD, at: daysAgo(2) }, notices: notedUntilNow() },
      }),
      rule: 'quarantine',
      steps: ['notify key-rotation-upcoming NEW'],
      nextAt: inDays(5),
    },
    'is not sent with a second Active key, of which a block will say more': {
      given: anObservation({ keys: [aKey({ ageDays: 65 }), aKey({ id: THIRD, ageDays: 5 })] }),
      rule: 'steady',
    },
    'is not sent to somebody who is exempt': {
      given: anObservation({
        keys: [aKey({ ageDays: 65 })],
        user: aUser({ tags: { 'keyturn:exempt-until': '2026-07-01' } }),
      }),
      rule: 'hold-until',
    },
    'is not sent about a user on hold': {
      given: anObservation({
        keys: [aKey({ ageDays: 65 })],
        trouble: { reason: 'secret-deleted', because: 'a reason' },
        board: { name: 'b', secret: aSecret({ notices: { held: { reason: 'secret-deleted', at: daysAgo(1) } } }) },
      }),
      rule: 'identity',
      steps: ['hold secret-deleted'],
    },
    'is not sent where headsUpDays is 0': {
      given: anObservation({ keys: [aKey({ ageDays: 65 })], user: aUser({ config: { headsUpDays: 0 } }) }),
      rule: 'steady',
    },
    'is sent as many days before as headsUpDays says': {
      given: anObservation({ keys: [aKey({ ageDays: 47 })], user: aUser({ config: { headsUpDays: 21 } }) }),
      rule: 'steady',
      steps: upcoming,
    },
    'is sent half-way where a key lives no longer than twice that': {
      given: anObservation({
        keys: [aKey({ ageDays: 4 })],
        user: aUser({ tags: { 'keyturn:max-key-age-days': '30' } }),
      }),
      rule: 'steady',
      steps: upcoming,
    },
    'is not sent before that half': {
      given: anObservation({
        keys: [aKey({ createdAt: later(daysAgo(4), SECOND) })],
        user: aUser({ tags: { 'keyturn:max-key-age-days': '30' } }),
      }),
      rule: 'steady',
    },
    'is not sent to a user who has no key': { given: anObservation({ keys: [] }), rule: 'dormant' },
  });

  it('says when the rotation is due, until when the key works, and what readers will get', () => {
    const [step] = plan(atAge(61), NOW).steps;
    expect(step).toMatchObject({
      because: `the key ${OLD} is 61 days old, and its rotation is scheduled for 2026-06-08`,
      tells: {
        accessKeyId: OLD,
        rotatesAt: inDays(7),
        graceEndsAt: inDays(21),
        reads: expect.stringContaining('JSON with the fields Version, AccessKeyId'),
      },
    });
  });

  it('does not hide what else is to be done', () => {
    const given = afterRotation({
      days: 65,
      old: { active: false },
      secret: { deactivated: { accessKeyId: OLD, at: daysAgo(8) }, notices: notedUntilNow() },
      lastUse: { [OLD]: NEVER },
    });
    expect(plan(given, NOW).steps.map(({ kind }) => kind)).toEqual(['delete-key', 'notify']);
  });

  it('is noted in the tag, and forgotten with the rotation', () => {
    const notices = { upcoming: { accessKeyId: OLD, at: NOW } };
    expect(parseNotices(formatNotices(notices))).toEqual(notices);
  });
});

function notedUntilNow() {
  const deactivated = { accessKeyId: OLD, at: daysAgo(8) };
  return { rotated: { accessKeyId: NEW, at: daysAgo(65) }, deactivated };
}

describe('promise 8: over 300 days', () => {
  const told = (life: Life) =>
    life.world.published
      .map(({ attributes, at }) => ({ event: attributes.event, day: Math.round(at.getTime() / DAY) }))
      .filter(({ event }) => event === 'key-rotated' || event === 'key-rotation-upcoming');

  test('one heads-up a week before each rotation, and none that delays it', async () => {
    const life = Life.begin();
    life.addUser('alice', 'prompt', 0);
    await life.days(300);
    const events = told(life);
    const pairs = events.flatMap(({ event, day }, n) =>
      event === 'key-rotated' ? [[events[n - 1]?.event, day - (events[n - 1]?.day ?? 0)]] : [],
    );
    expect(pairs).toEqual(Array.from({ length: 4 }, () => ['key-rotation-upcoming', 7]));
    expect(events.filter(({ event }) => event === 'key-rotation-upcoming').length).toBeLessThanOrEqual(5);
  });

  test('a user whose key is due when it is tagged in is rotated by the next run, without one', async () => {
    const life = Life.begin();
    life.addUser('alice', 'prompt', 80);
    await life.days(2 * (HOUR / DAY));
    expect(told(life).map(({ event }) => event)).toEqual(['key-rotated']);
  });

  test('a notification that SNS refuses is sent by a later run, and delays no rotation', async () => {
    const life = Life.begin();
    life.addUser('alice', 'prompt', 60);
    life.world.advance(DAY);
    const refused = await life.run(failing('Publish', accessDenied('sns')));
    expect(refused).toEqual([expect.stringContaining('alice: send the message: AccessDenied')]);
    expect(told(life)).toEqual([]);
    await life.days(1);
    expect(told(life).map(({ event }) => event)).toEqual(['key-rotation-upcoming']);
  });
});
