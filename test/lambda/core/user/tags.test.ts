/** What is kept in tags and names: written, read back, and refused when it is not what it should be. */
import * as fc from 'fast-check';
import type { HoldReason } from '../../../../lambda/core/holds';
import {
  accessKeyIdOf,
  isNoticeBoard,
  isPlaceholder,
  noticeBoardName,
  placeholderVersionId,
  secretNameOf,
  type Tags,
  tagsFrom,
  versionIdOf,
} from '../../../../lambda/core/names';
import { userSettingsFrom } from '../../../../lambda/core/settings/user-settings';
import { isoSeconds, parseTime } from '../../../../lambda/core/time';
import type { Notices } from '../../../../lambda/core/user/notices';
import { formatNotices, parseNotices } from '../../../../lambda/core/user/notices';
import { formatDeactivated, formatIntent, secretStateFrom } from '../../../../lambda/core/user/secret-state';
import { ahead, noted } from '../../../../lambda/run/steps/noted';
import { type Work, workOn } from '../../../../lambda/run/steps/work';
import {
  anAnnouncement,
  anObservation,
  aSecret,
  FOREIGN_VERSION,
  forAll,
  NEW,
  NOW,
  OLD,
  THIRD,
  USER_ID,
} from '../../../support/builders';
import { aConfig } from '../../../support/simulation/harness';
import { World } from '../../../support/world';

const secretWith = (tags: Tags, versions?: Record<string, string[]>) =>
  secretStateFrom({ arn: 'arn', name: 'keyturn/alice', tags, versions, deletedAt: undefined });

const seconds = fc
  .date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2099-12-31T23:59:59Z'), noInvalidDate: true })
  .map((at) => new Date(Math.floor(at.getTime() / 1000) * 1000));
const keyId = fc.stringMatching(/^AKIA[A-Z2-7]{16}$/);

describe('times', () => {
  it('come back as they were written, to the second', () => {
    forAll(seconds, (at) => expect(parseTime(isoSeconds(at))).toEqual(at));
  });

  it.each([
    '',
    'soon',
    '2026-02-30T00:00:00Z',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00:00+01:00',
    '2026-01-01',
    '1767225600',
  ])('are not read from %j', (text) => {
    expect(parseTime(text)).toBeUndefined();
  });
});

describe('the tags of a secret', () => {
  it('hold an intent', () => {
    const intents = fc.record({ kind: fc.constantFrom('rotate' as const, 'rollback' as const), at: seconds });
    forAll(intents, (intent) => {
      const { problems, ...state } = secretWith({ 'keyturn:intent': formatIntent(intent) });
      expect(state.intent).toEqual(intent);
      expect(problems).toEqual([]);
    });
  });

  it('hold a deactivation', () => {
    forAll(fc.record({ accessKeyId: keyId, at: seconds }), (deactivated) => {
      const { accessKeyId, at } = deactivated;
      const state = secretWith({ 'keyturn:deactivated': formatDeactivated(accessKeyId, at) });
      expect(state.deactivated).toEqual(deactivated);
    });
  });

  it('hold what the owner was told', () => {
    const key = fc.record({ accessKeyId: keyId, at: seconds });
    const held = fc.record({ reason: fc.constantFrom('still-in-use', 'secret-tags-invalid'), at: seconds });
    const notices: fc.Arbitrary<Notices> = fc.record(
      {
        rotated: key,
        reminded: key,
        deactivated: key,
        deleting: key,
        deleted: key,
        held,
        rolledBack: key,
        revoked: key,
        revoking: key,
      },
      { requiredKeys: [] },
    );
    forAll(notices, (told) => expect(parseNotices(formatNotices(told))).toEqual(told));
  });

  it('pass over a notice that does not parse, which at worst is told twice', () => {
    const told = `rotated:${NEW}@2026-01-01T00:00:00Z nonsense held:still-in-use@soon unknown:x@2026-01-01T00:00:00Z`;
    expect(Object.keys(parseNotices(told))).toEqual(['rotated']);
  });

  const BAD: Record<string, string> = {
    'keyturn:intent': 'rotate',
    'keyturn:deactivated': `${OLD} yesterday`,
    'keyturn:hold-until': 'next week',
    'keyturn:promised-until': '2027-01-31',
  };
  it.each(Object.entries(BAD))('promise 7: are a problem, with a sentence, when %s is %j', (tag, text) => {
    const { problems } = secretWith({ [tag]: text });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`the secret's tag ${tag} is "${text}", but must be `);
  });

  it.each(['delete@2026-01-01T00:00:00Z', 'rotate@2026-02-30T00:00:00Z', ' rotate@2026-01-01T00:00:00Z', 'rotate@'])(
    'are a problem when the intent is %j',
    (text) => {
      expect(secretWith({ 'keyturn:intent': text })).toMatchObject({
        intent: undefined,
        problems: [expect.any(String)],
      });
    },
  );

  it('say nothing when they are emptied', () => {
    const emptied = {
      'keyturn:intent': '',
      'keyturn:deactivated': '',
      'keyturn:hold-until': '',
      'keyturn:user-id': '',
    };
    expect(secretWith(emptied)).toMatchObject({
      intent: undefined,
      deactivated: undefined,
      userId: undefined,
      problems: [],
    });
  });

  it('hold until the first second of a date', () => {
    expect(secretWith({ 'keyturn:hold-until': '2027-01-31' }).holdUntil).toEqual(new Date('2027-01-31T00:00:00Z'));
  });
});

