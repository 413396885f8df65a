/** What Keyturn does when a person asks: each command's decision, and each refusal with its sentence. */
import * as fc from 'fast-check';
import { planCommand, type Wish } from '../../../../lambda/core/commands/plan-command';
import { NEW_KEY } from '../../../../lambda/core/rules/announcement';
import { plan } from '../../../../lambda/core/rules/plan';
import type { Step } from '../../../../lambda/core/rules/step';
import { REFUSED } from '../../../../lambda/core/rules/verdict';
import { workEndsAt } from '../../../../lambda/core/user/at-work';
import type { LastUse } from '../../../../lambda/core/user/keys';
import type { Observation } from '../../../../lambda/core/user/observation';
import { isRevokedIn } from '../../../../lambda/core/user/revoked';
import type { SecretState } from '../../../../lambda/core/user/secret-state';
import { situationOf } from '../../../../lambda/core/user/situation';
import {
  afterRotation,
  aKey,
  anObservation,
  aSecret,
  aUser,
  daysAgo,
  FOREIGN_VERSION,
  forAll,
  hoursAgo,
  inDays,
  inWords,
  labels,
  later,
  minutesAgo,
  NEVER,
  NEW,
  NOW,
  OLD,
  PLACEHOLDER,
  type Rotated,
  THIRD,
  used,
  withKeyNames,
} from '../../../support/builders';
import { DAY, MINUTE, SECOND } from '../../../support/simulation/harness';

interface Row {
  readonly given: Observation;
  readonly rule?: string;
  readonly steps?: readonly string[];
  /** A part of the sentence that says why not. */
  readonly refused?: string;
  /** A part of the sentence, with OLD, NEW and THIRD for the keys. */
  readonly because?: string;
  /** `null`: nothing follows by itself. */
  readonly nextAt?: Date | null;
}

/** Each row is a sentence about one command. */
function answers(wish: Wish, rows: Readonly<Record<string, Row>>) {
  it.each(Object.entries(rows))('%s', (_sentence, { given, rule, steps = [], refused, because, nextAt }) => {
    const decided = planCommand(given, wish, NOW);
    const notes = wish.command === 'revoke' && steps.some((step) => step.endsWith('as revoked'));
    // Promise 12: the note is the first of every revocation.
    if (notes) expect(decided.steps[0]).toMatchObject({ kind: 'note-revocation', accessKeyId: wish.accessKeyId });
    expect(decided.steps.slice(notes ? 1 : 0).map(stepInWords)).toEqual(steps);
    if (refused === undefined) expect(decided.rule).not.toBe(REFUSED);
    else expect([decided.rule, withKeyNames(decided.because)]).toEqual([REFUSED, expect.stringContaining(refused)]);
    if (rule !== undefined) expect(decided.rule).toBe(rule);
    if (because !== undefined) expect(withKeyNames(decided.because)).toContain(because);
    if (nextAt !== undefined) expect(decided.nextAt).toEqual(nextAt ?? undefined);
  });
}

/** A step in a few words, with what matters of a command's own steps. */
function stepInWords(step: Step): string {
  switch (step.kind) {
    case 'deactivate-key':
      return `${inWords(step)}${step.revoked ? ' as revoked' : ''}`;
    case 'roll-back': {
      const labelsSay = step.from
        ? `from ${withKeyNames(step.from).replace('keyturn-access-key-', '')}`
        : 'labels stay';
      return `${inWords(step)} ${labelsSay}${step.isContested ? ', contested' : ''}`;
    }
    case 'make-current':
      return `${inWords(step)} from ${withKeyNames(step.from).replace('keyturn-access-key-', '')}`;
    case 'set-hold':
      return step.until ? `set-hold until ${step.until.toISOString().slice(0, 10)}` : 'set-hold released';
    default:
      return inWords(step);
  }
}

const trouble = { reason: 'secret-deleted', because: 'the secret is scheduled for deletion' } as const;

/** One key that is not due, in the secret. */
const steady = (overrides: Partial<Rotated> = {}) => afterRotation({ days: 30, old: 'gone', ...overrides });
/** OLD still works beside NEW. */
const inGrace = (overrides: Partial<Rotated> = {}) => afterRotation({ days: 5, ...overrides });

/** NEW is the first key that was stored. */
const firstRotation = ({ secret, ...overrides }: Partial<Rotated> = {}) =>
  afterRotation({
    days: 5,
    ...overrides,
    secret: { labels: labels({ current: NEW, previous: PLACEHOLDER }), ...secret },
  });

/** OLD was deactivated that many days ago, and its owner was told. */
const inQuarantine = (days: number, overrides: Partial<Rotated> = {}) =>
  afterRotation({
    days: days + 14,
    old: { active: false },
    ...overrides,
    secret: {
      deactivated: { accessKeyId: OLD, at: daysAgo(days) },
      notices: {
        rotated: { accessKeyId: NEW, at: daysAgo(days + 14) },
        deactivated: { accessKeyId: OLD, at: daysAgo(days) },
      },
      ...overrides.secret,
    },
  });

/** NEW is current, and a person made THIRD. */
const besides = (third: Parameters<typeof aKey>[0] = {}, overrides: Partial<Rotated> = {}) =>
  afterRotation({ days: 30, besides: aKey({ id: THIRD, ageDays: 10, ...third }), ...overrides });

/** A rotation of OLD began some time ago, made THIRD a moment later, and was cut. */
const cut = (begun: Date, secret: Partial<SecretState> = {}, use: LastUse = NEVER) =>
  anObservation({
    keys: [aKey({ ageDays: 80 }), aKey({ id: THIRD, createdAt: later(begun, MINUTE) })],
    secret: aSecret({ labels: labels({ current: OLD }), intent: { kind: 'rotate', at: begun }, ...secret }),
    lastUse: { [THIRD]: use, [OLD]: used(hoursAgo(1)) },
  });
const stored = { labels: labels({ current: OLD, pending: THIRD }) };

