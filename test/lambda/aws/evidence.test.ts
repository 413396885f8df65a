/** Evidence in a hold and a reminder: who still uses the old key. It makes a message better, and no step depends on it. */
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { trailOf } from '../../../lambda/aws/evidence';
import { evidenceText, programLines } from '../../../lambda/core/messages/evidence';
import type { Program } from '../../../lambda/core/user/evidence/programs';
import type { KeyUse } from '../../../lambda/core/user/keys';
import { NOW, OLD } from '../../support/builders';
import { DAY, HOUR, MINUTE } from '../../support/simulation/harness';
import { Life } from '../../support/simulation/life';
import { accessDenied, failing, type Intercept, type World } from '../../support/world';

interface Told {
  readonly event: string;
  readonly usedBy?: readonly KeyUse[];
  readonly programs?: readonly Program[];
}
interface Parts {
  readonly told: Told;
  readonly email: string;
  readonly chat: string;
}

function messages({ published }: World, event: string): Parts[] {
  return published
    .filter(({ attributes }) => attributes.event === event)
    .map(({ message }) => {
      const { default: json, email, https } = JSON.parse(message) as Record<'default' | 'email' | 'https', string>;
      return { told: JSON.parse(json), email, chat: JSON.parse(https).content.description };
    });
}
const lastOf = (world: World, event: string) => messages(world, event).at(-1);
const lookups = ({ calls }: World) => calls.LookupEvents ?? 0;

/** The day before the end of the window of a key that somebody still uses. */
async function inUse(overrides = {}): Promise<Life> {
  const life = Life.begin({}, overrides);
  life.addUser('alice', 'never', 80);
  await life.days(22);
  return life;
}

const K1 = ({ world }: Life) => world.keysOf('alice')[0]?.id ?? '';

test('a hold says who uses the key, in the mail, in chat and for programs', async () => {
  const life = await inUse();
  life.people((world) => world.useKey(K1(life), { eventName: 'ListBuckets' }));
  const at = life.world.now.toISOString();
  await life.run();
  const hold = lastOf(life.world, 'key-held');
  const lines = [
    `aws-cli at 203.0.113.7: still on the retiring key, last seen ${at.slice(0, 10)}`,
    `The last call with the retiring key was s3 ListBuckets on ${at.slice(0, 16).replace('T', ' ')} UTC.`,
    "From CloudTrail's management events of us-east-1, 90 days at most. It does not show calls in other Regions or data events, such as reading an object from S3.",
  ];
  expect(hold?.email).toContain(`\nWho has moved, and who has not:\n${lines.map((line) => `- ${line}\n`).join('')}`);
  expect(hold?.chat).toContain(lines[0]);
  expect(hold?.told.programs).toMatchObject([{ client: 'aws-cli', hasMoved: false }]);
  expect(hold?.told.usedBy?.[0]).toEqual({
    at: `${at.slice(0, 19)}Z`,
    service: 's3',
    eventName: 'ListBuckets',
    sourceIpAddress: '203.0.113.7',
    client: 'aws-cli',
    userAgent: 'aws-cli/2.17.5 md/awscrt#0.20.11',
  });
});

test('a reminder says it too', async () => {
  const life = Life.begin();
  life.addUser('alice', 'never', 80);
  await life.days(13);
  expect(lastOf(life.world, 'key-reminder')?.told.usedBy).toHaveLength(1);
});

test('a key that was brought back says it too', async () => {
  const life = Life.begin();
  life.addUser('alice', 'prompt', 80);
  await life.days(16);
  life.people((world) => {
    world.setKeyStatus(K1(life), 'Active');
    world.useKey(K1(life), { service: 'ec2', eventName: 'DescribeInstances' });
  });
  await life.run();
  expect(lastOf(life.world, 'key-held')?.told.usedBy).toMatchObject([{ service: 'ec2' }]);
});

test('each address, client and service is named once, with its last call; three at most, the latest first', async () => {
  const life = await inUse();
  life.people((world) => {
    for (const [minutes, address] of [
      [5, 1],
      [4, 2],
      [3, 3],
      [2, 4],
      [1, 3],
    ] as const) {
      world.advance(MINUTE);
      world.useKey(K1(life), { sourceIpAddress: `203.0.113.${address}`, eventName: `Call${minutes}` });
    }
  });
  await life.run();
  const usedBy = lastOf(life.world, 'key-held')?.told.usedBy ?? [];
  expect(usedBy.map(({ sourceIpAddress, eventName }) => [sourceIpAddress, eventName])).toEqual([
    ['203.0.113.3', 'Call1'],
    ['203.0.113.4', 'Call2'],
    ['203.0.113.2', 'Call4'],
  ]);
});