describe('labels', () => {
  it('name the version that each is attached to', () => {
    const versions = { a: ['AWSCURRENT', 'AWSPENDING', 'mine'], b: ['AWSPREVIOUS'], c: [] };
    expect(secretWith({}, versions).labels).toEqual({ current: 'a', pending: 'a', previous: 'b' });
  });

  it('are missing from a secret without a value', () => {
    expect(secretWith({}).labels).toEqual({});
  });
});

describe('what was told fits into a tag', () => {
  const workWith = (deactivated: string | undefined): Work => {
    const secret = aSecret(deactivated ? { deactivated: { accessKeyId: deactivated, at: NOW } } : {});
    return workOn(anObservation({ secret }), { clients: new World().clients(), config: aConfig(), now: NOW });
  };
  const id = fc.constantFrom(OLD, NEW, THIRD);
  const LONGEST_REASON = 'predecessor-in-the-way';
  type Telling = (work: Work, subject: string) => Readonly<Record<string, string>>;
  const of =
    (event: Parameters<typeof anAnnouncement>[0]): Telling =>
    (work, id) =>
      noted(work, anAnnouncement(event, id));
  const tellingRotated = of('key-rotated');
  const tellingReminded = of('key-reminder');
  const tellingDeactivated = of('key-deactivated');
  const tellingRolledBack = of('key-rolled-back');
  const tellingDeleted = of('key-deleted');
  const aboutToRevoke: Telling = (work, key) => ahead(work, 'revoking', key);
  const aboutToDelete: Telling = (work, key) => ahead(work, 'deleting', key);
  const tellingHeld: Telling = (work, reason) =>
    noted(work, { event: 'key-held', reason: reason as HoldReason, because: 'a reason' });
  const TELLINGS = [
    tellingRotated,
    tellingReminded,
    tellingDeactivated,
    aboutToRevoke,
    of('key-revoked'),
    tellingRolledBack,
    aboutToDelete,
    tellingDeleted,
  ];
  const act = fc.oneof(
    fc.tuple(fc.constantFrom(...TELLINGS), id),
    fc.tuple(fc.constant(tellingHeld), fc.constant(LONGEST_REASON)),
  );

  it('in whatever order things are told', () => {
    forAll(
      fc.tuple(fc.array(act, { maxLength: 20 }), fc.option(id, { nil: undefined })),
      ([acts, deactivated]) => {
        const work = workWith(deactivated);
        for (const [telling, about] of acts) {
          const { 'keyturn:notified': told = '' } = telling(work, about);
          expect(told.length).toBeLessThanOrEqual(256);
          // What the tags of AWS may hold.
          expect(told).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u);
          expect(parseNotices(told)).toEqual(work.notices);
        }
      },
      2000,
    );
  });

  it('in the worst order of all, where what owes nobody a message is forgotten', () => {
    const work = workWith(THIRD);
    tellingRolledBack(work, NEW);
    tellingDeleted(work, THIRD);
    aboutToRevoke(work, OLD);
    tellingDeactivated(work, OLD);
    aboutToDelete(work, OLD);
    tellingReminded(work, OLD);
    const { 'keyturn:notified': told = '' } = tellingHeld(work, LONGEST_REASON);
    expect(told.length).toBeLessThanOrEqual(256);
    expect(Object.keys(parseNotices(told))).toEqual(['reminded', 'deleting', 'held', 'rolledBack', 'revoking']);
  });

  it('a new rotation makes the hold, the reminder and the deletion before it obsolete', () => {
    const work = workWith(undefined);
    tellingHeld(work, 'still-in-use');
    tellingReminded(work, OLD);
    tellingDeactivated(work, THIRD);
    tellingDeleted(work, OLD);
    expect(Object.keys(parseNotices(tellingRotated(work, NEW)['keyturn:notified'] ?? ''))).toEqual([
      'rotated',
      'deactivated',
    ]);
  });

  it('a deletion takes the record of the key’s deactivation along, and no other', () => {
    const own = workWith(OLD);
    tellingDeactivated(own, OLD);
    expect(tellingDeleted(own, OLD)).toMatchObject({ 'keyturn:deactivated': '' });
    expect(own.notices).toEqual({ deleted: { accessKeyId: OLD, at: NOW } });
    const another = workWith(THIRD);
    tellingDeactivated(another, THIRD);
    expect(tellingDeleted(another, OLD)).not.toHaveProperty('keyturn:deactivated');
    expect(Object.keys(another.notices)).toEqual(['deactivated', 'deleted']);
  });
});