const moved: Partial<SecretState> = { labels: labels({ current: OLD, previous: NEW }) };
const overwritten: Partial<SecretState> = { labels: { current: FOREIGN_VERSION } };
/** AWSCURRENT is back on OLD. */
const rolledBack = (days: number, { secret, ...overrides }: Partial<Rotated> = {}) =>
  afterRotation({
    days: days + 1,
    ...overrides,
    secret: {
      ...moved,
      intent: { kind: 'rollback', at: daysAgo(days) },
      notices: { rolledBack: { accessKeyId: OLD, at: daysAgo(days) } },
      ...secret,
    },
  });

const untold = { secret: { notices: {} } };

/** What no command does: the state is not plainly Keyturn's, or a person has to mend it first. */
const protectedFrom: Readonly<Record<string, Row>> = {
  'is refused while the secret is in trouble': {
    given: { ...inGrace(), trouble },
    refused: 'the secret is scheduled for deletion',
  },
  'sends no owed message of a user in trouble: it may be about somebody else': {
    given: { ...inGrace(untold), trouble },
    refused: 'the secret is scheduled for deletion',
  },
  'is refused when AWSCURRENT was moved by hand': {
    given: inGrace({ secret: moved }),
    refused: 'AWSCURRENT was moved away from the newer key NEW by a person; move it back, or delete the key',
  },
};

describe('rotate', () => {
  answers(
    { command: 'rotate' },
    {
      ...protectedFrom,
      'replaces what somebody wrote over AWSCURRENT, because a person asks for it': {
        given: steady({ secret: overwritten }),
        rule: 'overwritten',
        steps: ['issue-key for NEW'],
      },
      'replaces it only where a slot is free': {
        given: inGrace({ secret: overwritten }),
        refused:
          'an operator requested a new key in place of what somebody wrote into keyturn/alice, but two keys are Active',
      },
      'is refused while the state is lost: the next run restores it': {
        given: steady({ secret: { intent: undefined } }),
        refused: 'what labels and dates prove is restored',
      },
      'issues a key though none is due': { given: steady(), rule: 'rotate', steps: ['issue-key for NEW'] },
      'says in its reason that a person asked': {
        given: steady(),
        steps: ['issue-key for NEW'],
        because: 'an operator requested a new key in place of NEW',
      },
      'issues the first key that is stored': {
        given: anObservation(),
        rule: 'rotate',
        steps: ['issue-key for OLD'],
      },
      'skips a hold and an exemption': {
        given: steady({
          secret: { holdUntil: inDays(3) },
          user: { tags: { 'keyturn:exempt-until': '2026-07-01' } },
        }),
        steps: ['issue-key for NEW'],
      },
      'skips the horizon of a rotation that ended': {
        given: steady({ days: 0.01 }),
        steps: ['issue-key for NEW'],
      },
      'tells what is owed of the last rotation first: a new one forgets it': {
        given: steady(untold),
        steps: ['notify key-rotated NEW', 'issue-key for NEW'],
      },
      'replaces a current key that is gone': {
        given: steady({ current: 'gone', besides: aKey({ id: THIRD }) }),
        rule: 'current-gone',
        steps: ['issue-key for nobody'],
      },
      'replaces a current key that is Inactive, because a person has decided; it is no old key that still works': {
        given: steady({ current: { active: false } }),
        steps: ['issue-key for nobody'],
      },
      'deletes an orphan of a rotation that was cut, and issues': {
        given: cut(daysAgo(1)),
        steps: ['delete-key orphan THIRD', 'issue-key for OLD'],
      },
      'deletes a pending key of a rotation that was cut, and issues': {
        given: cut(daysAgo(1), stored),
        steps: ['delete-key pending THIRD', 'issue-key for OLD'],
      },
      'takes a rotation for cut when it is exactly half an hour old': {
        given: cut(minutesAgo(31)),
        steps: ['delete-key orphan THIRD', 'issue-key for OLD'],
      },
      'is refused while a rotation may still be at work, by the age of its key': {
        given: cut(later(minutesAgo(31), SECOND)),
        refused:
          'a change that began less than half an hour ago has not ended and may still be at work; ask again after 2026-06-01 12:00 UTC',
        nextAt: later(NOW, SECOND),
      },
      'is refused while a rotation may still be at work, by the age of its intent': {
        given: cut(minutesAgo(5), stored),
        refused: 'ask again after 2026-06-01 12:26 UTC',
      },
      'is refused in grace: both slots are taken': {
        given: inGrace(),
        refused:
          "both of IAM's two slots are taken: OLD is still kept for programs that have not moved on; wait until it is deleted, confirm that nobody uses it, or revoke it if it is compromised",
      },
      'is refused in the grace of a first rotation': {
        given: firstRotation(),
        refused: "both of IAM's two slots are taken: OLD is still kept",
      },
      'is refused after a rollback, while both keys are kept': {
        given: rolledBack(1),
        refused: "both of IAM's two slots are taken: NEW is still kept",
      },
      'is refused in quarantine, with its end': {
        given: inQuarantine(5),
        refused: 'but the key OLD is Inactive and in quarantine until 2026-06-03',
        nextAt: inDays(2),
      },
      'makes room with the old key once its quarantine is over': {
        given: inQuarantine(7, { lastUse: { [OLD]: used(daysAgo(30)) } }),
        steps: ['delete-key spare OLD', 'issue-key for NEW'],
      },
      'is refused beside a key that a person made': {
        given: besides(),
        refused:
          'IAM allows two keys and no slot is free: THIRD (last use unknown: it was not read); delete or deactivate',
      },
      'is refused with two Active keys and nothing stored': {
        given: anObservation({ keys: [aKey(), aKey({ id: NEW })] }),
        refused: 'two keys are Active and nothing shows which one is meant to stay',
      },
      'gives a dormant user no first key': {
        given: anObservation({ keys: [] }),
        refused: 'the user has no Active key and nothing stored, so there is nothing to rotate',
      },
      'gives none to a user who has nothing but what a rotation left: the next run deletes that': {
        given: anObservation({
          keys: [aKey({ id: THIRD, createdAt: hoursAgo(2) })],
          secret: aSecret({ intent: { kind: 'rotate', at: hoursAgo(2) } }),
          lastUse: { [THIRD]: NEVER },
        }),
        refused: 'nothing to rotate',
        nextAt: null,
      },
      'gives no first key to a user with an Inactive one alone': {
        given: anObservation({ keys: [aKey({ active: false })] }),
        refused: 'nothing to rotate',
      },
    },
  );
});

