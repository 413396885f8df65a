/** What is read from events of AWS: every way in which a key's id comes, and every one in which nothing can be believed. */
import { signalFrom } from '../../../../lambda/core/leaks/read';
import { HOSTILE } from '../../../support/hostile';
import { aFinding, aHealthEvent, aSequence, KEY, KEY2 } from './events';

const NOWHERE = { affectedEntities: [], eventMetadata: {} };
const NO_RESOURCES = { resources: [] };

test.each<[code: string, certainty: string]>([
  ['AWS_RISK_CREDENTIALS_EXPOSED', 'confirmed'],
  ['AWS_RISK_CREDENTIALS_COMPROMISED', 'confirmed'],
  ['AWS_RISK_IAM_QUARANTINE', 'confirmed'],
  ['AWS_RISK_CREDENTIALS_EXPOSURE_SUSPECTED', 'suspected'],
  ['AWS_RISK_CREDENTIALS_COMPROMISE_SUSPECTED', 'suspected'],
  ['AWS_RISK_CREDENTIALS_SOMETHING_NEW', 'other'],
])('AWS Health %s is %s', (eventTypeCode, certainty) => {
  expect(signalFrom(aHealthEvent({ eventTypeCode }))).toMatchObject({
    certainty,
    type: eventTypeCode,
    accessKeyIds: [KEY],
  });
});

test.each<[where: string, event: object, ids: readonly string[]]>([
  ['everywhere', aHealthEvent(), [KEY]],
  ['in the resources only', aHealthEvent(NOWHERE), [KEY]],
  ['in an affected entity only', aHealthEvent({ eventMetadata: {} }, NO_RESOURCES), [KEY]],
  ['in the metadata only, with a blank', aHealthEvent({ affectedEntities: [] }, NO_RESOURCES), [KEY]],
  [
    "in an entity's ARN",
    aHealthEvent({ ...NOWHERE, affectedEntities: [{ entityArn: `arn:aws:iam::1:access-key/${KEY}` }] }, NO_RESOURCES),
    [KEY],
  ],
  [
    'in the description only',
    aHealthEvent({ ...NOWHERE, eventDescription: [{ latestDescription: `The key ${KEY}.` }] }, NO_RESOURCES),
    [KEY],
  ],
  ['on page 2 of 2', aHealthEvent({ page: '2', totalPages: '2' }), [KEY]],
  ['in a backup copy, sent to another Region', aHealthEvent({ backupEvent: 'true' }, { region: 'us-west-2' }), [KEY]],
  ['two of them', aHealthEvent({ affectedEntities: [{ entityValue: KEY }, { entityValue: KEY2 }] }), [KEY, KEY2]],
  [
    'in the URL only, which others choose',
    aHealthEvent(
      {
        ...NOWHERE,
        eventMetadata: { exposedUrl: `https://evil.example/${KEY}` },
        eventDescription: [],
        affectedEntities: [{ entityValue: 'svc', status: 'RESOLVED' }],
      },
      NO_RESOURCES,
    ),
    [],
  ],
  [
    'in an entity that AWS calls resolved',
    aHealthEvent({ eventMetadata: {}, affectedEntities: [{ entityValue: KEY, status: 'RESOLVED' }] }, NO_RESOURCES),
    [],
  ],
  [
    'as the id of a session',
    aHealthEvent({ ...NOWHERE, affectedEntities: [{ entityValue: 'ASIAIOSFODNN7EXAMPLE' }] }, NO_RESOURCES),
    [],
  ],
  [
    'within a longer word',
    aHealthEvent({ ...NOWHERE, affectedEntities: [{ entityValue: `x${KEY}` }] }, NO_RESOURCES),
    [],
  ],
])('the id stands %s', (_, event, ids) => {
  expect(signalFrom(event).accessKeyIds).toEqual(ids);
});

test('a closed event and an archived finding are over', () => {
  expect(signalFrom(aHealthEvent({ statusCode: 'closed' })).isOver).toBe(true);
  expect(signalFrom(aFinding({ service: { archived: true } })).isOver).toBe(true);
  expect([signalFrom(aHealthEvent()).isOver, signalFrom(aFinding()).isOver]).toEqual([false, false]);
});

