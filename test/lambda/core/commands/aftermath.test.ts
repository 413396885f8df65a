/** What a command that failed says: what stands, whether a run goes on by itself, and what to do otherwise. Each sentence is true. */

import { aftermath, aftermathUnread } from '../../../../lambda/core/commands/aftermath';
import type { Wish } from '../../../../lambda/core/commands/plan-command';
import type { Observation } from '../../../../lambda/core/user/observation';
import type { SecretState } from '../../../../lambda/core/user/secret-state';
import {
  afterRotation,
  aKey,
  anObservation,
  aSecret,
  daysAgo,
  hoursAgo,
  labels,
  later,
  minutesAgo,
  NEVER,
  NEW,
  NOW,
  OLD,
  THIRD,
  used,
  withKeyNames,
} from '../../../support/builders';
import { MINUTE } from '../../../support/simulation/harness';

const ROTATE: Wish = { command: 'rotate' };
const ROLLBACK: Wish = { command: 'rollback' };
const revoke = (accessKeyId: string): Wish => ({ command: 'revoke', accessKeyId });

const said = (given: Observation, wish: Wish) => withKeyNames(aftermath(given, wish, NOW));

const steady = (secret: Partial<SecretState> = {}) => afterRotation({ days: 30, old: 'gone', secret });
const rotated = { accessKeyId: NEW, at: daysAgo(5) };
const revoking = (accessKeyId: string) => ({ notices: { rotated, revoking: { accessKeyId, at: minutesAgo(1) } } });

/** A rotation of OLD began then, made THIRD a minute later, and failed. */
const cut = (begun: Date, secret: Partial<SecretState> = {}) =>
  anObservation({
    keys: [aKey({ ageDays: 80 }), aKey({ id: THIRD, createdAt: later(begun, MINUTE) })],
    secret: aSecret({ labels: labels({ current: OLD }), intent: { kind: 'rotate', at: begun }, ...secret }),
    lastUse: { [THIRD]: NEVER, [OLD]: used(hoursAgo(1)) },
  });

const WORKS = 'Programs that read the secret get NEW, which works.';
const OFF = (name: string) => `aws iam update-access-key --user-name 'alice' --access-key-id ${name} --status Inactive`;

describe('what stands', () => {
  test.each<[what: string, given: Observation, wish: Wish, first: string]>([
    ['the current key works', steady(), ROTATE, WORKS],
    [
      'the current key is Inactive',
      afterRotation({ days: 30, old: 'gone', current: { active: false } }),
      ROTATE,
      'Programs that read the secret have no key that works: NEW is Inactive.',
    ],
    [
      'the current key is deleted',
      afterRotation({ days: 5, current: 'gone' }),
      ROTATE,
      'Programs that read the secret have no key that works: NEW is deleted.',
    ],
    ['nobody has a key', anObservation({ keys: [] }), ROTATE, 'The user alice has no key that works.'],
    [
      'the only key is Inactive',
      anObservation({ keys: [aKey({ active: false })] }),
      ROTATE,
      'The user alice has no key that works.',
    ],
    ['a reported key works', afterRotation({ days: 5 }), revoke(OLD), `The key OLD still works. ${WORKS}`],
    [
      'a reported key is deactivated',
      afterRotation({ days: 5, old: { active: false } }),
      revoke(OLD),
      `The key OLD is deactivated. ${WORKS}`,
    ],
    ['a reported key is deleted', steady(), revoke(OLD), `The key OLD is deleted. ${WORKS}`],
    [
      'the reported key was the only one',
      anObservation({ keys: [aKey({ active: false })] }),
      revoke(OLD),
      'The key OLD is deactivated. The user alice has no key that works.',
    ],
  ])('%s', (_what, given, wish, first) => {
    expect(said(given, wish).slice(0, first.length + 1)).toBe(`${first} `);
  });

  test('nothing is said of the secret where none names a key, and one works', () => {
    expect(said(anObservation(), ROTATE)).toBe(
      'No run goes on with it. To do it yourself, repeat it: npx keyturn rotate alice',
    );
    expect(said(anObservation(), revoke(OLD))).toBe(
      `The key OLD still works. No run goes on with it. To deactivate it manually: ${OFF('OLD')}`,
    );
  });

  test('one key that works is enough', () => {
    const two = anObservation({ keys: [aKey({ active: false, ageDays: 3 }), aKey({ id: THIRD })] });
    expect(said(two, ROTATE)).not.toContain('has no key that works');
  });
});

