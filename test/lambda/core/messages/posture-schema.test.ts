/** The published contract with programs about the account's messages: docs/posture-message.schema.json says what is really sent. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { postureOf } from '../../../../lambda/core/posture/posture';
import { NOTHING_TOLD, newsOf } from '../../../../lambda/core/posture/told';
import { POSTURE_EVENTS, postureMessages } from '../../../../lambda/core/report/posture-message';
import { HOSTILE } from '../../../support/hostile';
import { aKey, aUser, aView, NOW, ROOT_ROW } from '../../../support/posture';
import { aConfig } from '../../../support/simulation/harness';

const doc = (name: string) => readFileSync(join(__dirname, '..', '..', '..', '..', 'docs', name), 'utf8');
const schema = JSON.parse(doc('posture-message.schema.json'));
const validate = new Ajv({ allErrors: true }).compile(schema);

const MONDAY = new Date('2026-11-23T08:00:00Z');

function sent(name: string) {
  const grants = {
    attached: ['arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3'],
    inline: [],
    administratorBy: undefined,
  };
  const users = [aUser({ name, grants, tags: { 'keyturn:owner': name } })];
  const posture = postureOf(aView({ users, root: { ...ROOT_ROW, keys: [aKey()] } }), { now: NOW });
  return postureMessages(
    posture,
    newsOf(NOTHING_TOLD, { rootKeys: 1, quarantined: [name] }, MONDAY),
    'eu-central-1',
    aConfig(),
  );
}

test('what programs get is as the schema says, and no field is missing from it', () => {
  const messages = sent('svc-leaky').map(({ message }) => JSON.parse(JSON.parse(message).default));
  expect(messages.map(({ event }) => event).sort()).toEqual([...POSTURE_EVENTS].sort());
  for (const message of messages) {
    validate(message);
    expect(validate.errors ?? []).toEqual([]);
    expect(Object.keys(message).sort()).toEqual(Object.keys(schema.properties).sort());
  }
  expect([...schema.properties.event.enum].sort()).toEqual([...POSTURE_EVENTS].sort());
});

test.each(POSTURE_EVENTS)('docs/messages.md has %s', (event) =>
  expect(doc('messages.md')).toContain(`| \`${event}\` |`),
);

test.each(HOSTILE.map((text) => [JSON.stringify(text), text]))(
  '%s in a name forges no line, and the subject is one that SNS takes',
  (_, text) => {
    const lines = (name: string) => sent(name).map(({ message }) => JSON.parse(message).email.split('\n').length);
    expect(lines(`svc-${text}`)).toEqual(lines('svc-plain'));
    for (const { subject } of sent(text)) expect(subject).toMatch(/^[ -~]{1,99}$/);
  },
);
