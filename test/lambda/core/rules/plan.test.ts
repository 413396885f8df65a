/** The specification of one user's decision, rule by rule in the order of RULES, each boundary from both sides. */
import * as fc from 'fast-check';
import { accessKeyIdOf } from '../../../../lambda/core/names';
import { plan, RULES } from '../../../../lambda/core/rules/plan';
import { HORIZON_MS } from '../../../../lambda/core/user/horizon';
import type { AccessKey, LastUse } from '../../../../lambda/core/user/keys';
import type { Observation } from '../../../../lambda/core/user/observation';
import type { SecretState } from '../../../../lambda/core/user/secret-state';
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
  THIRD,
  UNKNOWN,
  used,
} from '../../../support/builders';
import { rules } from '../../../support/plan-rows';
import { DAY, HOUR, MINUTE, SECOND } from '../../../support/simulation/harness';

const heldAndTold = (reason: string, key = '') =>
  [`hold ${reason} ${key}`, `notify key-held ${reason} ${key}`].map((step) => step.trimEnd());
const blockedAndTold = (reason: string, key = '') =>
  [`hold ${reason} ${key}`, `notify user-blocked ${reason} ${key}`].map((step) => step.trimEnd());

describe('identity: a secret that is not plainly this user’s', () => {
  const trouble = { reason: 'secret-deleted', because: 'the secret is scheduled for deletion' } as const;
  const told = (reason: string, at: Date) => ({
    name: 'keyturn/=notices/alice',
    secret: aSecret({ notices: { held: { reason: reason, at } } }),
  });

  rules({
    'leaves a user alone whose secret is scheduled for deletion, and tells': {
      given: anObservation({ trouble, keys: [aKey({ ageDays: 400 })] }),
      rule: 'identity',
      steps: heldAndTold('secret-deleted'),
      nextAt: null,
      because: 'scheduled for deletion',
    },
    'does not tell again what it told 6 days ago': {
      given: anObservation({ trouble, board: told('secret-deleted', later(daysAgo(7), SECOND)) }),
      rule: 'identity',
      steps: ['hold secret-deleted'],
    },
    'tells again what it told 7 days ago': {
      given: anObservation({ trouble, board: told('secret-deleted', daysAgo(7)) }),
      rule: 'identity',
      steps: heldAndTold('secret-deleted'),
    },
    'tells a new reason at once': {
      given: anObservation({ trouble, board: told('tags-invalid', daysAgo(1)) }),
      rule: 'identity',
      steps: heldAndTold('secret-deleted'),
    },
    'goes by the notice board, not by a secret that may be another user’s': {
      given: anObservation({
        trouble,
        board: { name: 'keyturn/=notices/alice', secret: undefined },
        secret: aSecret({ notices: { held: { reason: 'secret-deleted', at: daysAgo(1) } } }),
      }),
      rule: 'identity',
      steps: heldAndTold('secret-deleted'),
    },
    'goes by the secret’s own notices where the secret can be written': {
      given: anObservation({
        trouble: { reason: 'tags-invalid', because: 'a tag is bad' },
        secret: aSecret({ notices: { held: { reason: 'tags-invalid', at: daysAgo(6) } } }),
      }),
      rule: 'identity',
      steps: ['hold tags-invalid'],
    },
    'sends no owed message of a user in trouble: it may be about somebody else': {
      given: { ...afterRotation({ days: 1, secret: { notices: {} } }), trouble },
      rule: 'identity',
      steps: heldAndTold('secret-deleted'),
    },
  });
});

describe('overwritten: AWSCURRENT is a version that somebody else wrote', () => {
  const overwritten = { labels: { current: FOREIGN_VERSION } };

  rules({
    'holds when somebody wrote over a version of Keyturn’s': {
      given: afterRotation({ days: 20, secret: overwritten }),
      rule: 'overwritten',
      steps: heldAndTold('secret-overwritten', 'NEW'),
      because: FOREIGN_VERSION,
    },
    'holds it even while a tag says to wait': {
      given: afterRotation({ days: 20, secret: { ...overwritten, holdUntil: inDays(1) } }),
      rule: 'overwritten',
      steps: heldAndTold('secret-overwritten', 'NEW'),
    },
    'holds it with an emptied intent too: what is read there is not Keyturn’s': {
      given: afterRotation({
        days: 80,
        old: 'gone',
        secret: { ...overwritten, intent: undefined },
      }),
      rule: 'overwritten',
      steps: heldAndTold('secret-overwritten', 'NEW'),
    },
    'adopts a secret that somebody made and tagged': {
      given: anObservation({ keys: [aKey({ ageDays: 80 })], secret: aSecret({ ...overwritten, format: 'env' }) }),
      rule: 'rotate',
      steps: ['issue-key for OLD'],
    },
    'goes on with an adopted secret whose first rotation failed': {
      given: anObservation({
        keys: [aKey({ ageDays: 80 })],
        secret: aSecret({
          ...overwritten,
          format: 'env',
          adoptedVersion: FOREIGN_VERSION,
          intent: { kind: 'rotate', at: hoursAgo(1) },
        }),
      }),
      rule: 'rotate',
      steps: ['issue-key for OLD'],
    },
    'adopts what was written again before the first rotation was done': {
      given: anObservation({
        keys: [aKey({ ageDays: 80 })],
        secret: aSecret({
          ...overwritten,
          format: 'env',
          adoptedVersion: 'another-version-of-somebodys-own',
          intent: { kind: 'rotate', at: hoursAgo(1) },
        }),
      }),
      rule: 'rotate',
      steps: ['issue-key for OLD'],
    },
    'takes its own placeholder for nobody’s version': {
      given: anObservation({
        keys: [aKey({ ageDays: 80 })],
        secret: aSecret({ intent: { kind: 'rotate', at: hoursAgo(1) } }),
      }),
      rule: 'rotate',
      steps: ['issue-key for OLD'],
    },
  });
});

describe('hold-until: a tag says to wait', () => {
  const due = [aKey({ ageDays: 400 })];
  const exempt = (until: string) => aUser({ tags: { 'keyturn:exempt-until': until } });

  rules({
    'takes no step before hold-until': {
      given: anObservation({ keys: due, secret: aSecret({ holdUntil: later(NOW, SECOND) }) }),
      rule: 'hold-until',
      nextAt: later(NOW, SECOND),
    },
    'goes on when hold-until is exactly now': {
      given: anObservation({ keys: due, secret: aSecret({ holdUntil: NOW }) }),
      rule: 'rotate',
      steps: ['issue-key for OLD'],
    },
    'takes no step for a user that is exempt until tomorrow': {
      given: anObservation({ keys: due, user: exempt('2026-06-02') }),
      rule: 'hold-until',
      nextAt: new Date('2026-06-02T00:00:00Z'),
      because: 'nothing is done before 2026-06-02',
    },
    'goes on when exempt-until is exactly now': {
      given: anObservation({ keys: due, user: exempt('2026-06-01T12:00:00Z') }),
      rule: 'rotate',
      steps: ['issue-key for OLD'],
    },
    'waits for the later of the two': {
      given: anObservation({ user: exempt('2026-06-05'), secret: aSecret({ holdUntil: inDays(1) }) }),
      rule: 'hold-until',
      nextAt: new Date('2026-06-05T00:00:00Z'),
    },
    'still sends a message that is owed': {
      given: afterRotation({ days: 1, secret: { notices: {}, holdUntil: inDays(1) } }),
      rule: 'hold-until',
      steps: ['notify key-rotated NEW'],
    },
  });
});