test('calls from before the rotation are no evidence, and none at all is said to be none that CloudTrail shows', async () => {
  const life = Life.begin();
  life.addUser('alice', 'prompt', 80);
  life.people((world) => world.useKey(K1(life)));
  await life.days(3);
  life.people((world) => world.useKey(K1(life), { region: 'eu-central-1' }));
  // Programs stop, so that the old key stays the last one in use.
  life.consumers = [];
  await life.days(20);
  const hold = lastOf(life.world, 'key-held');
  expect(hold?.told.usedBy).toEqual([]);
  expect(hold?.email).toContain('CloudTrail shows no call with the retiring key in us-east-1 since the rotation');
});

test('CloudTrail is asked about both keys for each message: not by an ordinary rotation, and for a hold that lasts every week', async () => {
  const life = Life.begin();
  life.addUser('alice', 'never', 80);
  await life.days(11);
  expect(lookups(life.world)).toBe(0);
  await life.days(31);
  const told = messages(life.world, 'key-held').length + messages(life.world, 'key-reminder').length;
  expect(told).toBe(4);
  expect(lookups(life.world)).toBe(2 * told);
});

test('with cloudTrailEvidence false, nobody asks', async () => {
  const life = await inUse({ cloudTrailEvidence: false });
  await life.run();
  expect(lookups(life.world)).toBe(0);
  expect(lastOf(life.world, 'key-held')?.told).not.toHaveProperty('usedBy');
});

const notImplemented = Object.assign(new Error('The action has not been implemented'), { name: 'NotImplemented' });
test.each<[string, Intercept]>([
  ['refuses', failing('LookupEvents', accessDenied('cloudtrail'))],
  ['throttles', ({ operation }) => (operation === 'LookupEvents' ? 'throttle' : undefined)],
  ['does not answer', ({ operation }) => (operation === 'LookupEvents' ? 'lose-answer' : undefined)],
  ['is not there, as in the local AWS', failing('LookupEvents', notImplemented)],
])('when CloudTrail %s, the message goes out without evidence, and the run is a good one', async (_, intercept) => {
  const life = await inUse();
  expect(await life.run(intercept)).toEqual([]);
  const hold = lastOf(life.world, 'key-held');
  expect(hold?.told).not.toHaveProperty('usedBy');
  expect(hold?.email).not.toContain('Who has moved');
});