describe('the tags of a user', () => {
  it('override the policy, and leave the rest of it', () => {
    const tags = { 'keyturn:max-key-age-days': '30', 'keyturn:grace-days': '0.5', 'keyturn:idle-days': '2' };
    const { policy, problems } = userSettingsFrom(tags, aConfig({ quarantineDays: 3 }));
    expect(policy).toMatchObject({ maxKeyAgeDays: 30, graceDays: 0.5, idleDays: 2, quarantineDays: 3 });
    expect(problems).toEqual([]);
  });

  it('say who owns it, which secret is its own, and until when it is exempt', () => {
    const tags = {
      'keyturn:owner': 'team-a',
      'keyturn:secret-name': 'prod/alice',
      'keyturn:exempt-until': '2027-01-31',
    };
    expect(userSettingsFrom(tags, aConfig())).toMatchObject({
      owner: 'team-a',
      secretName: 'prod/alice',
      exemptUntil: new Date('2027-01-31T00:00:00Z'),
      problems: [],
    });
  });

  const BAD: Record<string, [tags: Tags, sentence: string]> = {
    'an age in words': [
      { 'keyturn:max-key-age-days': 'soon' },
      `tag keyturn:max-key-age-days is "soon", but must be a number of days`,
    ],
    'an empty age': [{ 'keyturn:max-key-age-days': '' }, 'is "", but must be a number of days'],
    'a grace of nothing': [{ 'keyturn:grace-days': '0' }, 'is "0", but must be a number of days greater than 0'],
    'a negative grace': [{ 'keyturn:grace-days': '-1' }, 'is "-1"'],
    'idle days with a unit': [{ 'keyturn:idle-days': '8d' }, 'is "8d", but must be a number of days'],
    'a grace as long as the maximum age': [
      { 'keyturn:grace-days': '90' },
      'maxKeyAgeDays must be greater than the other two',
    ],
    'an exemption without a date': [{ 'keyturn:exempt-until': 'true' }, 'is "true", but must be a UTC date or time'],
    'an exemption until 30 February': [{ 'keyturn:exempt-until': '2027-02-30' }, 'is "2027-02-30"'],
    'a name that no secret can have': [{ 'keyturn:secret-name': 'my secret' }, `must be a secret's name`],
    'an empty name of a secret': [{ 'keyturn:secret-name': '' }, `must be a secret's name`],
    'a notice board as a secret': [{ 'keyturn:secret-name': 'keyturn/=notices/bob' }, `must be a secret's name`],
  };
  it.each(Object.entries(BAD))('promise 7: are a problem: %s', (_what, [tags, sentence]) => {
    const { problems } = userSettingsFrom(tags, aConfig());
    expect(problems).toEqual([expect.stringContaining(sentence)]);
  });

  it('tell all problems at once', () => {
    const tags = { 'keyturn:grace-days': 'x', 'keyturn:idle-days': 'y', 'keyturn:exempt-until': 'z' };
    expect(userSettingsFrom(tags, aConfig()).problems).toHaveLength(3);
  });

  it('are a list of AWS’s, either half of which may be missing', () => {
    expect(tagsFrom([{ Key: 'a', Value: 'b' }, { Key: 'c' }])).toEqual({ a: 'b', c: '' });
    expect(tagsFrom(undefined)).toEqual({});
  });
});