test('the accounts are those of envelope and detail, as in an organizational view', () => {
  expect(signalFrom(aHealthEvent({ affectedAccount: '210987654321' })).accountIds).toEqual([
    '123456789012',
    '210987654321',
  ]);
  expect(signalFrom(aFinding({ accountId: '210987654321' })).accountIds).toEqual(['123456789012', '210987654321']);
});

test.each<[what: string, event: object, certainty: string, ids: readonly string[]]>([
  ['a High finding about a user', aFinding(), 'suspected', [KEY]],
  ['a Medium one', aFinding({ severity: 5 }), 'other', [KEY]],
  ['one whose severity is no number', aFinding({ severity: '8' }), 'other', [KEY]],
  [
    'one about a role',
    aFinding({
      resource: { accessKeyDetails: { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', userType: 'AssumedRole', userName: 'web' } },
    }),
    'other',
    [],
  ],
  [
    'one about root',
    aFinding({ resource: { accessKeyDetails: { accessKeyId: KEY, userType: 'Root', userName: 'Root' } } }),
    'other',
    [KEY],
  ],
  [
    'a sample',
    aFinding({
      resource: { accessKeyDetails: { accessKeyId: 'GeneratedFindingAccessKeyId', userType: 'IAMUser' } },
      service: { additionalInfo: { sample: true } },
    }),
    'other',
    [],
  ],
  ['a sample with a real id', aFinding({ title: '[SAMPLE] Credentials' }), 'other', [KEY]],
  ['an attack sequence', aSequence(), 'suspected', [KEY]],
  ['an attack sequence of a session', aSequence({ credentialUid: 'ASIAIOSFODNN7EXAMPLE' }), 'suspected', []],
])('GuardDuty: %s', (_, event, certainty, accessKeyIds) => {
  expect(signalFrom(event)).toMatchObject({ source: 'guardduty', certainty, accessKeyIds });
});

test('300 ids are twenty, and the rest is counted', () => {
  const ids = Array.from({ length: 300 }, (_, n) => `AKIA${String(n).padStart(16, '0')}`);
  const { accessKeyIds, leftOut } = signalFrom(
    aHealthEvent({ affectedEntities: ids.map((entityValue) => ({ entityValue })), eventMetadata: {} }, NO_RESOURCES),
  );
  expect([accessKeyIds.length, leftOut]).toEqual([20, 280]);
});

test.each<[what: string, event: unknown]>([
  ['of another service', { ...aHealthEvent(), 'detail-type': 'AWS API Call via CloudTrail' }],
  ['whose type is a name of Object', { 'detail-type': 'constructor', detail: {} }],
  ['without a detail', { 'detail-type': 'AWS Health Event' }],
  ['whose detail is a list', { 'detail-type': 'AWS Health Event', detail: [] }],
  ['without a code', aHealthEvent({ eventTypeCode: undefined })],
  ['without its ARN', aHealthEvent({ eventArn: 7 })],
  ['a finding without an id', aFinding({ id: undefined })],
  ['a finding whose type is empty', aFinding({ type: ' ' })],
])('an event %s is refused', (_, event) => {
  expect(() => signalFrom(event)).toThrow(/^an? (event|finding)/);
});

test.each(HOSTILE.map((text) => [JSON.stringify(text), text]))('%s forges no word and no line', (_, text) => {
  const signal = signalFrom(
    aHealthEvent({
      eventTypeCode: text,
      eventArn: `arn${text}`,
      eventMetadata: { exposedUrl: text },
      eventDescription: [{ latestDescription: text }],
    }),
  );
  expect(signal.type).toMatch(/^[\w:/.-]{1,120}$/);
  for (const value of [signal.url, signal.words, signal.id]) expect(value ?? '').not.toMatch(/[\p{Cc}\u2028\u202e]/u);
});

test('an event as deep or as long as somebody likes is read in no time', () => {
  const deep = Array.from({ length: 1_000 }).reduce<object>((inner) => ({ inner }), {});
  const long = Array.from({ length: 50_000 }, () => 'x');
  expect(
    signalFrom(aHealthEvent({ ...NOWHERE, affectedEntities: [deep], eventMetadata: { long } })).accessKeyIds,
  ).toEqual([KEY]);
});