describe('horizon: another run may be at work', () => {
  const begun = (at: Date) =>
    anObservation({ keys: [aKey({ ageDays: 80 })], secret: aSecret({ intent: { kind: 'rotate', at } }) });
  const justDeactivated = (at: Date, told: boolean) =>
    afterRotation({
      days: 30,
      old: { active: false },
      secret: {
        deactivated: { accessKeyId: OLD, at },
        notices: {
          rotated: { accessKeyId: NEW, at: daysAgo(30) },
          ...(told && { deactivated: { accessKeyId: OLD, at } }),
        },
      },
    });

  rules({
    'leaves a rotation alone that began a moment less than 30 minutes ago': {
      given: begun(later(minutesAgo(30), SECOND)),
      rule: 'horizon',
      nextAt: later(NOW, SECOND),
    },
    'takes a rotation up that began exactly 30 minutes ago': {
      given: begun(minutesAgo(30)),
      rule: 'rotate',
      steps: ['issue-key for OLD'],
    },
    'leaves a key alone that was deactivated a moment ago': {
      given: justDeactivated(later(minutesAgo(30), SECOND), true),
      rule: 'horizon',
    },
    'but sends the message about it that is still owed': {
      given: justDeactivated(minutesAgo(10), false),
      rule: 'horizon',
      steps: ['notify key-deactivated OLD'],
    },
    'goes on when the deactivation is exactly 30 minutes old': {
      given: justDeactivated(minutesAgo(30), true),
      rule: 'quarantine',
    },
  });
});

describe('leftover: what a rotation left behind that was cut', () => {
  const begun = daysAgo(1);
  /** OLD is current and due, a rotation began a day ago, and THIRD was created a minute later. */
  const cut = (third: Partial<AccessKey> = {}, secret: Partial<SecretState> = {}, use: LastUse = NEVER) =>
    anObservation({
      keys: [aKey({ ageDays: 80 }), aKey({ id: THIRD, createdAt: later(begun, MINUTE), ...third })],
      secret: aSecret({ labels: labels({ current: OLD }), intent: { kind: 'rotate', at: begun }, ...secret }),
      lastUse: { [THIRD]: use, [OLD]: used(hoursAgo(1)) },
    });
  const isForeign = { rule: 'rotate', steps: blockedAndTold('foreign-key', 'THIRD') };

  rules({
    'promise 2: deletes an orphan by its id, and starts the rotation again': {
      given: cut(),
      rule: 'rotate',
      steps: ['delete-key orphan THIRD', 'issue-key for OLD'],
    },
    'deletes an orphan that was created exactly 30 minutes after the intent': {
      given: cut({ createdAt: later(begun, HORIZON_MS) }),
      rule: 'rotate',
      steps: ['delete-key orphan THIRD', 'issue-key for OLD'],
    },
    'leaves an orphan alone that is itself younger than 30 minutes, as its run may have written an old time': {
      given: cut({ createdAt: later(minutesAgo(30), SECOND) }, { intent: { kind: 'rotate', at: minutesAgo(58) } }),
      rule: 'horizon',
      nextAt: later(NOW, SECOND),
    },
    "leaves a pending key alone that is 30 minutes old, but not its rotation's intent, as clocks differ; here the current key is gone":
      {
        given: anObservation({
          keys: [aKey({ id: THIRD, createdAt: minutesAgo(30) })],
          secret: aSecret({
            labels: labels({ current: OLD, pending: THIRD }),
            intent: { kind: 'rotate', at: later(minutesAgo(30), SECOND) },
          }),
          lastUse: { [THIRD]: NEVER },
        }),
        rule: 'horizon',
        nextAt: later(NOW, SECOND),
      },
    'deletes the orphan of a first rotation': {
      given: cut({}, { labels: { current: PLACEHOLDER } }),
      rule: 'rotate',
      steps: ['delete-key orphan THIRD', 'issue-key for OLD'],
    },
    'deletes the orphan and stops there when the current key is not due': {
      given: { ...cut(), user: aUser({ tags: { 'keyturn:max-key-age-days': '365' } }) },
      rule: 'steady',
      steps: ['delete-key orphan THIRD'],
    },
    'is no orphan: a label names it': {
      given: cut({}, { labels: labels({ current: OLD, previous: THIRD }) }),
      rule: 'labels-moved',
      steps: [...heldAndTold('labels-moved', 'THIRD'), 'renew-grace THIRD'],
    },
    'is no orphan: the intent is a rollback': {
      given: cut({}, { intent: { kind: 'rollback', at: begun } }),
      ...isForeign,
    },
    'is no orphan: no intent is recorded, so the state was lost': {
      given: cut({}, { intent: undefined }),
      rule: 'state-lost',
      steps: [...heldAndTold('state-lost', 'OLD'), 'restore-state OLD'],
    },
    'is no orphan: it was created more than 30 minutes after the intent': {
      given: cut({ createdAt: later(begun, HORIZON_MS + SECOND) }),
      ...isForeign,
    },
    'is no orphan: it was created before the intent': {
      given: cut({ createdAt: later(begun, -SECOND) }),
      ...isForeign,
    },
    'is no orphan: it was used': { given: cut({}, {}, used(hoursAgo(2))), ...isForeign },
    'is no orphan: whether it was used cannot be read': { given: cut({}, {}, UNKNOWN), ...isForeign },
    'is no orphan: whether it was used was not asked': {
      given: { ...cut(), lastUse: new Map() },
      ...isForeign,
    },
    'is no orphan: the current key is newer than the intent, so that rotation finished': {
      given: anObservation({
        keys: [aKey({ id: NEW, createdAt: begun }), aKey({ id: THIRD, createdAt: later(begun, MINUTE) })],
        secret: aSecret({
          labels: labels({ current: NEW, previous: OLD }),
          intent: { kind: 'rotate', at: begun },
          notices: { rotated: { accessKeyId: NEW, at: begun } },
        }),
        lastUse: { [THIRD]: NEVER },
      }),
      rule: 'steady',
    },
    'is no orphan: it is Inactive, which Keyturn never makes a new key': {
      given: cut({ active: false }),
      rule: 'rotate',
      steps: ['record-inactive spare THIRD', ...blockedAndTold('spare-in-quarantine', 'THIRD')],
    },
    'deletes a pending key, which was stored but not verified, and starts again': {
      given: cut({}, { labels: labels({ current: OLD, pending: THIRD }) }, used(later(begun, 2 * MINUTE), 'sts')),
      rule: 'rotate',
      steps: ['delete-key pending THIRD', 'issue-key for OLD'],
    },
    'deletes the pending key of a first rotation': {
      given: cut({}, { labels: labels({ current: PLACEHOLDER, pending: THIRD }) }),
      rule: 'rotate',
      steps: ['delete-key pending THIRD', 'issue-key for OLD'],
    },
    'promise 2: does not delete a pending key that somebody has used all the same': {
      given: cut({}, { labels: labels({ current: OLD, pending: THIRD }) }, used(hoursAgo(3))),
      ...isForeign,
    },
    'promise 7: nor one whose use cannot be read': {
      given: cut({}, { labels: labels({ current: OLD, pending: THIRD }) }, UNKNOWN),
      ...isForeign,
    },
    'deletes a pending key although an overlapping run has promoted another one since': {
      given: anObservation({
        keys: [aKey({ id: NEW, createdAt: begun }), aKey({ id: THIRD, createdAt: later(begun, MINUTE) })],
        secret: aSecret({
          labels: labels({ current: NEW, pending: THIRD, previous: OLD }),
          intent: { kind: 'rotate', at: begun },
          notices: { rotated: { accessKeyId: NEW, at: begun } },
        }),
        lastUse: { [THIRD]: NEVER },
      }),
      rule: 'steady',
      steps: ['delete-key pending THIRD'],
    },
    'promise 2: does not take a key that was announced for a pending one, though AWSPENDING stayed on it and people moved the other labels':
      {
        given: anObservation({
          keys: [aKey({ id: OLD, ageDays: 84 }), aKey({ id: THIRD, createdAt: later(begun, MINUTE) })],
          secret: aSecret({
            labels: labels({ current: OLD, pending: THIRD, previous: PLACEHOLDER }),
            intent: { kind: 'rotate', at: begun },
            notices: { rotated: { accessKeyId: THIRD, at: later(begun, MINUTE) } },
          }),
          lastUse: { [THIRD]: NEVER, [OLD]: used(hoursAgo(2)) },
        }),
        rule: 'rotate',
        steps: blockedAndTold('foreign-key', 'THIRD'),
      },
    'starts again when the pending key is gone already': {
      given: {
        ...cut({}, { labels: labels({ current: OLD, pending: NEW }) }),
        keys: [aKey({ ageDays: 80 })],
      },
      rule: 'rotate',
      steps: ['issue-key for OLD'],
    },
    'does not touch a key that AWSPENDING names and that is older than the intent': {
      given: cut({ createdAt: daysAgo(50) }, { labels: labels({ current: OLD, pending: THIRD }) }),
      ...isForeign,
    },
    'takes AWSPENDING on the current version for a rotation that is done': {
      given: afterRotation({ days: 1, secret: { labels: labels({ current: NEW, pending: NEW, previous: OLD }) } }),
      rule: 'grace',
    },
    'finds the orphan of a rotation for a current key that is gone, by the note of its announcement': {
      given: anObservation({
        keys: [aKey({ id: THIRD, createdAt: later(begun, MINUTE) })],
        secret: aSecret({
          labels: labels({ current: NEW, previous: OLD }),
          intent: { kind: 'rotate', at: begun },
          notices: { rotated: { accessKeyId: NEW, at: daysAgo(40) } },
        }),
        lastUse: { [THIRD]: NEVER },
      }),
      rule: 'current-gone',
      steps: ['delete-key orphan THIRD', 'issue-key for nobody'],
    },
  });
});