describe('names', () => {
  /** IAM: up to 64 of letters, digits and _+=,.@- */
  const userName = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_+=,.@-]{1,64}$/), fc.stringMatching(/^[=,23DC]{1,8}$/));

  it('of users become legal names of secrets, within their 512 characters', () => {
    forAll(userName, (name) => {
      expect(secretNameOf('keyturn/', name)).toMatch(/^[A-Za-z0-9/_+=.@-]{1,512}$/);
      expect(noticeBoardName('keyturn/', name)).toMatch(/^[A-Za-z0-9/_+=.@-]{1,512}$/);
    });
  });

  it('of two users never become one name of a secret', () => {
    forAll(fc.tuple(userName, userName), ([one, other]) => {
      expect(secretNameOf('', one) === secretNameOf('', other)).toBe(one === other);
    });
  });

  it('of users can be read back from the names of their secrets', () => {
    const readBack = (name: string) => name.replaceAll('=2C', ',').replaceAll('=3D', '=');
    forAll(userName, (name) => expect(readBack(secretNameOf('', name))).toBe(name));
  });

  it('of users never lead to a notice board', () => {
    forAll(fc.tuple(userName, userName), ([one, other]) => {
      expect(isNoticeBoard(secretNameOf('keyturn/', one))).toBe(false);
      expect(secretNameOf('keyturn/', one)).not.toBe(noticeBoardName('keyturn/', other));
      expect(isNoticeBoard(noticeBoardName('keyturn/', one))).toBe(true);
    });
  });

  it('with a comma are escaped as documented', () => {
    expect(secretNameOf('keyturn/', 'a,b+c=d@e.f_g-h')).toBe('keyturn/a=2Cb+c=3Dd@e.f_g-h');
  });

  it('of versions name the access key, in the 32 to 64 characters that PutSecretValue demands', () => {
    // IAM documents 16 to 128 characters, and makes 20.
    forAll(fc.stringMatching(/^AKIA[A-Z2-7]{12,41}$/), (id) => {
      expect(versionIdOf(id).length).toBeGreaterThanOrEqual(32);
      expect(versionIdOf(id).length).toBeLessThanOrEqual(64);
      expect(accessKeyIdOf(versionIdOf(id))).toBe(id);
      expect(isPlaceholder(versionIdOf(id))).toBe(false);
    });
  });

  it('of other versions name no key', () => {
    expect(placeholderVersionId(USER_ID)).toMatch(/^.{32,64}$/);
    for (const version of [FOREIGN_VERSION, placeholderVersionId(USER_ID), undefined])
      expect(accessKeyIdOf(version)).toBeUndefined();
  });
});