test('AWS’s limit is kept when many are told in one run: one call after the other, half a second apart', async () => {
  const life = Life.begin();
  for (const name of ['a', 'b', 'c', 'd', 'e']) life.addUser(name, 'never', 80);
  await life.days(22);
  const times: number[] = [];
  let open = 0;
  await life.run(async ({ operation }) => {
    if (operation !== 'LookupEvents') return undefined;
    times.push(life.world.now.getTime());
    expect(++open).toBe(1);
    await Promise.resolve();
    open--;
    return undefined;
  });
  expect(times).toHaveLength(10);
  for (const [index, at] of times.entries())
    if (index > 0) expect(at - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(500);
});

test('after one failure nobody is kept waiting for the next, until a minute has passed', async () => {
  const life = Life.begin();
  for (const name of ['a', 'b', 'c']) life.addUser(name, 'never', 80);
  await life.days(22);
  const before = lookups(life.world);
  await life.run(failing('LookupEvents', accessDenied('cloudtrail')));
  expect(lookups(life.world) - before).toBe(1);
  expect(messages(life.world, 'key-held')).toHaveLength(3);
});

describe('trailOf', () => {
  /** A CloudTrail that answers what a test wants. */
  function asking(send: (command: { input: object }, options: { abortSignal: AbortSignal }) => Promise<object>) {
    const cloudTrail = Object.assign(Object.create(CloudTrailClient.prototype as object), { send }) as CloudTrailClient;
    const { wait, elapsedMs, ...others } = Life.begin().world.clients();
    return trailOf({ ...others, wait, elapsedMs, cloudTrail }, OLD, new Date(NOW.getTime() - DAY), NOW);
  }

  test('asks for the newest pages of the one key since the rotation: ten, and no longer than five seconds each', async () => {
    const asked: object[] = [];
    const trail = await asking(async ({ input }, { abortSignal }) => {
      asked.push(input);
      expect(abortSignal.aborted).toBe(false);
      return { Events: [], NextToken: `after ${asked.length}` };
    });
    const page = {
      LookupAttributes: [{ AttributeKey: 'AccessKeyId', AttributeValue: OLD }],
      StartTime: new Date(NOW.getTime() - DAY),
      MaxResults: 50,
    };
    expect(asked.slice(0, 2)).toEqual([page, { ...page, NextToken: 'after 1' }]);
    expect(asked).toHaveLength(10);
    expect(trail?.isWhole).toBe(false);
  });

  test('is whole when there is no further page, and nothing at all when a page failed', async () => {
    expect(await asking(async () => ({ Events: [] }))).toEqual({ uses: [], isWhole: true });
    let pages = 0;
    const failed = asking(async () => {
      if (++pages > 1) throw new Error('Rate exceeded');
      return { NextToken: 'more' };
    });
    expect(await failed).toBeUndefined();
  });

  test('passes over what it cannot read, and bounds what it can', async () => {
    const record = (fields: object) => JSON.stringify(fields);
    const EventTime = new Date(NOW.getTime() - HOUR);
    const trail = await asking(async () => ({
      Events: [
        { EventName: 'NoTime' },
        { EventTime, EventName: 'no name\n' },
        { EventTime, EventName: 'NoRecord', EventSource: 's3.amazonaws.com', CloudTrailEvent: 'not JSON' },
        { EventTime, EventName: 'Null', EventSource: 'sts.amazonaws.com', CloudTrailEvent: 'null' },
        {
          EventTime,
          EventName: 'Long',
          EventSource: 'iam.amazonaws.com',
          CloudTrailEvent: record({
            sourceIPAddress: '203.0.113.7',
            userAgent: `a\n${'b'.repeat(2000)} Terraform/1.9.0`,
          }),
        },
      ],
    }));
    const uses = trail?.uses;
    expect(uses?.map(({ eventName, service }) => [eventName, service])).toEqual([
      ['NoRecord', 's3'],
      ['Null', 'sts'],
      ['Long', 'iam'],
    ]);
    expect(uses?.[0]).toMatchObject({ sourceIpAddress: 'unknown', userAgent: 'unknown', client: '' });
    expect(uses?.[2]).toMatchObject({ userAgent: `a ${'b'.repeat(198)}`, client: 'Terraform' });
  });
});

describe('the sentences', () => {
  const aProgram = (program: Partial<Program>): Program => ({
    client: 'aws-cli',
    sourceIpAddress: '203.0.113.7',
    hasMoved: false,
    oldSeenAt: NOW,
    seenAt: NOW,
    ...program,
  });

  test.each<[Partial<Program>, string]>([
    [{}, 'aws-cli at 203.0.113.7: still on the retiring key, last seen 2026-06-01'],
    [{ hasMoved: true, movedAt: NOW }, 'aws-cli at 203.0.113.7: moved on 2026-06-01'],
    [{ hasMoved: true }, 'aws-cli at 203.0.113.7: on the new key, last seen 2026-06-01'],
    [{ sourceIpAddress: '2001:db8::1' }, 'aws-cli at 2001:db8::1: still'],
    [{ sourceIpAddress: 'cloudformation.amazonaws.com' }, 'aws-cli by way of cloudformation.amazonaws.com: still'],
    [{ sourceIpAddress: 'evil.example' }, 'aws-cli: still'],
    [{ sourceIpAddress: 'unknown', client: '' }, 'a program: still'],
  ])('of %j', (program, sentence) => {
    expect(programLines([aProgram(program)])[0]?.startsWith(sentence)).toBe(true);
  });

  test('name five of each part, and count the others', () => {
    const many = Array.from({ length: 7 }, (_, index) => aProgram({ sourceIpAddress: `203.0.113.${index}` }));
    expect(programLines(many)).toHaveLength(6);
    expect(programLines(many).at(-1)).toBe('2 more not moved');
  });

  test('are not there when CloudTrail was not asked', () => {
    expect(evidenceText({}, 'us-east-1')).toEqual([]);
  });
});