describe('rollback', () => {
  answers(
    { command: 'rollback' },
    {
      ...protectedFrom,
      'is refused when somebody wrote over AWSCURRENT': {
        given: inGrace({ secret: overwritten }),
        refused: `AWSCURRENT of keyturn/alice names the version "${FOREIGN_VERSION}", which somebody other than Keyturn wrote`,
      },
      'makes the old key current again, and keeps both for one grace': {
        given: inGrace(),
        rule: 'rollback',
        steps: ['roll-back OLD from NEW'],
        because: 'an operator requested a rollback to OLD; both keys are kept until 2026-06-15',
        nextAt: inDays(14),
      },
      'keeps both for the user’s own grace': {
        given: inGrace({ user: { tags: { 'keyturn:grace-days': '20' } } }),
        steps: ['roll-back OLD from NEW'],
        nextAt: inDays(20),
      },
      'skips a hold, an exemption and the horizon': {
        given: inGrace({
          days: 0.01,
          secret: { holdUntil: inDays(3) },
          user: { tags: { 'keyturn:exempt-until': '2026-07-01' } },
        }),
        steps: ['roll-back OLD from NEW'],
      },
      'reactivates the old key in quarantine': {
        given: inQuarantine(3),
        steps: ['roll-back OLD from NEW'],
      },
      'promise 1: waits for runs that may have decided to deactivate the old key, when its grace is over': {
        given: afterRotation({ days: 14 }),
        steps: ['roll-back OLD from NEW, contested'],
      },
      'promise 1: waits for runs that may decide to deactivate it while the rollback is on its way': {
        given: inGrace({ days: 14, secret: { intent: { kind: 'rotate', at: later(daysAgo(14), 30 * MINUTE) } } }),
        steps: ['roll-back OLD from NEW, contested'],
      },
      'does not wait for more than half an hour before the end of grace': {
        given: inGrace({ days: 14, secret: { intent: { kind: 'rotate', at: later(daysAgo(14), 31 * MINUTE) } } }),
        steps: ['roll-back OLD from NEW'],
      },
      'does not wait while a promise keeps the old key longer than the policy': {
        given: afterRotation({ days: 14, secret: { promisedUntil: inDays(3) } }),
        steps: ['roll-back OLD from NEW'],
      },
      'promise 1: waits for runs that may have decided to delete the old key, when its quarantine is over': {
        given: inQuarantine(7),
        steps: ['roll-back OLD from NEW, contested'],
      },
      'does not wait for an Inactive key of which no record says since when': {
        given: inQuarantine(7, { secret: { deactivated: undefined } }),
        steps: ['roll-back OLD from NEW'],
      },
      'goes back though the current key is gone': {
        given: inGrace({ current: 'gone' }),
        steps: ['roll-back OLD from NEW'],
      },
      'goes back though the current key is Inactive': {
        given: inGrace({ current: { active: false } }),
        steps: ['roll-back OLD from NEW'],
      },
      'after a first rotation reactivates the old key and leaves the labels: its secret half was never stored': {
        given: firstRotation({ old: { active: false }, secret: { deactivated: { accessKeyId: OLD, at: daysAgo(1) } } }),
        steps: ['notify key-deactivated OLD', 'roll-back OLD labels stay'],
        because:
          'its secret half was never stored, so the secret stays as it is, and both keys are kept until 2026-06-15',
      },
      'tells what is owed of the rotation first': {
        given: inGrace(untold),
        steps: ['notify key-rotated NEW', 'roll-back OLD from NEW'],
      },
      'does nothing when it is done already': {
        given: rolledBack(1),
        rule: 'rolled-back',
        because: 'it was rolled back to OLD on 2026-05-31 12:00 UTC already',
      },
      'does nothing again after a first rotation': {
        given: firstRotation({
          secret: {
            intent: { kind: 'rollback', at: daysAgo(1) },
            notices: { rolledBack: { accessKeyId: OLD, at: daysAgo(1) } },
          },
        }),
        rule: 'rolled-back',
      },
      'goes on with one that was cut before the label moved': {
        given: inGrace({ secret: { intent: { kind: 'rollback', at: hoursAgo(1) }, holdUntil: inDays(14) } }),
        steps: ['roll-back OLD from NEW'],
      },
      'goes on after a first rotation with one that was cut before the old key was reactivated': {
        given: firstRotation({ old: { active: false }, secret: { intent: { kind: 'rollback', at: hoursAgo(1) } } }),
        steps: ['roll-back OLD labels stay'],
      },
      'is refused to a key that was revoked': {
        given: inGrace({
          old: { active: false },
          secret: { notices: { revoked: { accessKeyId: OLD, at: hoursAgo(1) } } },
        }),
        refused: 'the key OLD was revoked as compromised, and is not brought back',
      },
      'is refused to an Inactive key that Keyturn has not deactivated: why it is Inactive is not known': {
        given: inGrace({ old: { active: false } }),
        refused:
          "the key OLD is Inactive, and no note of Keyturn's says that it was deactivated for retirement; if you know why it is Inactive, reactivate it: aws iam update-access-key --user-name 'alice' --access-key-id OLD --status Active",
      },
      'and to one where the notes are about another key': {
        given: inGrace({
          old: { active: false },
          secret: {
            deactivated: { accessKeyId: THIRD, at: daysAgo(1) },
            notices: { deactivated: { accessKeyId: THIRD, at: daysAgo(1) } },
          },
        }),
        refused: 'no note of Keyturn',
      },
      'reactivates one whose deactivation was announced': {
        given: inGrace({
          old: { active: false },
          secret: {
            notices: {
              deactivated: { accessKeyId: OLD, at: daysAgo(1) },
              rotated: { accessKeyId: NEW, at: daysAgo(5) },
            },
          },
        }),
        steps: ['roll-back OLD from NEW'],
      },
      'is refused when the old key is deleted': {
        given: steady(),
        refused: 'there is nothing to roll back to from NEW: OLD, which it replaced, is gone',
      },
      'is refused when the old key of a first rotation is deleted': {
        given: firstRotation({
          old: 'gone',
          secret: {
            notices: { rotated: { accessKeyId: NEW, at: daysAgo(5) }, deleted: { accessKeyId: OLD, at: daysAgo(1) } },
          },
        }),
        refused: 'OLD, which it replaced, is gone',
      },
      'is refused before a first rotation': {
        given: anObservation(),
        refused: 'there is nothing to roll back to: no rotation has taken place',
      },
      'is refused to a key that a person made': {
        given: besides({}, { secret: { labels: labels({ current: NEW }) } }),
        refused: 'there is nothing to roll back to from NEW: no rotation has taken place',
      },
    },
  );
});

