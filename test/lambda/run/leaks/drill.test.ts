/** The drill: what would be done and sent, word for word, and nothing is; and how the function is asked for it, or is told of a leak. */

import type { LeakResponse } from '../../../../lambda/core/settings/leaks';
import { parseEvent } from '../../../../lambda/event';
import { drillLeak } from '../../../../lambda/run/leaks/drill';
import { currentOf } from '../../../support/leaks/signals';
import { Life } from '../../../support/simulation/life';
import { aFinding, aHealthEvent, KEY, queued } from '../../core/leaks/events';

const WRITES = /^(Create|Update|Delete|Put|Tag|Publish)/;

async function drill(leakResponse: LeakResponse, userName = 'alice') {
  const life = Life.begin({}, { leakResponse });
  life.addUser('alice', 'lazy', 80);
  await life.days(40);
  const written: string[] = [];
  life.world.intercept = ({ operation }) => {
    if (WRITES.test(operation)) written.push(operation);
    return undefined;
  };
  const { world, config } = life;
  const run = { clients: world.clients(), config, now: world.now, dryRun: false, remainingMs: () => 90_000 };
  const { outcomes } = await drillLeak(run, userName);
  const [{ steps = [], error } = {}] = outcomes;
  return { key: currentOf(world), written, error, steps, mails: steps.flatMap(({ message }) => message ?? []) };
}

test.each<[leakResponse: LeakResponse, steps: readonly string[]]>([
  ['notify', ['notify']],
  ['replace', ['issue-key', 'notify']],
  ['deactivate', ['note-revocation', 'issue-key', 'deactivate-key']],
  ['off', []],
])('with %s it shows %j, each with its message, and changes nothing', async (leakResponse, kinds) => {
  const { steps, written, mails, key, error } = await drill(leakResponse);
  expect([error, written, steps.map(({ kind }) => kind)]).toEqual([undefined, [], kinds]);
  for (const { result } of steps) expect(result).toBe('planned');
  if (leakResponse !== 'off')
    expect(mails.map(({ lines }) => lines.join()).join()).toContain(
      `access key ${leakResponse === 'deactivate' ? '' : 'that still works, '}${key}: a drill says that it has leaked`,
    );
});

test('a user that is not managed is refused in a sentence', async () => {
  expect((await drill('notify', 'nobody')).error).toContain('there is no IAM user "nobody" that Keyturn manages');
});

const NOW = new Date('2026-11-26T08:00:00Z');

test('the function is told of a leak by EventBridge, by its queue, or asked for a drill', () => {
  const ids = (event: object) => {
    const request = parseEvent(event, NOW);
    return request.command === 'leak' ? request.signals.map(({ source, accessKeyIds }) => [source, accessKeyIds]) : [];
  };
  expect(ids(aHealthEvent())).toEqual([['health', [KEY]]]);
  expect(ids(queued(aHealthEvent(), aFinding()))).toEqual([
    ['health', [KEY]],
    ['guardduty', [KEY]],
  ]);
  expect(parseEvent({ command: 'drill-leak', userName: 'alice' }, NOW)).toMatchObject({
    command: 'drill-leak',
    userName: 'alice',
  });
});

test.each<[what: string, event: object]>([
  ['no JSON', { Records: [{ body: 'hello' }] }],
  ['without a body', { Records: [{}] }],
  ['of another source', { Records: [{ body: '{"detail-type":"x"}' }] }],
])('a message of the queue that is %s is refused, so that the queue keeps it for a person', (_, event) => {
  expect(() => parseEvent(event, NOW)).toThrow(expect.objectContaining({ name: 'UnknownSignalError' }));
});