describe('what follows', () => {
  test.each<[what: string, given: Observation, wish: Wish, follows: string]>([
    ['nothing, where no note asks a run for it', steady(), ROTATE, 'No run goes on with it.'],
    [
      'a revocation that was noted',
      afterRotation({ days: 5, secret: revoking(OLD) }),
      revoke(OLD),
      'The next run deactivates OLD.',
    ],
    [
      'a revocation of the key that programs have, which their old one outlives',
      afterRotation({ days: 5, secret: revoking(NEW) }),
      revoke(NEW),
      'The next run makes OLD current and deactivates NEW and deletes NEW and issues a new key.',
    ],
    ['a message that is owed', steady({ notices: {} }), ROTATE, 'The next run sends the notification.'],
    [
      'two of them, in one phrase',
      steady({ notices: { deleting: { accessKeyId: OLD, at: daysAgo(1) } } }),
      ROTATE,
      'The next run sends the notification.',
    ],
    [
      'a rotation that nobody can be at work on any more',
      cut(daysAgo(1)),
      ROTATE,
      'The next run deletes THIRD and issues a new key.',
    ],
    [
      'one that this command may still be at work on, once it cannot be',
      cut(minutesAgo(5)),
      ROTATE,
      'The first run after 2026-06-01 12:26 UTC deletes THIRD and issues a new key.',
    ],
    [
      'not before that time, which is said in whole minutes',
      cut(later(minutesAgo(5), 1000)),
      ROTATE,
      'The first run after 2026-06-01 12:27 UTC deletes THIRD and issues a new key.',
    ],
  ])('%s', (_what, given, wish, follows) => {
    expect(said(given, wish)).toContain(`. ${follows} To `);
  });

  test('what changes nothing is no part of it', () => {
    const failing = { step: 'store the new key', count: 3, since: hoursAgo(5) };
    expect(said(steady({ failing }), ROTATE)).toBe(
      `${WORKS} No run goes on with it. To do it yourself, repeat it: npx keyturn rotate alice`,
    );
  });

  test('what the next run does while another may be at work is told of that one', () => {
    const begun = afterRotation({ days: 5 / 1440, old: 'gone', secret: { notices: {} } });
    expect(said(begun, ROLLBACK)).toContain('. The next run sends the notification. ');
  });
});

describe('how to do it manually', () => {
  test.each<[what: string, given: Observation, wish: Wish, manually: string]>([
    ['a rotation is repeated', steady(), ROTATE, 'To do it yourself, repeat it: npx keyturn rotate alice'],
    ['a rollback is repeated', afterRotation({ days: 5 }), ROLLBACK, 'repeat it: npx keyturn rollback alice'],
    [
      'a confirmation is repeated',
      afterRotation({ days: 5 }),
      { command: 'confirm', force: false },
      'repeat it: npx keyturn confirm alice',
    ],
    [
      'with force, if it had it',
      afterRotation({ days: 5 }),
      { command: 'confirm', force: true },
      'repeat it: npx keyturn confirm alice --force',
    ],
    [
      'a hold is repeated',
      steady(),
      { command: 'hold', until: new Date('2026-06-11T12:00:00Z') },
      'repeat it: npx keyturn hold alice --until 2026-06-11',
    ],
    [
      'a release is repeated',
      steady(),
      { command: 'hold', until: undefined },
      'repeat it: npx keyturn hold alice --release',
    ],
    [
      'a reported key that works is deactivated',
      afterRotation({ days: 5 }),
      revoke(OLD),
      `To deactivate it manually: ${OFF('OLD')}`,
    ],
    [
      'a report of a key that does not work is repeated',
      afterRotation({ days: 5, old: { active: false } }),
      revoke(OLD),
      'repeat it: npx keyturn revoke OLD',
    ],
    [
      'a rotation that may be at work is repeated when it cannot be any more',
      cut(minutesAgo(5)),
      ROTATE,
      'repeat it after 2026-06-01 12:26 UTC: npx keyturn rotate alice',
    ],
    [
      'and so is a confirmation',
      cut(minutesAgo(5)),
      { command: 'confirm', force: false },
      'repeat it after 2026-06-01 12:26 UTC: npx keyturn confirm alice',
    ],
    ['a rollback waits for nobody', cut(minutesAgo(5)), ROLLBACK, 'repeat it: npx keyturn rollback alice'],
  ])('%s', (_what, given, wish, manually) => {
    expect(said(given, wish).endsWith(` ${manually}`)).toBe(true);
  });
});

describe('where nothing can be read, what is known from the command itself', () => {
  const unread = (wish: Wish, isOff = false, isNoted = false) =>
    withKeyNames(aftermathUnread(wish, 'alice', { isOff, isNoted }));

  test('of another command than a revocation', () => {
    expect(unread(ROTATE)).toBe('What stands could not be read: see npx keyturn status --user alice.');
  });

  test.each([
    [true, 'Every run tries again.'],
    [false, 'No run goes on with it.'],
  ])('of a key that still works, noted: %s', (isNoted, follows) => {
    expect(unread(revoke(OLD), false, isNoted)).toBe(
      `The key OLD still works. ${follows} To deactivate it manually: ${OFF('OLD')}`,
    );
  });

  test.each([
    [true, 'The next run that can read the secret issues a new key where programs need one.'],
    [false, 'No run goes on with it.'],
  ])('of a key that is deactivated, noted: %s', (isNoted, follows) => {
    expect(unread(revoke(OLD), true, isNoted)).toBe(
      `The key OLD is deactivated. Whether programs that read the secret have a key that works could not be read. ${follows} Once the secret can be read, repeat it: npx keyturn revoke OLD.`,
    );
  });
});