it.each([
  ['is current again', inGrace(), true],
  ['works again, after a first rotation', firstRotation(), false],
])('a rollback announces the key that %s, and until when both are kept', (_what, given, isCurrent) => {
  expect(planCommand(given, { command: 'rollback' }, NOW).steps[0]).toMatchObject({
    kind: 'roll-back',
    tells: { event: 'key-rolled-back', accessKeyId: OLD, until: inDays(14), isCurrent },
  });
});

describe('the old key of a first rotation, which no label names', () => {
  const retiring = (observation: Observation) => situationOf(observation, NOW).retiring?.id;
  const rollback: Partial<SecretState> = { intent: { kind: 'rollback', at: daysAgo(1) } };

  it.each([
    ['is still the old one after a rollback', firstRotation({ secret: rollback }), OLD],
    ['is still the old one when a rollback was cut', firstRotation({ old: { active: false }, secret: rollback }), OLD],
    [
      'is still the old one after a rollback in an adopted secret',
      firstRotation({
        secret: {
          ...rollback,
          labels: labels({ current: NEW, previous: FOREIGN_VERSION }),
          adoptedVersion: FOREIGN_VERSION,
        },
      }),
      OLD,
    ],
    [
      'is not one that a person made before the rollback',
      firstRotation({ besides: aKey({ id: THIRD, ageDays: 3 }), secret: rollback }),
      undefined,
    ],
    [
      'is none where a label names another predecessor',
      besides({ ageDays: 80 }, { secret: { ...rollback, labels: labels({ current: NEW, previous: OLD }) } }),
      undefined,
    ],
  ])('%s', (_sentence, given, expected) => {
    expect(retiring(given)).toBe(expected);
  });

  it('has a whole grace from the rollback on', () => {
    const told = { rolledBack: { accessKeyId: OLD, at: daysAgo(1) } };
    const decided = plan(firstRotation({ days: 40, secret: { ...rollback, notices: told } }), NOW);
    expect(decided).toMatchObject({ rule: 'grace', steps: [], nextAt: inDays(10) });
  });
});

const revokedNote = (id: string) => ({
  rotated: { accessKeyId: NEW, at: daysAgo(30) },
  revoked: { accessKeyId: id, at: hoursAgo(1) },
});

const rotatedNote = { rotated: { accessKeyId: NEW, at: daysAgo(30) } };

const revoke = (accessKeyId: string): Wish => ({ command: 'revoke', accessKeyId });

describe('revoke: a key that consumers do not hold', () => {
  answers(revoke(OLD), {
    'is deactivated at once in grace': {
      given: inGrace(),
      rule: 'revoke',
      steps: ['deactivate-key OLD as revoked'],
      because: 'OLD was reported as compromised',
    },
    'is deactivated at once within the horizon, and though a tag says to wait': {
      given: inGrace({ days: 0.01, secret: { holdUntil: inDays(3) } }),
      steps: ['deactivate-key OLD as revoked'],
    },
    'is deactivated though AWSCURRENT was overwritten': {
      given: inGrace({ secret: overwritten }),
      steps: ['deactivate-key OLD as revoked'],
    },
    'is deactivated when the current key is gone, which the next run replaces': {
      given: inGrace({ current: 'gone' }),
      steps: ['deactivate-key OLD as revoked'],
    },
    'is deactivated with two Active keys and nothing stored': {
      given: anObservation({ keys: [aKey(), aKey({ id: NEW })] }),
      steps: ['deactivate-key OLD as revoked'],
    },
    'promise 12: is deactivated before what is owed is told': {
      given: inGrace(untold),
      steps: ['deactivate-key OLD as revoked', 'notify key-rotated NEW'],
    },
    'is deactivated in trouble, too, when another one works': {
      given: { ...inGrace(untold), trouble },
      rule: 'revoke',
      steps: ['deactivate-key OLD as revoked'],
    },
    'is noted when it is Inactive and recorded: it is not brought back': {
      given: inQuarantine(3),
      steps: ['deactivate-key OLD as revoked'],
    },
    'is noted when it is Inactive, in trouble': {
      given: { ...inQuarantine(3), trouble },
      steps: ['deactivate-key OLD as revoked'],
    },
    'is left as it is when it was revoked and told before': {
      given: inQuarantine(3, { secret: { notices: revokedNote(OLD) } }),
      because: 'the key OLD is Inactive already',
    },
    'is recorded and told when it is Inactive and no record says since when': {
      given: inQuarantine(3, { secret: { deactivated: undefined } }),
      steps: ['deactivate-key OLD as revoked'],
    },
    'is recorded, and not noted as revoked, when nobody holds a key that works: a dormant user gets no first key': {
      given: anObservation({ keys: [aKey({ active: false })] }),
      steps: ['record-inactive spare OLD'],
    },
    'is noted as revoked when another key works': {
      given: anObservation({ keys: [aKey({ active: false }), aKey({ id: NEW })] }),
      steps: ['deactivate-key OLD as revoked'],
    },
    'is noted as revoked where a revocation of the only key was cut: programs held it': {
      given: anObservation({
        keys: [aKey({ active: false })],
        secret: aSecret({ notices: { revoking: { accessKeyId: OLD, at: hoursAgo(1) } } }),
      }),
      steps: ['deactivate-key OLD as revoked', 'issue-key for nobody'],
    },
    'is another user’s': {
      given: steady(),
      refused: 'the IAM user "alice" has no key OLD',
    },
  });
  answers(revoke(THIRD), {
    'is deactivated when a person made it': { given: besides(), steps: ['deactivate-key THIRD as revoked'] },
    'is recorded and told when a person has deactivated it already': {
      given: besides({ active: false }),
      steps: ['deactivate-key THIRD as revoked'],
    },
  });
});