describe('current-gone: consumers hold a key that does not exist', () => {
  rules({
    'issues a key at once when the slot of the old one is free': {
      given: afterRotation({ days: 20, old: 'gone', current: 'gone' }),
      rule: 'current-gone',
      steps: ['issue-key for nobody'],
      because: 'the key NEW that consumers read from the secret is gone from IAM',
    },
    'issues a key beside the old one, which keeps working': {
      given: afterRotation({ days: 20, current: 'gone' }),
      rule: 'current-gone',
      steps: ['issue-key for nobody'],
    },
    'blocks when two Active keys take the slots': {
      given: {
        ...afterRotation({ days: 20, current: 'gone' }),
        keys: [aKey({ ageDays: 96 }), aKey({ id: THIRD })],
      },
      rule: 'current-gone',
      steps: blockedAndTold('no-free-slot', 'OLD'),
      because: 'OLD (last used on',
    },
    'makes room by deleting a spare key whose quarantine is over': {
      given: {
        ...afterRotation({
          days: 20,
          current: 'gone',
          secret: {
            deactivated: { accessKeyId: THIRD, at: daysAgo(7) },
            notices: {
              rotated: { accessKeyId: NEW, at: daysAgo(20) },
              deactivated: { accessKeyId: THIRD, at: daysAgo(7) },
            },
          },
          lastUse: { [THIRD]: NEVER },
        }),
        keys: [aKey(), aKey({ id: THIRD, active: false })],
      },
      rule: 'current-gone',
      steps: ['delete-key spare THIRD', 'issue-key for nobody'],
    },
  });
});

describe('current-inactive: somebody deactivated the key that consumers read', () => {
  rules({
    'holds and tells, and neither reactivates nor replaces it': {
      given: afterRotation({ days: 80, old: 'gone', current: { active: false } }),
      rule: 'current-inactive',
      steps: heldAndTold('current-inactive', 'NEW'),
      nextAt: null,
      because: 'Keyturn has no record of having deactivated it',
    },
    'leaves the old key alone meanwhile, though its grace is over': {
      given: afterRotation({ days: 14, current: { active: false } }),
      rule: 'current-inactive',
      steps: heldAndTold('current-inactive', 'NEW'),
    },
  });
});

describe('labels-moved: somebody took AWSCURRENT from the newer key', () => {
  const moved = { labels: labels({ current: OLD, previous: NEW }) };
  /** After a promotion AWSPENDING stays on the new version, and AWSPREVIOUS follows when AWSCURRENT is moved away by hand. */
  const movedTo = (current: string, adoptedVersion?: string) =>
    afterRotation({
      days: 5,
      secret: { labels: labels({ current, pending: NEW, previous: NEW }), adoptedVersion },
      // Consumers may hold it although none has used it yet.
      lastUse: { [NEW]: used(later(daysAgo(5), MINUTE), 'sts') },
    });

  rules({
    'holds when somebody moved the label back by hand': {
      given: afterRotation({ days: 5, secret: moved }),
      rule: 'labels-moved',
      steps: [...heldAndTold('labels-moved', 'NEW'), 'renew-grace NEW'],
      because: 'moved away from the newer key NEW by a person',
    },
    'promise 2: does not take a key that was handed out for a pending one when the label went back to the placeholder':
      {
        given: movedTo(PLACEHOLDER),
        rule: 'labels-moved',
        steps: [...heldAndTold('labels-moved', 'NEW'), 'renew-grace NEW'],
      },
    'promise 2: nor when it went back to the adopted version': {
      given: movedTo(FOREIGN_VERSION, FOREIGN_VERSION),
      rule: 'overwritten',
      steps: heldAndTold('secret-overwritten', 'NEW'),
    },
    'promise 1: restores an emptied intent first, as nothing then says since when the older key is current': {
      given: afterRotation({
        days: 5,
        secret: { ...moved, intent: undefined },
        lastUse: { [OLD]: used(hoursAgo(1)), [NEW]: used(daysAgo(2)) },
      }),
      rule: 'state-lost',
      steps: [...heldAndTold('state-lost', 'OLD'), 'restore-state OLD'],
    },
    'understands it after a rollback': {
      given: afterRotation({
        days: 5,
        secret: {
          ...moved,
          intent: { kind: 'rollback', at: daysAgo(4) },
          notices: { rolledBack: { accessKeyId: OLD, at: daysAgo(4) } },
        },
      }),
      rule: 'grace',
      nextAt: inDays(7),
    },
  });
});

describe('labels-restored: AWSCURRENT was moved away, and is back', () => {
  const backAfter = (old: Partial<AccessKey> = {}) =>
    afterRotation({
      days: 40,
      old,
      secret: {
        notices: {
          rotated: { accessKeyId: NEW, at: daysAgo(40) },
          held: { reason: 'labels-moved', at: daysAgo(14) },
        },
      },
    });

  rules({
    'promise 1: gives programs that read the older key meanwhile a whole grace': {
      given: backAfter(),
      rule: 'labels-restored',
      steps: ['renew-grace OLD'],
      nextAt: inDays(14),
    },
    'promise 1: gives it too when another hold was told in between': {
      given: afterRotation({
        days: 40,
        secret: {
          notices: {
            rotated: { accessKeyId: NEW, at: daysAgo(40) },
            held: { reason: 'by-hand', at: daysAgo(14) },
            moved: { accessKeyId: OLD, at: daysAgo(20) },
          },
        },
      }),
      rule: 'labels-restored',
      steps: ['renew-grace OLD'],
      nextAt: inDays(14),
    },
    'promise 1: gives it when the label was moved forward by hand after a rollback': {
      given: afterRotation({
        days: 40,
        secret: {
          intent: { kind: 'rollback', at: daysAgo(20) },
          notices: { rolledBack: { accessKeyId: OLD, at: daysAgo(20) } },
        },
      }),
      rule: 'labels-restored',
      steps: ['renew-grace OLD'],
    },
    'gives it once': {
      given: afterRotation({
        days: 40,
        secret: {
          notices: {
            rotated: { accessKeyId: NEW, at: daysAgo(40) },
            moved: { accessKeyId: NEW, at: daysAgo(20) },
          },
        },
      }),
      rule: 'retire',
      steps: ['deactivate-key OLD'],
    },
    'does not mind once the older key is Inactive': {
      given: backAfter({ active: false }),
      rule: 'quarantine',
      steps: ['record-inactive retiring OLD'],
    },
  });
});

