/** The organization's demo ends badly when it should, and says of whom. */
import type { FunctionLogLine, Published } from '../../../local/aws';
import { type Members, surprises } from '../../../local/demo/organization/days';
import { doneIn } from '../../../local/demo/organization/members-log';
import { expectedStanding, JOINS, LEAVES, MEMBERS, ROLELESS } from '../../../local/demo/organization/story';
import { notNamed } from '../../../local/demo/organization/verdict';
import { messagesOf } from '../../../local/demo/telling/messages';

const who = (accountId: string, userName: string) => `${accountId === '111122223333' ? 'web' : '?'}/${userName}`;

const standing = (name: string, standing: Members[0][1]['standing'], because = ''): Members[0] => [
  name,
  { accountId: '111122223333', name, ou: 'prod', standing, since: '2026-01-01T00:00:00Z', because },
];

test('promise 13: an account that is not as the story has it is named, with the reason', () => {
  expect(surprises(3, [standing('web', 'served'), standing(ROLELESS.account, 'unreached')])).toEqual([]);
  expect(surprises(3, [standing('web', 'failing', 'AccessDenied')])).toEqual([
    'promise 13: day 3: web is failing, not served (AccessDenied)',
  ]);
});

test('each change of an account happens within the 120 days, and lasts', () => {
  const of = (name: string, day: number) => [expectedStanding(name, day - 1), expectedStanding(name, day)];
  expect(of(ROLELESS.account, ROLELESS.until)).toEqual(['unreached', 'served']);
  expect(of(JOINS.account, JOINS.on)).toEqual(['in-no-wave', 'served']);
  expect(of(LEAVES.account, LEAVES.on)).toEqual(['served', 'in-no-wave']);
  expect(MEMBERS.map(({ name }) => expectedStanding(name, 119)).sort()).toEqual([
    'in-no-wave',
    'served',
    'served',
    'served',
  ]);
});

test("what a member did is read from its log, by the account's name", () => {
  const line = (message: string): FunctionLogLine => ({
    accountId: '111122223333',
    functionName: 'keyturn',
    requestId: 'id',
    at: '2026-01-01T00:00:00Z',
    line: JSON.stringify({
      level: 'INFO',
      message,
      userName: 'svc',
      kind: 'issue-key',
      because: 'old',
      result: 'done',
    }),
  });
  expect(doneIn([line('run'), line('step')], who)).toMatchObject([
    { userName: 'web/svc', steps: [{ kind: 'issue-key' }] },
  ]);
});

const published = (event: string, body: object): Published => ({
  at: '2026-01-01T00:00:00Z',
  messageId: 'id',
  topicArn: 'arn',
  subject: event,
  messageStructure: 'json',
  message: JSON.stringify({ default: JSON.stringify({ event, at: '2026-01-01T00:00:00Z', ...body }) }),
  attributes: { event },
});

test("a message's user is known by the name of its account, and a message about accounts has none", () => {
  const messages = [
    published('key-rotated', { accountId: '111122223333', userName: 'svc' }),
    published('organization-digest', { accountId: '999988887777' }),
  ];
  expect(messagesOf(messages, who).map(({ userName }) => userName)).toEqual(['web/svc', undefined]);
});

test('promise 13: an account of which nobody was notified', () => {
  const alert = published('organization-alert', { details: ['111122223333 data (prod), unreached since 2026-01-01'] });
  expect(notNamed('111122223333', [alert])).toEqual([]);
  expect(notNamed('111122223333', [published('organization-digest', { details: ['111122223333'] })])).toHaveLength(1);
});