describe('revoke: a key that a rotation left behind', () => {
  answers(revoke(THIRD), {
    'is deleted as the next run would do': {
      given: cut(daysAgo(1)),
      rule: 'revoke',
      steps: ['deactivate-key THIRD as revoked', 'delete-key orphan THIRD'],
    },
    'is deleted though it is the only one that works': {
      given: {
        ...cut(daysAgo(1), { labels: labels({ current: PLACEHOLDER }) }),
        keys: [aKey({ ageDays: 80, active: false }), aKey({ id: THIRD, createdAt: later(daysAgo(1), MINUTE) })],
      },
      steps: ['deactivate-key THIRD as revoked', 'delete-key orphan THIRD'],
    },
    'is deleted when it is pending': {
      given: cut(daysAgo(1), stored),
      steps: ['deactivate-key THIRD as revoked', 'delete-key pending THIRD'],
    },
    'promise 12: is deactivated even while its run may be about to hand it out; the next run heals that': {
      given: cut(minutesAgo(5), stored),
      steps: ['deactivate-key THIRD as revoked'],
    },
  });
});

describe('revoke: the key that consumers hold', () => {
  answers(revoke(NEW), {
    'promise 3: gets a successor first, when a slot is free': {
      given: steady(),
      rule: 'revoke',
      steps: ['issue-key for nobody', 'deactivate-key NEW as revoked'],
      because: 'NEW was revoked, and programs that read the secret need a new key',
    },
    'skips a hold, an exemption and the horizon': {
      given: steady({
        days: 0.01,
        secret: { holdUntil: inDays(3) },
        user: { tags: { 'keyturn:exempt-until': '2026-07-01' } },
      }),
      steps: ['issue-key for nobody', 'deactivate-key NEW as revoked'],
    },
    'gets a successor in the slot of an old key after its quarantine': {
      given: inQuarantine(7, { lastUse: { [OLD]: used(daysAgo(30)) } }),
      steps: ['delete-key spare OLD', 'issue-key for nobody', 'deactivate-key NEW as revoked'],
    },
    'hands over to its predecessor that is stored, and then makes room itself': {
      given: inGrace(),
      steps: [
        'make-current OLD from NEW',
        'deactivate-key NEW as revoked',
        'delete-key revoked NEW',
        'issue-key for nobody',
      ],
    },
    'makes room itself after a first rotation: the old key’s secret half is not stored': {
      given: firstRotation(),
      steps: ['deactivate-key NEW as revoked', 'delete-key revoked NEW', 'issue-key for nobody'],
    },
    'makes room itself beside a key that a person made': {
      given: besides(),
      steps: ['deactivate-key NEW as revoked', 'delete-key revoked NEW', 'issue-key for nobody'],
    },
    'promise 2: makes room itself beside an old key in quarantine, which stays': {
      given: inQuarantine(3),
      steps: ['deactivate-key NEW as revoked', 'delete-key revoked NEW', 'issue-key for nobody'],
    },
    'makes room itself beside an Inactive key of which no record says since when': {
      given: inQuarantine(3, { secret: { deactivated: undefined } }),
      steps: ['deactivate-key NEW as revoked', 'delete-key revoked NEW', 'issue-key for nobody'],
    },
    'does not tell how it came to be current: that it is revoked is the news': {
      given: steady(untold),
      steps: ['issue-key for nobody', 'deactivate-key NEW as revoked'],
    },
    'tells, behind it, of a deletion that is owed: that is other news': {
      given: steady({ secret: { notices: { ...rotatedNote, deleting: { accessKeyId: OLD, at: hoursAgo(1) } } } }),
      steps: ['issue-key for nobody', 'deactivate-key NEW as revoked', 'notify key-deleted OLD'],
    },
    'does not tell that the old key of a first rotation was brought back: there is a new one': {
      given: firstRotation({ secret: { intent: { kind: 'rollback', at: daysAgo(1) }, notices: {} } }),
      steps: ['deactivate-key NEW as revoked', 'delete-key revoked NEW', 'issue-key for nobody'],
    },
    'but tells it where there is none yet': {
      given: firstRotation({ secret: { intent: { kind: 'rollback', at: minutesAgo(5) }, notices: {} } }),
      steps: ['deactivate-key NEW as revoked', 'notify key-rolled-back OLD'],
    },
    'is noted and replaced when it is Inactive already, and a slot is free': {
      given: steady({ current: { active: false } }),
      steps: ['deactivate-key NEW as revoked', 'issue-key for nobody'],
      because: 'the key NEW that consumers read from the secret was revoked',
    },
    'makes room itself when it is Inactive already and no slot is free': {
      given: inGrace({ current: { active: false } }),
      steps: ['deactivate-key NEW as revoked', 'delete-key revoked NEW', 'issue-key for nobody'],
    },
    'goes on where a revocation was cut after it was told': {
      given: steady({ current: { active: false }, secret: { notices: revokedNote(NEW) } }),
      steps: ['issue-key for nobody'],
    },
    'promise 12: is deactivated in trouble though no other key works': {
      given: { ...steady(), trouble },
      steps: ['deactivate-key NEW as revoked'],
      because: 'NEW was reported as compromised, and no new key can be issued: the secret is scheduled for deletion',
    },
    'promise 12: is deactivated though AWSCURRENT was overwritten, and nothing is written over that': {
      given: afterRotation({ days: 30, old: 'gone', secret: overwritten }),
      steps: ['deactivate-key NEW as revoked'],
    },
    'is not handed over to a predecessor that a run may be about to deactivate': {
      given: inGrace({ days: 14 }),
      steps: ['deactivate-key NEW as revoked', 'delete-key revoked NEW', 'issue-key for nobody'],
    },
    'is not handed over to a predecessor that was reported, too': {
      given: inGrace({ secret: { revoked: [{ accessKeyId: OLD, at: hoursAgo(1), isNotified: true }] } }),
      steps: ['deactivate-key NEW as revoked', 'delete-key revoked NEW', 'issue-key for nobody'],
    },
  });

  answers(revoke(OLD), {
    'gets a successor before a first rotation, too': {
      given: anObservation(),
      steps: ['issue-key for nobody', 'deactivate-key OLD as revoked'],
    },
    'makes room itself before a first rotation beside an Inactive key': {
      given: anObservation({ keys: [aKey(), aKey({ id: THIRD, active: false })] }),
      steps: ['deactivate-key OLD as revoked', 'delete-key revoked OLD', 'issue-key for nobody'],
    },
    'gets a successor after what a rotation left behind is deleted': {
      given: cut(daysAgo(1)),
      steps: ['delete-key orphan THIRD', 'issue-key for nobody', 'deactivate-key OLD as revoked'],
    },
    'is deactivated at once while a rotation may be at work, and the first run after the horizon goes on': {
      given: cut(minutesAgo(5), stored),
      rule: 'revoke',
      steps: ['deactivate-key OLD as revoked'],
      because:
        'OLD was revoked; a rotation that may still be at work hands out the next key, or the first run after 2026-06-01 12:26 UTC does',
      nextAt: inDays(26 / 1440),
    },
    'is left to that rotation when it is Inactive already': {
      given: {
        ...cut(minutesAgo(5), { ...stored, deactivated: { accessKeyId: OLD, at: minutesAgo(2) } }),
        keys: [aKey({ ageDays: 80, active: false }), aKey({ id: THIRD, createdAt: minutesAgo(4) })],
      },
      steps: ['deactivate-key OLD as revoked'],
      because: 'the first run after 2026-06-01 12:26 UTC does',
    },
    'after a rollback hands over to the newer key, which is stored': {
      given: rolledBack(1),
      steps: [
        'make-current NEW from OLD',
        'deactivate-key OLD as revoked',
        'delete-key revoked OLD',
        'issue-key for nobody',
      ],
    },
    'does not tell of the rollback that brought it back': {
      given: rolledBack(1, { secret: { notices: {} } }),
      steps: [
        'make-current NEW from OLD',
        'deactivate-key OLD as revoked',
        'delete-key revoked OLD',
        'issue-key for nobody',
      ],
    },
  });
});