describe('reactivated: somebody needs the key in quarantine', () => {
  rules({
    'gives a reactivated key a new grace, and tells': {
      given: afterRotation({
        days: 16,
        secret: {
          deactivated: { accessKeyId: OLD, at: daysAgo(2) },
          notices: {
            rotated: { accessKeyId: NEW, at: daysAgo(16) },
            deactivated: { accessKeyId: OLD, at: daysAgo(2) },
          },
        },
      }),
      rule: 'reactivated',
      steps: [...heldAndTold('reactivated', 'OLD'), 'renew-grace OLD'],
      nextAt: inDays(14),
      because: 'a new grace until 2026-06-15',
    },
  });
});

describe('quarantine: the old key is Inactive', () => {
  const inactive = (since: Date | undefined, use: LastUse = used(daysAgo(40)), accessKeyId = OLD) =>
    afterRotation({
      days: 30,
      old: { active: false },
      secret: since
        ? {
            deactivated: { accessKeyId, at: since },
            notices: { rotated: { accessKeyId: NEW, at: daysAgo(30) }, deactivated: { accessKeyId, at: since } },
          }
        : {},
      lastUse: { [OLD]: use },
    });

  rules({
    'promise 2: deletes the old key when it was Inactive for exactly the whole quarantine': {
      given: inactive(daysAgo(7)),
      rule: 'quarantine',
      steps: ['delete-key retiring OLD'],
      because: 'Inactive for the whole quarantine of 7 days; NEW replaced it',
    },
    'waits for the last second of the quarantine': {
      given: inactive(later(daysAgo(7), SECOND)),
      rule: 'quarantine',
      nextAt: later(NOW, SECOND),
    },
    'counts quarantine from now when no record says since when it is Inactive': {
      given: inactive(undefined),
      rule: 'quarantine',
      steps: ['record-inactive retiring OLD'],
      nextAt: inDays(7),
      because: 'no record says since when',
    },
    'does not take the record of another key for its own': {
      given: inactive(daysAgo(30), NEVER, THIRD),
      rule: 'quarantine',
      steps: ['record-inactive retiring OLD'],
    },
    'starts the quarantine again when the key was used in it': {
      given: inactive(daysAgo(7), used(later(daysAgo(7), HORIZON_MS + SECOND))),
      rule: 'quarantine',
      steps: ['record-inactive retiring OLD'],
      nextAt: inDays(7),
      because: 'used after it had been deactivated',
    },
    'does not mind a use within 30 minutes of the deactivation, while it reached IAM’s servers': {
      given: inactive(daysAgo(7), used(later(daysAgo(7), HORIZON_MS))),
      rule: 'quarantine',
      steps: ['delete-key retiring OLD'],
    },
    'promise 7: does not delete while the last use cannot be read': {
      given: inactive(daysAgo(7), UNKNOWN),
      rule: 'quarantine',
      nextAt: null,
      because: 'stays in quarantine while its last use cannot be read (Throttling: Rate exceeded)',
    },
  });
});

describe('predecessor-in-the-way: a policy so tight that the next rotation waits for the slot', () => {
  const tight = { tags: { 'keyturn:max-key-age-days': '15' } };

  rules({
    'promise 9: tells that the current key has outlived its age while its predecessor is in quarantine': {
      given: afterRotation({
        user: tight,
        days: 15,
        old: { active: false },
        secret: {
          deactivated: { accessKeyId: OLD, at: daysAgo(1) },
          notices: {
            rotated: { accessKeyId: NEW, at: daysAgo(15) },
            deactivated: { accessKeyId: OLD, at: daysAgo(1) },
          },
        },
      }),
      rule: 'quarantine',
      steps: blockedAndTold('predecessor-in-the-way', 'OLD'),
      nextAt: inDays(6),
      because: 'has reached 15 days and cannot be replaced before the retiring key OLD is deleted',
    },
    'waits until then, and says when the new key comes': {
      given: afterRotation({
        user: tight,
        days: 14.9,
        old: { active: false },
        secret: {
          deactivated: { accessKeyId: OLD, at: daysAgo(0.9) },
          notices: {
            rotated: { accessKeyId: NEW, at: daysAgo(14.9) },
            deactivated: { accessKeyId: OLD, at: daysAgo(0.9) },
          },
        },
      }),
      rule: 'quarantine',
      steps: ['notify key-rotation-upcoming NEW'],
      nextAt: inDays(6.1),
    },
    'promise 9: tells it in a grace that was begun anew, too': {
      given: afterRotation({
        user: tight,
        days: 5,
        current: { createdAt: daysAgo(15) },
        old: { createdAt: daysAgo(90) },
        secret: { intent: { kind: 'rollback', at: daysAgo(5) } },
      }),
      rule: 'grace',
      steps: blockedAndTold('predecessor-in-the-way', 'OLD'),
      nextAt: inDays(6),
    },
  });
});

describe('grace: both keys work', () => {
  /** OLD is used every day, NEW by nobody but Keyturn. */
  const oldInUse = { [OLD]: used(hoursAgo(2)), [NEW]: used(daysAgo(11), 'sts') };
  const remindAt = later(daysAgo(11), 0);

  rules({
    'promise 1: leaves the old key alone until the last second of grace': {
      given: afterRotation({ days: 14, secret: { intent: { kind: 'rotate', at: later(daysAgo(14), SECOND) } } }),
      rule: 'grace',
      nextAt: later(NOW, SECOND),
    },
    'counts grace from the current key’s creation when that is later than the intent': {
      given: afterRotation({ days: 14, current: { createdAt: later(daysAgo(14), 2 * SECOND) } }),
      rule: 'grace',
      nextAt: later(NOW, 2 * SECOND),
    },
    'starts grace, and does not end it, on the first run on an account full of old keys': {
      given: afterRotation({
        days: 1,
        old: { createdAt: daysAgo(900) },
        secret: { labels: labels({ current: NEW, previous: PLACEHOLDER }) },
        lastUse: { [OLD]: NEVER },
      }),
      rule: 'grace',
      nextAt: inDays(10),
      because: 'both keys work until 2026-06-14',
    },
    'knows the old key of a first rotation, which no label names': {
      given: afterRotation({ days: 14, secret: { labels: labels({ current: NEW, previous: PLACEHOLDER }) } }),
      rule: 'retire',
      steps: ['deactivate-key OLD'],
    },
    'knows the old key of a first rotation into an adopted secret': {
      given: afterRotation({
        days: 14,
        secret: {
          labels: labels({ current: NEW, previous: FOREIGN_VERSION }),
          adoptedVersion: FOREIGN_VERSION,
        },
      }),
      rule: 'retire',
      steps: ['deactivate-key OLD'],
    },
    'takes a key that a person made after a first rotation for foreign': {
      given: afterRotation({
        days: 14,
        besides: aKey({ id: THIRD, ageDays: 13 }),
        secret: { labels: labels({ current: NEW, previous: PLACEHOLDER }) },
      }),
      rule: 'steady',
    },
    'takes an unlabelled key after a later rotation for foreign': {
      given: afterRotation({ days: 14, besides: aKey({ id: THIRD, ageDays: 80 }) }),
      rule: 'steady',
    },
    'reminds 3 days before the end when the old key is still in use': {
      given: afterRotation({ days: 11, lastUse: oldInUse }),
      rule: 'grace',
      steps: ['notify key-reminder OLD'],
      nextAt: inDays(3),
    },
    'does not remind a second earlier': {
      given: afterRotation({
        days: 11,
        secret: { intent: { kind: 'rotate', at: later(remindAt, SECOND) } },
        lastUse: oldInUse,
      }),
      rule: 'grace',
      nextAt: later(NOW, SECOND),
    },
    'does not remind twice': {
      given: afterRotation({
        days: 12,
        secret: {
          notices: { rotated: { accessKeyId: NEW, at: daysAgo(12) }, reminded: { accessKeyId: OLD, at: daysAgo(1) } },
        },
        lastUse: oldInUse,
      }),
      rule: 'grace',
      nextAt: inDays(2),
    },
    'reminds although it once reminded about another key': {
      given: afterRotation({
        days: 12,
        secret: {
          notices: {
            rotated: { accessKeyId: NEW, at: daysAgo(12) },
            reminded: { accessKeyId: THIRD, at: daysAgo(80) },
          },
        },
        lastUse: oldInUse,
      }),
      rule: 'grace',
      steps: ['notify key-reminder OLD'],
    },
    'does not remind when the old key was not used since the rotation, and the new one is': {
      given: afterRotation({ days: 12 }),
      rule: 'grace',
    },
    'reminds when nobody uses the new key, though nobody uses the old one either': {
      given: afterRotation({ days: 12, lastUse: { [NEW]: used(daysAgo(12), 'sts') } }),
      rule: 'grace',
      steps: ['notify key-reminder OLD'],
    },
    'does not remind of a key that nobody has used for its whole life': {
      given: afterRotation({
        days: 12,
        old: { createdAt: daysAgo(90) },
        lastUse: { [OLD]: NEVER, [NEW]: used(daysAgo(12), 'sts') },
      }),
      rule: 'grace',
    },
    'reminds when the old key was used within half of idleDays': {
      given: afterRotation({ days: 12, lastUse: { [OLD]: used(later(daysAgo(4), SECOND)) } }),
      rule: 'grace',
      steps: ['notify key-reminder OLD'],
    },
    'does not remind who moved four days before': {
      given: afterRotation({ days: 12, lastUse: { [OLD]: used(daysAgo(4)) } }),
      rule: 'grace',
    },
    'does not remind when consumers have moved on since': {
      given: afterRotation({ days: 12, lastUse: { [OLD]: used(daysAgo(5)) } }),
      rule: 'grace',
    },
    'reminds when the last use cannot be read: that counts as in use': {
      given: afterRotation({ days: 12, lastUse: { [OLD]: UNKNOWN } }),
      rule: 'grace',
      steps: ['notify key-reminder OLD'],
    },
    'reminds half-way through a grace that is shorter than 6 days': {
      given: afterRotation({ days: 2, user: { config: { graceDays: 4 } }, lastUse: { [OLD]: used(hoursAgo(1)) } }),
      rule: 'grace',
      steps: ['notify key-reminder OLD'],
      nextAt: inDays(2),
    },
    'does not remind before the half of it': {
      given: afterRotation({ days: 1.9, user: { config: { graceDays: 4 } }, lastUse: { [OLD]: used(hoursAgo(1)) } }),
      rule: 'grace',
      nextAt: inDays(0.1),
    },
  });
});

