/** The published contract with programs: docs/message.schema.json and docs/messages.md say what is really sent. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { type Notification, SEVERITIES } from '../../../../lambda/core/messages/message';
import { render } from '../../../../lambda/core/messages/render';
import { EVENTS } from '../../../../lambda/core/messages/texts';
import { USER_TAG } from '../../../../lambda/core/names';
import { aUser } from '../../../support/builders';
import { all, aNotification, type Own, REASONS } from '../../../support/notifications';
import { TEAM_ARN } from '../../../support/simulation/harness';

const doc = (name: string) => readFileSync(join(__dirname, '..', '..', '..', '..', 'docs', name), 'utf8');
const schema = JSON.parse(doc('message.schema.json'));
const validate = new Ajv({ strict: true, strictRequired: false, strictTypes: false, allErrors: true }).compile(schema);

const sent = (own: Own, common: Partial<Pick<Notification, 'user' | 'refusedBy' | 'requested' | 'account'>> = {}) =>
  JSON.parse(JSON.parse(render(aNotification(own, common)).message).default) as Record<string, unknown>;

function complaints(message: object): unknown[] {
  validate(message);
  return validate.errors ?? [];
}

const named = all.map(
  (own) =>
    [
      Object.values(own)
        .filter((value) => typeof value === 'string')
        .join(' '),
      own,
    ] as const,
);
test.each(named)('what programs get is as the schema says: %s', (_, own) => {
  expect(complaints(sent(own))).toEqual([]);
  expect(complaints(sent(own, { user: aUser() }))).toEqual([]);
  const refusedBy = { topicArn: TEAM_ARN, error: 'NotFoundException: Topic does not exist' };
  expect(complaints(sent(own, { refusedBy }))).toEqual([]);
});

test('no field is sent that the schema does not describe, and every one that it describes is sent by some event', () => {
  const refusedBy = { topicArn: TEAM_ARN, error: 'an error' };
  const requested = { command: 'revoke', reason: 'ticket 123', requestedBy: 'arn:aws:iam::123456789012:user/bob' };
  const fields = new Set(
    all.flatMap((own) => Object.keys(sent(own, { refusedBy, requested, account: { name: 'billing', ou: 'prod' } }))),
  );
  expect([...fields].sort()).toEqual(Object.keys(schema.properties).sort());
});

test('the schema lists every event, severity and reason, and no other', () => {
  const { event, severity, reason } = schema.properties;
  expect([...event.enum].sort()).toEqual([...EVENTS].sort());
  expect(severity.enum).toEqual(SEVERITIES);
  expect([...reason.enum].sort()).toEqual(Object.keys(REASONS).sort());
  expect([...new Set(all.map((own) => own.event))].sort()).toEqual([...EVENTS].sort());
});

test.each<[what: string, change: object]>([
  ['another version', { version: 2 }],
  ['an unknown event', { event: 'key-lost' }],
  ['a time with a fraction', { at: '2026-06-01T12:00:00.000Z' }],
  ['nothing to do', { toDo: [] }],
  ['no key', { accessKeyId: undefined }],
])('the schema refuses %s', (_, change) => {
  const [rotated] = all;
  expect(rotated && complaints({ ...sent(rotated), ...change })).not.toEqual([]);
});

describe('docs/messages.md', () => {
  const page = doc('messages.md');

  test.each([...EVENTS, ...SEVERITIES, ...Object.keys(REASONS), ...Object.keys(schema.properties)])(
    'names %s',
    (name) => {
      expect(page).toContain(`\`${name}\``);
    },
  );

  test('names every message attribute and the tags that route', () => {
    const [rotated] = all;
    const { attributes } = render(aNotification(rotated as Own));
    for (const name of [...Object.keys(attributes), USER_TAG.owner, USER_TAG.topicArn])
      expect(page).toContain(`\`${name}\``);
  });

  test('shows a message that is one', () => {
    const [example] = /```json\n(\{\n {2}"version".*?\n\})\n```/s.exec(page)?.slice(1) ?? [];
    expect(complaints(JSON.parse(example ?? '{}'))).toEqual([]);
  });
});