it('a revocation of the key that programs have names the new one that follows it in the plan', () => {
  const step = planCommand(steady(), revoke(NEW), NOW).steps.find(({ kind }) => kind === 'deactivate-key');
  expect(step).toMatchObject({ tells: { event: 'key-revoked', accessKeyId: NEW, currentKeyId: NEW_KEY } });
});

describe('revoke: the note that comes first says what follows, by which a run knows what it may find', () => {
  const intent = (given: Observation, accessKeyId: string) =>
    planCommand(given, revoke(accessKeyId), NOW).steps.find((step) => step.kind === 'note-revocation');

  it.each<[what: string, given: Observation, accessKeyId: string, intent: string | undefined]>([
    ['a new key', steady(), NEW, 'rotate'],
    ['a new key in the slot of an old one', inQuarantine(7, { lastUse: { [OLD]: used(daysAgo(30)) } }), NEW, 'rotate'],
    ['a new key in its own slot', firstRotation(), NEW, 'rotate'],
    ['first the key before', inGrace(), NEW, 'rollback'],
    ['nothing, of a key that programs do not hold', inGrace(), OLD, undefined],
    ['nothing, over the intent by which an orphan is recognised', cut(daysAgo(1)), OLD, undefined],
    ['nor that of a pending key', cut(daysAgo(1), stored), OLD, undefined],
    ['nor where that key itself is reported', cut(daysAgo(1)), THIRD, undefined],
  ])('%s', (_what, given, accessKeyId, expected) => {
    expect(intent(given, accessKeyId)).toMatchObject({ accessKeyId, intent: expected });
  });
});

describe('current-revoked: a revocation that was cut', () => {
  const revoked: Partial<SecretState> = {
    deactivated: { accessKeyId: NEW, at: hoursAgo(1) },
    notices: revokedNote(NEW),
  };
  const rows: Record<string, [Observation, rule: string, steps: readonly string[]]> = {
    'goes on where it was cut before it could be told, and tells': [
      steady({
        current: { active: false },
        secret: {
          notices: { rotated: { accessKeyId: NEW, at: daysAgo(30) }, revoking: { accessKeyId: NEW, at: hoursAgo(1) } },
        },
      }),
      'current-revoked',
      ['notify key-revoked NEW', 'issue-key for nobody'],
    ],
    'goes on where SNS failed, and tells of the revocation and of nothing else': [
      steady({
        current: { active: false },
        secret: {
          ...revoked,
          notices: { rotated: { accessKeyId: NEW, at: daysAgo(30) }, revoking: { accessKeyId: NEW, at: hoursAgo(1) } },
        },
      }),
      'current-revoked',
      ['notify key-revoked NEW', 'issue-key for nobody'],
    ],
    'goes on before a first rotation: consumers held the only key that worked': [
      anObservation({
        keys: [aKey({ active: false })],
        secret: aSecret({ notices: { revoked: { accessKeyId: OLD, at: hoursAgo(1) } } }),
      }),
      'current-revoked',
      ['issue-key for nobody'],
    ],
    'issues a key for consumers whose key is revoked': [
      steady({ current: { active: false }, secret: revoked }),
      'current-revoked',
      ['issue-key for nobody'],
    ],
    'makes room with the revoked key when there is none': [
      besides({}, { current: { active: false }, secret: revoked }),
      'current-revoked',
      ['delete-key revoked NEW', 'issue-key for nobody'],
    ],
    'cleans up the rotation that was at work meanwhile': [
      {
        ...cut(daysAgo(1), { ...revoked, notices: { revoked: { accessKeyId: OLD, at: hoursAgo(1) } } }),
        keys: [aKey({ ageDays: 80, active: false }), aKey({ id: THIRD, createdAt: later(daysAgo(1), MINUTE) })],
      },
      'current-revoked',
      ['delete-key orphan THIRD', 'issue-key for nobody'],
    ],
    'does not wait for the horizon of its own deactivation: programs have no key': [
      steady({
        current: { active: false },
        secret: { ...revoked, deactivated: { accessKeyId: NEW, at: minutesAgo(29) } },
      }),
      'current-revoked',
      ['issue-key for nobody'],
    ],
    'holds without the note: a person deactivated that key': [
      steady({ current: { active: false } }),
      'current-inactive',
      ['hold current-inactive NEW', 'notify key-held current-inactive NEW'],
    ],
    'holds when the note is about another key': [
      steady({
        current: { active: false },
        secret: {
          notices: { rotated: { accessKeyId: NEW, at: daysAgo(30) }, revoked: { accessKeyId: OLD, at: daysAgo(9) } },
        },
      }),
      'current-inactive',
      ['hold current-inactive NEW', 'notify key-held current-inactive NEW'],
    ],
    'leaves a revoked key alone that a person has reactivated': [
      steady({ secret: { ...revoked, deactivated: undefined } }),
      'steady',
      [],
    ],
  };

  it.each(Object.entries(rows))('%s', (_sentence, [given, rule, steps]) => {
    const decided = plan(given, NOW);
    expect({ rule: decided.rule, steps: decided.steps.map(stepInWords) }).toEqual({ rule, steps });
  });
});