describe('retire: grace is over, and evidence decides', () => {
  type Given = Parameters<typeof afterRotation>[0];
  /** The grace ends exactly now; nobody has used OLD since the rotation. */
  const graceOver = (lastUse: Given['lastUse'] = {}, rest: Partial<Given> = {}) =>
    afterRotation({ days: 14, lastUse, ...rest });
  /** The window after it ends exactly now. */
  const windowOver = (lastUse: Given['lastUse'] = {}, rest: Partial<Given> = {}) =>
    afterRotation({ days: 22, lastUse, ...rest });
  const quiet = 8 * DAY + 15 * MINUTE;
  const enforced = { config: { whenStillInUse: 'deactivate' } } as const;
  const unproven = heldAndTold('current-unproven', 'OLD');
  const deactivated = { rule: 'retire', steps: ['deactivate-key OLD'] };
  const stillInUse = { rule: 'retire', steps: heldAndTold('still-in-use', 'OLD') };
  const unused = { rule: 'retire', steps: heldAndTold('successor-unused', 'OLD') };
  const waits = { rule: 'retire' };
  const pauses = (longestMs: number, quietSince?: Date) => ({
    secret: { pauses: new Map([[OLD, { longestMs, ...(quietSince && { quietSince }) }]]) },
  });

  describe('somebody has moved, and nobody is in a pause', () => {
    rules({
      'promise 1: deactivates an old key that was not used since the rotation, once somebody uses the new one': {
        given: graceOver(),
        ...deactivated,
        because: 'the new key has been in use since',
      },
      'deactivates an old key that was last used at the very moment of the rotation': {
        given: graceOver({ [OLD]: used(daysAgo(14)) }),
        ...deactivated,
      },
      'promise 1: waits for somebody to use the new key, though nobody uses the old one': {
        given: graceOver({ [NEW]: used(daysAgo(14), 'sts') }),
        ...waits,
        nextAt: inDays(8),
        because:
          'waits until 2026-06-09 at most: it was last used on 2026-05-18 11:00 UTC (s3, us-east-1), and nobody but Keyturn has used the new key since',
      },
      'does not take Keyturn’s own verification for a consumer’s use': {
        given: windowOver({ [NEW]: used(later(daysAgo(22), 2 * MINUTE), 'sts') }),
        ...unused,
      },
      'takes another service right after the rotation for a consumer’s use': {
        given: graceOver({ [NEW]: used(later(daysAgo(14), 2 * MINUTE), 's3') }),
        ...deactivated,
      },
      'takes a call to STS long after the rotation for a consumer’s use': {
        given: graceOver({ [NEW]: used(daysAgo(1), 'sts') }),
        ...deactivated,
      },
      'promise 1: keeps an old key that was used when the new one was, and not since': {
        given: windowOver({ [OLD]: used(daysAgo(9)), [NEW]: used(daysAgo(9)) }),
        ...stillInUse,
        because: 'nobody but Keyturn has used the new key since',
      },
      'promise 1: adds the 15 minutes to idleDays within which AWS may record a use once': {
        given: windowOver({ [OLD]: used(later(NOW, -quiet + SECOND)) }),
        ...stillInUse,
        nextAt: later(NOW, SECOND),
        because: 'and has to be quiet until 2026-06-01',
      },
      'and deactivates then': { given: windowOver({ [OLD]: used(later(NOW, -quiet)) }), ...deactivated },
      'promise 1: waits an eighth longer than the longest pause that was seen': {
        given: windowOver({ [OLD]: used(daysAgo(11)) }, pauses(10 * DAY)),
        ...stillInUse,
        nextAt: later(inDays(0.25), 15 * MINUTE),
        because: 'it was once quiet for 10 days and then used again',
      },
      'and no longer': { given: windowOver({ [OLD]: used(daysAgo(11.5)) }, pauses(10 * DAY)), ...deactivated },
      'promise 1: counts a pause that its last use has just ended': {
        given: windowOver({ [OLD]: used(daysAgo(10)) }, pauses(0, daysAgo(20))),
        ...stillInUse,
      },
      'does not count a pause that goes on: it may be the end': {
        given: windowOver({ [OLD]: used(daysAgo(10)) }, pauses(0, daysAgo(10))),
        ...deactivated,
      },
      'goes by the user’s own grace and idle days': {
        given: graceOver(
          { [OLD]: used(daysAgo(3)), [NEW]: used(hoursAgo(1)) },
          { days: 3.5, user: { tags: { 'keyturn:grace-days': '2', 'keyturn:idle-days': '1.5' } } },
        ),
        ...deactivated,
      },
    });
  });

  describe('the window is over, if others may hold the old key', () => {
    rules({
      'promise 1: waits for the end of the window when the old key was used after the rotation': {
        given: graceOver({ [OLD]: used(daysAgo(9)) }),
        ...waits,
        nextAt: inDays(8),
        because: 'is after the rotation, so that other programs may hold it until 2026-06-09',
      },
      'a second before its end, too': {
        given: windowOver(
          { [OLD]: used(daysAgo(9)) },
          { secret: { intent: { kind: 'rotate', at: later(daysAgo(22), SECOND) } } },
        ),
        ...waits,
        nextAt: later(NOW, SECOND),
      },
      'and decides at its end': { given: windowOver({ [OLD]: used(daysAgo(9)) }), ...deactivated },
      'however old the old key is': {
        given: graceOver({ [OLD]: used(daysAgo(1)) }, { old: { createdAt: daysAgo(900) } }),
        ...waits,
        nextAt: inDays(8),
      },
      'says when the evidence is complete, where that is earlier': {
        given: graceOver({ [OLD]: used(daysAgo(14.5)) }, pauses(13 * DAY)),
        ...waits,
        nextAt: later(daysAgo(14.5), (13 * DAY * 9) / 8 + 15 * MINUTE),
      },
    });
  });

  describe('a key that nobody uses needs no successor', () => {
    const verified = { [NEW]: used(later(daysAgo(14), MINUTE), 'sts') };
    const idle = (createdDaysAgo: number, use: LastUse, user = {}) =>
      graceOver({ ...verified, [OLD]: use }, { old: { createdAt: daysAgo(createdDaysAgo) }, user });

    rules({
      'deactivates one that was never used and is maxKeyAgeDays old': { given: idle(90, NEVER), ...deactivated },
      'waits for one that is younger': { given: idle(89, NEVER), ...waits, nextAt: inDays(1) },
      'takes Keyturn’s own verification for no use': {
        given: idle(90, used(later(daysAgo(90), MINUTE), 'sts')),
        ...deactivated,
      },
      'deactivates one that was unused for maxKeyAgeDays + idleDays': {
        given: idle(400, used(daysAgo(98))),
        ...deactivated,
      },
      'promise 1: waits for one that was used since: a quarterly job': {
        given: idle(400, used(daysAgo(97))),
        ...waits,
      },
      'promise 1: never where AWS may not show a use': {
        given: windowOver(
          { [OLD]: NEVER, [NEW]: used(later(daysAgo(22), MINUTE), 'sts') },
          { old: { createdAt: daysAgo(400) }, user: { tags: { 'keyturn:ses-smtp-region': 'eu-west-1' } } },
        ),
        ...unused,
        nextAt: null,
      },
      'but by positive evidence, for such a user too': {
        given: windowOver({}, { user: { tags: { 'keyturn:ses-smtp-region': 'eu-west-1' } } }),
        ...deactivated,
      },
    });
  });

  describe('at the end of the window', () => {
    rules({
      'holds a key that was used since the rotation as still in use': {
        given: windowOver({ [OLD]: used(hoursAgo(23)) }),
        ...stillInUse,
        nextAt: later(daysAgo(-8), 15 * MINUTE - 23 * HOUR),
        because: 'last used on 2026-05-31 13:00 UTC (s3, us-east-1)',
      },
      'holds one that was not, whose successor nobody uses': {
        given: windowOver({ [NEW]: used(later(daysAgo(22), MINUTE), 'sts') }),
        ...unused,
      },
      'promise 7: reads an unknown last use of the old key as in use': {
        given: windowOver({ [OLD]: UNKNOWN }),
        ...stillInUse,
        because: 'cannot be read (Throttling: Rate exceeded), which counts as in use',
      },
      'promise 7: and waits in the window': { given: graceOver({ [OLD]: UNKNOWN }), ...waits, nextAt: inDays(8) },
      'promise 9: tells a hold again after a week': {
        given: afterRotation({
          days: 32,
          lastUse: { [OLD]: used(hoursAgo(1)) },
          secret: {
            notices: {
              rotated: { accessKeyId: NEW, at: daysAgo(32) },
              held: { reason: 'still-in-use', at: daysAgo(7) },
            },
          },
        }),
        ...stillInUse,
      },
      'and counts it with every run in between': {
        given: afterRotation({
          days: 28,
          lastUse: { [OLD]: used(hoursAgo(1)) },
          secret: {
            notices: {
              rotated: { accessKeyId: NEW, at: daysAgo(28) },
              held: { reason: 'still-in-use', at: daysAgo(6) },
            },
          },
        }),
        rule: 'retire',
        steps: ['hold still-in-use OLD'],
      },
      'promise 9: past the current key’s maximum age, that the old one is in the way is the news': {
        given: afterRotation({ days: 90, lastUse: { [OLD]: used(hoursAgo(1)) } }),
        rule: 'retire',
        steps: blockedAndTold('predecessor-in-the-way', 'OLD'),
        because:
          'cannot be replaced before the retiring key OLD is deleted: the retiring key OLD stays active past its grace',
      },
    });
  });

  describe('the current key must work', () => {
    rules({
      'promise 1: keeps the old key when whether the current one works cannot be read': {
        given: graceOver({ [NEW]: UNKNOWN }),
        rule: 'retire',
        steps: unproven,
      },
      'promise 1: keeps the old key when the current one was never seen to authenticate': {
        given: graceOver({ [NEW]: NEVER }),
        rule: 'retire',
        steps: unproven,
        because: 'the current key was never tested with STS',
      },
      'promise 1: does not enforce while the current key was never tested with STS': {
        given: windowOver({ [OLD]: used(hoursAgo(1)), [NEW]: NEVER }, { user: enforced }),
        rule: 'retire',
        steps: unproven,
      },
      'promise 1: does not enforce while whether the current key works cannot be read': {
        given: windowOver({ [OLD]: used(hoursAgo(1)), [NEW]: UNKNOWN }, { user: enforced }),
        rule: 'retire',
        steps: unproven,
      },
      'promise 1: does not enforce while neither key’s last use can be read': {
        given: windowOver({ [OLD]: UNKNOWN, [NEW]: UNKNOWN }, { user: enforced }),
        rule: 'retire',
        steps: unproven,
      },
    });
  });

  describe('the team chose enforcement', () => {
    const inUse = { [OLD]: used(hoursAgo(1)) };

    rules({
      'promise 9: deactivates a key in use at the end of the window, when it is past its maximum age': {
        given: windowOver(inUse, { user: enforced }),
        ...deactivated,
        because: 'whenStillInUse is "deactivate", and the key\'s time was over on 2026-06-01',
      },
      'promise 1: not before the window is over, however old the key is': {
        given: graceOver(inUse, { old: { createdAt: daysAgo(900) }, user: enforced }),
        ...waits,
        nextAt: inDays(8),
      },
      'holds until the maximum age, where that is later': {
        given: windowOver(inUse, { old: { createdAt: later(daysAgo(90), SECOND) }, user: enforced }),
        ...stillInUse,
        nextAt: later(NOW, SECOND),
        because: 'stays active until 2026-06-01',
      },
    });
  });
});

