/** In an organization, a message says in which of many accounts it is, for people, for programs and for filters. */
import { render } from '../../../../lambda/core/messages/render';
import { all, aNotification, EVENTS, type Own } from '../../../support/notifications';

const account = { name: 'billing', ou: 'prod/payments' };
const sent = (own: Own, more: object = {}) => {
  const { attributes, message } = render({ ...aNotification(own), ...more });
  const { email, default: json } = JSON.parse(message);
  return { attributes, email: String(email), json: JSON.parse(json) };
};

test('it says what the account is called, and where it is', () => {
  const { attributes, email, json } = sent(EVENTS.rotated, { account });
  expect(email).toContain('in AWS account 123456789012 (billing, prod/payments) and the secret keyturn/alice.');
  expect(json).toMatchObject({ accountId: '123456789012', account });
  expect(attributes).toMatchObject({ accountId: '123456789012', ou: 'prod/payments' });
});

test('an account right below the root has no OU, and SNS gets no empty attribute', () => {
  const { attributes, email } = sent(EVENTS.rotated, { account: { name: 'billing', ou: '' } });
  expect(email).toContain('in AWS account 123456789012 (billing) and');
  expect(attributes).not.toHaveProperty('ou');
});

test('what an operator asks for comes without the name, and its commands say in which account all the same', () => {
  const { email, json } = sent(EVENTS.rotated, { account: { name: '', ou: '' } });
  expect(email).toContain('in AWS account 123456789012 and the secret');
  expect(email).toContain('--account 123456789012');
  expect(json).not.toHaveProperty('account');
});

const COMMANDS = /npx keyturn (?:rotate|rollback|confirm) [^\n).]*/g;

test('each command about the user says in which account, and in one account none does', () => {
  const commands = (more: object) => all.flatMap((own) => sent(own, more).email.match(COMMANDS) ?? []);
  const here = commands({ account });
  expect(here.length).toBeGreaterThan(5);
  expect(here.filter((command) => !command.includes(' alice --account 123456789012'))).toEqual([]);
  expect(commands({}).filter((command) => command.includes('--account'))).toEqual([]);
});

test.each(all.map((own) => [own.event, own] as const))(
  '%s has at most the ten attributes that SNS filters by',
  (_event, own) => {
    // And keyturnVersion.
    expect(Object.keys(sent(own, { account }).attributes).length).toBeLessThan(10);
  },
);