describe('hold', () => {
  answers(
    { command: 'hold', until: inDays(10) },
    {
      'keeps every run from a step until then': {
        given: steady(),
        rule: 'hold',
        steps: ['set-hold until 2026-06-11'],
        because: 'an operator requested that nothing be done before 2026-06-11 12:00 UTC',
        nextAt: inDays(10),
      },
      'notes first since when the old key is Inactive: no run does while the hold lasts': {
        given: inGrace({ old: { active: false } }),
        steps: ['record-inactive retiring OLD', 'set-hold until 2026-06-11'],
      },
      'but not where a label was moved: which of the two is the old key is not known': {
        given: inGrace({ current: { active: false }, secret: moved }),
        steps: ['set-hold until 2026-06-11'],
      },
      'is set for a user that has no secret yet': { given: anObservation(), steps: ['set-hold until 2026-06-11'] },
      'replaces a hold that there is': {
        given: steady({ secret: { holdUntil: inDays(30) } }),
        steps: ['set-hold until 2026-06-11'],
      },
      'is set where a label was moved': { given: inGrace({ secret: moved }), steps: ['set-hold until 2026-06-11'] },
      'tells what is owed first': {
        given: steady(untold),
        steps: ['notify key-rotated NEW', 'set-hold until 2026-06-11'],
      },
      'is refused while the secret is in trouble: it may be somebody else’s': {
        given: { ...steady(), trouble },
        refused: 'the secret is scheduled for deletion',
      },
    },
  );
  answers(
    { command: 'hold', until: undefined },
    {
      'is released': {
        given: steady({ secret: { holdUntil: inDays(30) } }),
        steps: ['set-hold released'],
        because: 'an operator released the hold',
        nextAt: null,
      },
      'has nothing to release': { given: steady(), because: 'there is no hold to release' },
      'has nothing to release, and leaves what is owed to the next run': {
        given: steady(untold),
        because: 'there is no hold to release',
      },
      'has nothing to release where there is no secret': {
        given: anObservation(),
        because: 'there is no hold to release',
      },
    },
  );
});

test('a hold is announced as one by hand, and its release to nobody', () => {
  const step = (until: Date | undefined, given: Observation) =>
    planCommand(given, { command: 'hold', until }, NOW).steps[0];
  const because = 'an operator requested that nothing be done before 2026-06-11 12:00 UTC';
  expect(step(inDays(10), steady())).toEqual({
    kind: 'set-hold',
    until: inDays(10),
    because,
    tells: { event: 'key-held', reason: 'by-hand', because },
  });
  expect(step(undefined, steady({ secret: { holdUntil: inDays(30) } }))).not.toHaveProperty('tells');
});

describe('promise 8: a date that a message gave is kept', () => {
  const days = fc.integer({ min: 1, max: 40 });
  /** NEW has been current for 30 days under a promise, and the policy was changed since. */
  const withGrace = (graceDays: number, promisedUntil: Date, active = true) =>
    afterRotation({
      days: 30,
      old: { active },
      user: { config: { graceDays, quarantineDays: graceDays, headsUpDays: 0 } },
      secret: {
        promisedUntil,
        ...(!active && {
          deactivated: { accessKeyId: OLD, at: daysAgo(30) },
          notices: {
            rotated: { accessKeyId: NEW, at: daysAgo(44) },
            deactivated: { accessKeyId: OLD, at: daysAgo(30) },
          },
        }),
      },
      lastUse: { [OLD]: used(daysAgo(50)) },
    });
  const endOf = (given: Observation) => plan(given, NOW).nextAt?.getTime();

  it.each([
    ['promise 8: a shorter graceDays does not move the end of the grace', true],
    ['promise 8: a shorter quarantineDays does not move the end of the quarantine', false],
  ])('%s', (_sentence, active) => {
    const given = withGrace(1, inDays(2), active);
    expect(plan(given, NOW)).toMatchObject({ rule: active ? 'grace' : 'quarantine', steps: [] });
    expect(plan(given, inDays(1.9)).nextAt).toEqual(inDays(2));
    expect(plan(given, later(inDays(2), -SECOND)).steps).toEqual([]);
    expect(plan(given, inDays(2)).steps.map(({ kind }) => kind)).toEqual([active ? 'deactivate-key' : 'delete-key']);
  });

  it.each([
    ['promise 8: a longer graceDays moves the end of the grace', true],
    ['promise 8: a longer quarantineDays moves the end of the quarantine', false],
  ])('%s', (_sentence, active) => {
    const given = withGrace(40, inDays(2), active);
    expect(plan(given, later(inDays(10), -SECOND)).steps).toEqual([]);
    expect(plan(given, inDays(10)).steps.map(({ kind }) => kind)).toEqual([active ? 'deactivate-key' : 'delete-key']);
  });

  it('promise 8: whatever the policy, no step comes before the promised date', () => {
    forAll(fc.tuple(days, days, fc.boolean()), ([graceDays, promisedInDays, active]) => {
      const promisedUntil = inDays(promisedInDays);
      const given = withGrace(graceDays, promisedUntil, active);
      expect(plan(given, later(promisedUntil, -SECOND)).steps.map(inWords)).toEqual([]);
      if (!active) expect(endOf(given)).toBe(Math.max(promisedUntil.getTime(), daysAgo(30 - graceDays).getTime()));
    });
  });
});