describe('two clocks: the function may be a minute ahead of IAM', () => {
  const first = (aheadMs: number, secret: Partial<SecretState> = {}) =>
    afterRotation({
      days: 20,
      current: { createdAt: later(daysAgo(20), -aheadMs) },
      secret: { labels: labels({ current: NEW, previous: PLACEHOLDER }), ...secret },
    });

  rules({
    'the old key of a first rotation is retiring, not foreign': {
      given: first(MINUTE),
      rule: 'retire',
      steps: ['deactivate-key OLD'],
    },
    'a rotation that was announced was done, whatever the dates say': {
      given: first(20 * MINUTE),
      rule: 'retire',
      steps: ['deactivate-key OLD'],
    },
    'a current key from before the intent is not that rotation’s': {
      given: first(2 * MINUTE, { notices: {} }),
      rule: 'steady',
    },
  });
});

describe('rotate: a key is due', () => {
  const spare = (secret: Partial<SecretState> | undefined, use: LastUse = NEVER) =>
    anObservation({
      keys: [aKey({ ageDays: 68 }), aKey({ id: THIRD, ageDays: 300, active: false })],
      secret: secret && aSecret(secret),
      lastUse: { [THIRD]: use },
    });
  const recorded = (at: Date): Partial<SecretState> => ({
    deactivated: { accessKeyId: THIRD, at },
    notices: { deactivated: { accessKeyId: THIRD, at } },
  });

  rules({
    'rotates a key that is 68 days old': {
      given: anObservation({ keys: [aKey({ ageDays: 68 })] }),
      rule: 'rotate',
      steps: ['issue-key for OLD'],
      because: 'the key OLD is 68 days old and must not exceed 90 days',
    },
    'does not rotate it a second earlier': {
      given: anObservation({ keys: [aKey({ createdAt: later(daysAgo(68), SECOND) })] }),
      rule: 'steady',
      steps: ['notify key-rotation-upcoming OLD'],
      nextAt: later(NOW, SECOND),
      because: 'the key OLD is next due on 2026-06-01',
    },
    'goes by the current key’s age once there is one': {
      given: afterRotation({ days: 68, old: 'gone' }),
      rule: 'rotate',
      steps: ['issue-key for NEW'],
    },
    'rotates by the user’s own maximum age': {
      given: anObservation({
        keys: [aKey({ ageDays: 8 })],
        user: aUser({ tags: { 'keyturn:max-key-age-days': '30' } }),
      }),
      rule: 'rotate',
      steps: ['issue-key for OLD'],
    },
    'rotates by the user’s own grace: the old key has to be off by its maximum age': {
      given: anObservation({ keys: [aKey({ ageDays: 52 })], user: aUser({ tags: { 'keyturn:grace-days': '30' } }) }),
      rule: 'rotate',
      steps: ['issue-key for OLD'],
    },
    'understands fractions of days': {
      given: anObservation({
        keys: [aKey({ createdAt: minutesAgo(36) })],
        user: aUser({ config: { maxKeyAgeDays: 0.06, graceDays: 0.025, idleDays: 0.01 } }),
      }),
      rule: 'rotate',
      steps: ['issue-key for OLD'],
    },
    'and their other side': {
      given: anObservation({
        keys: [aKey({ createdAt: minutesAgo(35) })],
        user: aUser({ config: { maxKeyAgeDays: 0.06, graceDays: 0.025, idleDays: 0.01 } }),
      }),
      rule: 'steady',
      steps: ['notify key-rotation-upcoming OLD'],
      nextAt: later(NOW, MINUTE),
    },
    'blocks a user with two Active keys and nothing stored, with the evidence': {
      given: anObservation({
        keys: [aKey({ ageDays: 68 }), aKey({ id: NEW, ageDays: 20 })],
        lastUse: { [OLD]: used(hoursAgo(1)), [NEW]: NEVER },
      }),
      rule: 'rotate',
      steps: blockedAndTold('two-active-keys'),
      because: 'OLD (last used on 2026-06-01 11:00 UTC (s3, us-east-1)) and NEW (never used)',
    },
    'leaves two Active keys alone while the older one is not due': {
      given: anObservation({ keys: [aKey({ ageDays: 67 }), aKey({ id: NEW, ageDays: 20 })] }),
      rule: 'steady',
      nextAt: inDays(1),
    },
    'never touches a foreign key: blocks with the evidence': {
      given: afterRotation({ days: 68, besides: aKey({ id: THIRD, ageDays: 5 }), lastUse: { [THIRD]: UNKNOWN } }),
      rule: 'rotate',
      steps: blockedAndTold('foreign-key', 'THIRD'),
      because: 'THIRD (last use unknown: Throttling: Rate exceeded)',
    },
    'repeats a block after a week, not before': {
      given: afterRotation({
        days: 80,
        besides: aKey({ id: THIRD, ageDays: 5 }),
        secret: {
          notices: { rotated: { accessKeyId: NEW, at: daysAgo(80) }, held: { reason: 'foreign-key', at: daysAgo(4) } },
        },
      }),
      rule: 'rotate',
      steps: ['hold foreign-key THIRD'],
    },
    'records a spare Inactive key first, and waits': {
      given: spare(undefined),
      rule: 'rotate',
      steps: ['record-inactive spare THIRD', ...blockedAndTold('spare-in-quarantine', 'THIRD')],
      nextAt: inDays(7),
    },
    'waits for the spare key’s quarantine': {
      given: spare(recorded(later(daysAgo(7), SECOND))),
      rule: 'rotate',
      steps: blockedAndTold('spare-in-quarantine', 'THIRD'),
      nextAt: later(NOW, SECOND),
    },
    'promise 2: deletes the spare key when its quarantine is exactly over, then rotates': {
      given: spare(recorded(daysAgo(7))),
      rule: 'rotate',
      steps: ['delete-key spare THIRD', 'issue-key for OLD'],
    },
    'starts the spare key’s quarantine again when it was used since': {
      given: spare(recorded(daysAgo(7)), used(daysAgo(3))),
      rule: 'rotate',
      steps: ['record-inactive spare THIRD', ...blockedAndTold('spare-in-quarantine', 'THIRD')],
      nextAt: inDays(7),
    },
    'promise 7: keeps the spare key while its last use cannot be read': {
      given: spare(recorded(daysAgo(7)), UNKNOWN),
      rule: 'rotate',
      steps: blockedAndTold('spare-in-quarantine', 'THIRD'),
    },
  });
});