describe('whatever the world looks like', () => {
  const at = fc.integer({ min: 0, max: 130 * 24 * 60 }).map(minutesAgo);
  const ids = [OLD, NEW, THIRD];
  const label = fc.option(fc.constantFrom(...ids, PLACEHOLDER, FOREIGN_VERSION), { nil: undefined });
  const note = fc.record({ accessKeyId: fc.constantFrom(...ids), at });
  const notices = fc.record(
    { rotated: note, deactivated: note, revoked: note, revoking: note, rolledBack: note },
    { requiredKeys: [] },
  );
  const keys = fc
    .subarray(ids, { maxLength: 2 })
    .chain((some) =>
      fc.tuple(...some.map((id) => fc.record({ id: fc.constant(id), active: fc.boolean(), createdAt: at }))),
    );
  const secret = fc.record({
    names: fc.record({ current: label, previous: label, pending: label }),
    intent: fc.option(fc.record({ kind: fc.constantFrom('rotate' as const, 'rollback' as const), at }), {
      nil: undefined,
    }),
    deactivated: fc.option(fc.record({ accessKeyId: fc.constantFrom(...ids), at }), { nil: undefined }),
    notices,
    promisedUntil: fc.option(
      at.map((time) => later(time, 60 * DAY)),
      { nil: undefined },
    ),
  });
  const uses = fc.array(
    fc.oneof(
      fc.constant(NEVER),
      at.map((time) => used(time)),
    ),
    { minLength: 3, maxLength: 3 },
  );
  const world = fc
    .record({ keys, secret: fc.option(secret, { nil: undefined }), uses, inTrouble: fc.boolean() })
    .map(({ keys: some, secret: state, uses: [old, current, third], inTrouble }): Observation => {
      const { names, ...rest } = state ?? { names: {} };
      const given = Object.fromEntries(Object.entries(names).filter(([, name]) => name !== undefined));
      return anObservation({
        keys: some,
        user: aUser(),
        ...(state && { secret: aSecret({ ...rest, labels: labels(given) }) }),
        lastUse: { [OLD]: old ?? NEVER, [NEW]: current ?? NEVER, [THIRD]: third ?? NEVER },
        ...(inTrouble && { trouble }),
      });
    });
  const wish: fc.Arbitrary<Wish> = fc.oneof(
    fc.constantFrom<Wish>(
      { command: 'rotate' },
      { command: 'rollback' },
      { command: 'confirm', force: true },
      { command: 'hold', until: inDays(3) },
    ),
    fc.constantFrom(...ids).map(revoke),
  );
  const RUNS = 500;

  it('promise 11: the same world, wish and time give the same plan', () => {
    forAll(
      fc.tuple(world, wish),
      ([given, asked]) => {
        const mirrored = { ...given, keys: [...given.keys].reverse() };
        expect(planCommand(mirrored, asked, NOW)).toEqual(planCommand(given, asked, NOW));
      },
      RUNS,
    );
  });

  it('a command never deactivates a key that nobody has revoked or confirmed, and says why it does nothing', () => {
    forAll(
      fc.tuple(world, wish),
      ([given, asked]) => {
        const { steps, because } = planCommand(given, asked, NOW);
        expect(because).toMatch(/^\S.*\S$/);
        for (const step of steps)
          if (step.kind === 'deactivate-key' && asked.command === 'confirm')
            expect(situationOf(given, NOW)).toMatchObject({
              retiring: { id: step.accessKeyId },
              current: { active: true },
            });
          else if (step.kind === 'deactivate-key')
            expect(asked).toEqual({ command: 'revoke', accessKeyId: step.accessKeyId });
      },
      RUNS,
    );
  });

  it('promise 2: an Active key is deleted only when it was revoked, or when a rotation left it behind', () => {
    forAll(
      fc.tuple(world, wish),
      ([given, asked]) => {
        for (const step of planCommand(given, asked, NOW).steps) {
          if (step.kind !== 'delete-key') continue;
          const isActive = given.keys.some((key) => key.id === step.accessKeyId && key.active);
          expect(isActive ? ['revoked', 'orphan', 'pending'] : [step.role]).toContain(step.role);
          if (step.role !== 'revoked') continue;
          // Reported now, or before: then it is Inactive.
          if (isRevokedIn(given, step.accessKeyId) && !isActive) continue;
          expect(asked).toEqual({ command: 'revoke', accessKeyId: step.accessKeyId });
        }
      },
      RUNS,
    );
  });

  it('promise 3: the key that consumers read is revoked behind a successor, unless both slots are taken', () => {
    forAll(
      fc.tuple(world, fc.constantFrom(...ids)),
      ([given, id]) => {
        const situation = situationOf(given, NOW);
        const { currentId, current, leftover } = situation;
        // Whoever may be at work on another key hands that out.
        if (workEndsAt(situation) || given.trouble) return;
        const { steps } = planCommand(given, revoke(id), NOW);
        const kinds = steps.map(({ kind }) => kind);
        const cutAt = kinds.indexOf('deactivate-key');
        if (cutAt < 0 || id !== currentId || !current?.active || given.keys.length === 2 || leftover) return;
        expect(kinds.slice(0, cutAt)).toContain('issue-key');
      },
      RUNS,
    );
  });

  it('leaves no more than two keys', () => {
    forAll(
      fc.tuple(world, wish),
      ([given, asked]) => {
        let count = given.keys.length;
        for (const { kind } of planCommand(given, asked, NOW).steps) {
          count += kind === 'issue-key' ? 1 : kind === 'delete-key' ? -1 : 0;
          expect(count).toBeLessThanOrEqual(2);
        }
      },
      RUNS,
    );
  });
});