describe('nothing is due', () => {
  const told = { rotated: { accessKeyId: NEW, at: daysAgo(40) } };

  rules({
    'records a spare Inactive key early, so that its quarantine is over when its slot is needed': {
      given: anObservation({ keys: [aKey({ ageDays: 5 }), aKey({ id: THIRD, active: false })] }),
      rule: 'record-spare',
      steps: ['record-inactive spare THIRD'],
      nextAt: inDays(7),
    },
    'keeps a recorded spare key while its slot is not needed, however long': {
      given: anObservation({
        keys: [aKey({ ageDays: 5 }), aKey({ id: THIRD, active: false })],
        secret: aSecret({
          deactivated: { accessKeyId: THIRD, at: daysAgo(300) },
          notices: { deactivated: { accessKeyId: THIRD, at: daysAgo(300) } },
        }),
      }),
      rule: 'steady',
    },
    'promise 9: holds a foreign key that reached the maximum age, and tells': {
      given: afterRotation({ days: 40, besides: aKey({ id: THIRD, ageDays: 90 }) }),
      rule: 'foreign-key-old',
      steps: heldAndTold('foreign-key-old', 'THIRD'),
      because: 'which Keyturn does not manage, is 90 days old',
    },
    'leaves a foreign key alone a second earlier': {
      given: afterRotation({ days: 40, besides: aKey({ id: THIRD, createdAt: later(daysAgo(90), SECOND) }) }),
      rule: 'steady',
    },
    'gives no key to a user who has none': {
      given: anObservation({ keys: [] }),
      rule: 'dormant',
      nextAt: null,
    },
    'gives no key to a user whose only key is Inactive': {
      given: anObservation({ keys: [aKey({ ageDays: 400, active: false })] }),
      rule: 'dormant',
    },
    'says when the current key is next due': {
      given: afterRotation({ days: 40, old: 'gone', secret: { notices: told } }),
      rule: 'steady',
      nextAt: inDays(28),
      because: 'the key NEW is next due on 2026-06-29',
    },
  });
});

describe('messages that are owed: a change was made, and its message was not confirmed', () => {
  const rotatedAt = daysAgo(20);
  const rotated = { accessKeyId: NEW, at: rotatedAt };

  rules({
    'promise 8: tells of a rotation that was never announced, within the horizon too': {
      given: afterRotation({ days: 0.01, secret: { notices: {} } }),
      rule: 'horizon',
      steps: ['notify key-rotated NEW'],
    },
    'tells of it although it once told of an earlier rotation': {
      given: afterRotation({ days: 1, secret: { notices: { rotated: { accessKeyId: OLD, at: daysAgo(77) } } } }),
      rule: 'grace',
      steps: ['notify key-rotated NEW'],
    },
    'does not tell of a rotation that never reached its promotion': {
      given: anObservation({
        keys: [aKey({ ageDays: 80 })],
        secret: aSecret({ labels: labels({ current: OLD }), intent: { kind: 'rotate', at: daysAgo(1) } }),
      }),
      rule: 'rotate',
      steps: ['issue-key for OLD'],
    },
    'tells of a deactivation before anything else': {
      given: afterRotation({
        days: 20,
        old: { active: false },
        secret: { deactivated: { accessKeyId: OLD, at: daysAgo(1) }, notices: { rotated } },
      }),
      rule: 'quarantine',
      steps: ['notify key-deactivated OLD'],
    },
    'tells of a deletion that was noted ahead and took place': {
      given: afterRotation({
        days: 20,
        old: 'gone',
        secret: { notices: { rotated, deleting: { accessKeyId: OLD, at: hoursAgo(1) } } },
      }),
      rule: 'steady',
      steps: ['notify key-deleted OLD'],
    },
    'does not tell of a deletion that was noted ahead and did not take place': {
      given: afterRotation({
        days: 22,
        old: { active: false },
        secret: {
          deactivated: { accessKeyId: OLD, at: daysAgo(8) },
          notices: {
            rotated,
            deactivated: { accessKeyId: OLD, at: daysAgo(8) },
            deleting: { accessKeyId: OLD, at: hoursAgo(1) },
          },
        },
      }),
      rule: 'quarantine',
      steps: ['delete-key retiring OLD'],
    },
  });
});

test('the rules are tried in this order', () => {
  expect(RULES.map(({ name }) => name)).toEqual([
    'revocation',
    'identity',
    'overwritten',
    'state-lost',
    'format',
    'leftover',
    'current-revoked',
    'current-retired',
    'hold-until',
    'horizon',
    'keeps-failing',
    'current-gone',
    'current-inactive',
    'labels-moved',
    'labels-restored',
    'reactivated',
    'quarantine',
    'grace',
    'retire',
    'rotate',
    'record-spare',
    'foreign-key-old',
    'dormant',
    'steady',
  ]);
});

describe('whatever the world looks like', () => {
  const IDS = [OLD, NEW, THIRD];
  const minutesBack = fc.oneof(
    fc.integer({ min: 0, max: 130 * 24 * 60 }),
    fc.constantFrom(1, 29, 30, 31, 7 * 1440, 14 * 1440, 76 * 1440, 90 * 1440),
  );
  const past = minutesBack.map(minutesAgo);
  const lastUse: fc.Arbitrary<LastUse> = fc.oneof(
    fc.constant(NEVER),
    fc.constant(UNKNOWN),
    fc.tuple(past, fc.constantFrom('s3', 'sts')).map(([at, service]) => used(at, service)),
  );
  const keys = fc
    .subarray(IDS, { maxLength: 2 })
    .chain((ids) =>
      fc.tuple(...ids.map((id) => fc.record({ id: fc.constant(id), active: fc.boolean(), createdAt: past }))),
    );
  const version = fc.constantFrom(PLACEHOLDER, FOREIGN_VERSION, ...IDS);
  const secret = fc
    .record(
      {
        labels: fc
          .record({ current: version, pending: fc.constantFrom(...IDS), previous: version }, { requiredKeys: [] })
          .map((names) => labels(names)),
        intent: fc.record({ kind: fc.constantFrom('rotate' as const, 'rollback' as const), at: past }),
        deactivated: fc.record({ accessKeyId: fc.constantFrom(...IDS), at: past }),
        adoptedVersion: fc.constant(FOREIGN_VERSION),
        holdUntil: past,
      },
      { requiredKeys: [] },
    )
    .map(aSecret);
  const user = fc
    .constantFrom<'hold' | 'deactivate'>('hold', 'deactivate')
    .map((whenStillInUse) => ({ config: { whenStillInUse } }));
  const anything = fc
    .record({
      keys,
      secret: fc.option(secret, { nil: undefined, freq: 10 }),
      lastUse: fc.dictionary(fc.constantFrom(...IDS), lastUse),
      user: user.map(aUser),
    })
    .map(anObservation);
  /** Chance alone seldom makes a rotation that is anywhere near its end. */
  const rotated = fc
    .record({
      days: fc.integer({ min: 12, max: 30 }),
      lastUse: fc.record({ [OLD]: lastUse, [NEW]: lastUse }),
      old: fc.record({ active: fc.boolean() }),
      secret: fc.record({ deactivated: fc.record({ accessKeyId: fc.constant(OLD), at: past }) }, { requiredKeys: [] }),
      user,
    })
    .map(afterRotation);
  const observation = fc.oneof(anything, rotated);

  const always = (check: (given: Observation) => void) => forAll(observation, check, 3000);
  const keyOf = (given: Observation, id: string) => given.keys.find((key) => key.id === id) as AccessKey;
  const currentOf = ({ secret }: Observation) => accessKeyIdOf(secret?.labels.current);

  it('promise 1: deactivates a key only in favour of an Active, proven one, after grace, on evidence or by enforcement', () => {
    always((given) => {
      for (const step of plan(given, NOW).steps) {
        if (step.kind !== 'deactivate-key') continue;
        const current = keyOf(given, currentOf(given) ?? '');
        expect(current).toMatchObject({ active: true });
        expect(current.id).not.toBe(step.accessKeyId);
        expect(given.lastUse.get(current.id)?.kind).toBe('used');
        const since = Math.max(current.createdAt.getTime(), given.secret?.intent?.at.getTime() ?? 0);
        expect(NOW.getTime() - since).toBeGreaterThanOrEqual(14 * DAY);
        const use = given.lastUse.get(step.accessKeyId);
        const idle = use?.kind === 'never' || (use?.kind === 'used' && use.at < daysAgo(1));
        const enforced = given.user.settings.policy.whenStillInUse === 'deactivate';
        expect(idle || (enforced && keyOf(given, step.accessKeyId).createdAt <= daysAgo(90))).toBe(true);
      }
    });
  });

  it('promise 2: deletes only a key that was in quarantine to its end, or one that was never handed out', () => {
    always((given) => {
      const { labels: names, deactivated, intent } = given.secret ?? aSecret();
      for (const step of plan(given, NOW).steps) {
        if (step.kind !== 'delete-key') continue;
        const key = keyOf(given, step.accessKeyId);
        const named = Object.entries(names).flatMap(([label, name]) => (accessKeyIdOf(name) === key.id ? [label] : []));
        expect(named).not.toContain('current');
        if (step.role === 'retiring' || step.role === 'spare') {
          expect(key.active).toBe(false);
          expect(deactivated?.accessKeyId).toBe(key.id);
          expect(deactivated?.at.getTime()).toBeLessThanOrEqual(daysAgo(7).getTime());
        } else {
          expect(named).toEqual(step.role === 'pending' ? ['pending'] : []);
          expect(intent?.kind).toBe('rotate');
          // A label of Keyturn's own tells a pending key, so that two clocks may differ.
          const from = later(intent?.at ?? NOW, step.role === 'pending' ? -MINUTE : 0);
          expect(key.createdAt.getTime()).toBeGreaterThanOrEqual(from.getTime());
          expect(intent?.at.getTime()).toBeLessThanOrEqual(minutesAgo(30).getTime());
          if (step.role === 'orphan') expect(given.lastUse.get(key.id)).toEqual(NEVER);
        }
      }
    });
  });

  it('issues a key only into a free slot, one at a time, and never for a user who has none', () => {
    always((given) => {
      const { steps } = plan(given, NOW);
      const issued = steps.filter(({ kind }) => kind === 'issue-key').length;
      const deleted = steps.filter(({ kind }) => kind === 'delete-key').length;
      expect(issued).toBeLessThanOrEqual(1);
      expect(given.keys.length - deleted + issued).toBeLessThanOrEqual(2);
      if (issued > 0) expect(given.keys.some((key) => key.active) || currentOf(given) !== undefined).toBe(true);
    });
  });

  it('promise 11: decides the same about the same, whatever the order of the keys', () => {
    always((given) => {
      const { lastUse: uses, keys: listed } = given;
      const again = { ...given, keys: listed.toReversed(), lastUse: new Map([...uses].toReversed()) };
      expect(plan(again, NOW).steps.map(inWords)).toEqual(plan(given, NOW).steps.map(inWords));
    });
  });
});
