/** The gate between two waves: when CloudFormation gets which answer, and what is started, read and sent until then. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import type { Report } from '../../../lambda/core/organization/report-schema';
import { MINUTE_MS } from '../../../lambda/core/time';
import { type GateAnswer, type GateSettings, gate } from '../../../lambda/hub/gate';

const MACHINE = 'arn:aws:states:us-east-1:111122223333:stateMachine:keyturn-organization';
const ROLLOUT = MACHINE.replace('keyturn-organization', 'keyturn-rollout');
const SETTINGS: GateSettings = {
  organizationId: 'o-a1b2c3d4e5',
  accountId: '111122223333',
  region: 'us-east-1',
  contact: '',
  docsUrl: '',
  bucket: 'bucket',
  topicArn: 'arn:aws:sns:us-east-1:111122223333:keyturn-organization',
  stateMachineArn: MACHINE,
  rolloutMachineArn: ROLLOUT,
};
const NOW = new Date('2026-11-26T08:00:00Z');

/** How an execution has ended. */
type Ending = { readonly status: string; readonly output?: string; readonly error?: string; readonly cause?: string };

let server: Server;
let answers: Record<string, unknown>[];
let started: { readonly machine: string; readonly name: string; readonly input: Record<string, unknown> }[];
let sent: Record<string, string>[];
let stackStatus: string;
let schedule: string | undefined;
/** Of the runs of the wave, in their order; the last goes on for ever. */
let endings: Ending[];
let reports: Record<string, Report>;
/** How often the answer is not taken. */
let refusals: number;
let failure: Partial<Record<string, Error>>;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const answer = (await json(request)) as Record<string, unknown>;
    if (refusals-- > 0) response.writeHead(503);
    else answers.push(answer);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  [answers, started, sent, endings] = [[], [], [], []];
  refusals = 0;
  [stackStatus, schedule, reports, failure] = ['UPDATE_IN_PROGRESS', 'ENABLED', {}, {}];
});

const named = (name: string) => Object.assign(new Error(`it says ${name}`), { name });

/** AWS, as far as the gate knows it. */
const client = {
  send: (command: { readonly input: Record<string, string>; readonly constructor: { readonly name: string } }) => {
    const name = command.constructor.name.replace('Command', '');
    const refused = failure[name];
    return refused ? Promise.reject(refused) : Promise.resolve(ANSWERS[name]?.(command.input));
  },
};
const ANSWERS: Readonly<Record<string, (input: Record<string, string>) => unknown>> = {
  DescribeStacks: () => ({ Stacks: [{ StackStatus: stackStatus }] }),
  GetSchedule: () => {
    if (schedule === undefined) throw named('ResourceNotFoundException');
    return { State: schedule };
  },
  StartExecution: ({ stateMachineArn = '', name = '', input = '' }) => {
    if (started.some((one) => one.name === name)) throw named('ExecutionAlreadyExists');
    started.push({ machine: stateMachineArn, name, input: JSON.parse(input) });
  },
  DescribeExecution: ({ executionArn = '' }) =>
    endings[Number(executionArn.split('-').at(-1)) - 1] ?? { status: 'RUNNING' },
  GetObject: ({ Key = '' }) => ({
    Body: Object.assign(Readable.from([]), { transformToString: async () => JSON.stringify(reports[Key]) }),
  }),
  Publish: (input) => void sent.push(input),
};
const clients = Object.fromEntries(
  ['s3', 'sns', 'states', 'stackSets', 'scheduler'].map((name) => [name, client]),
) as unknown as Parameters<typeof gate>[0];

const request = (RequestType: 'Create' | 'Update' | 'Delete' = 'Update') => ({
  RequestType,
  ResponseURL: `http://localhost:${(server.address() as AddressInfo).port}/answer`,
  StackId: 'stack',
  RequestId: 'abc',
  LogicalResourceId: 'Gate',
  ResourceProperties: { ServiceToken: 'function', Wave: 'canary', Version: '1' },
});

const ask = (event: unknown, now = NOW) => gate(clients, SETTINGS, event, now);

const reportOf = (failed: number, because = 'Error: broken'): Report => ({
  report: 1,
  run: 'r',
  startedAt: '2026-11-26T08:00:00Z',
  endedAt: '2026-11-26T08:01:00Z',
  isGood: failed === 0,
  waves: [{ name: 'canary', accounts: 8, failed, isBeyond: failed > 0 }],
  accounts: Array.from({ length: 8 }, (_, index) => ({
    accountId: String(222_233_334_440 + index),
    name: `account-${index}`,
    ou: 'canary',
    wave: 'canary',
    standing: index < failed ? ('failing' as const) : ('served' as const),
    since: '2026-11-26T08:01:00Z',
    ...(index < failed && { because }),
  })),
  told: { accounts: {}, waves: {} },
});

/** A run of the wave that has come to its end. */
function ended(report: Report): Ending {
  const reportKey = `runs/${Object.keys(reports).length}/report.json`;
  reports[reportKey] = report;
  return { status: 'SUCCEEDED', output: JSON.stringify({ accounts: { makesWayFor: '' }, digest: { reportKey } }) };
}

const MADE_WAY: Ending = { status: 'SUCCEEDED', output: JSON.stringify({ accounts: { makesWayFor: 'arn' } }) };

/** As the state machine does it, until it is over. @returns how often it asked */
async function wait(most = 20): Promise<number> {
  await ask(request());
  const [first] = started;
  expect(first).toMatchObject({ machine: ROLLOUT, name: 'gate-abc' });
  let step: unknown = first?.input;
  for (let asked = 1; asked <= most; asked++) {
    step = JSON.parse(JSON.stringify(await ask(step)));
    if ((step as GateAnswer).isOver) return asked;
  }
  return Number.POSITIVE_INFINITY;
}

const runs = () => started.slice(1).map(({ machine, name, input }) => [machine, name, input]);

describe('it answers at once', () => {
  test('when the gate goes away', async () => {
    await ask(request('Delete'));
    expect(answers).toEqual([
      expect.objectContaining({ Status: 'SUCCESS', RequestId: 'abc', PhysicalResourceId: 'gate-canary' }),
    ]);
    expect(started).toEqual([]);
  });

  test.each(['UPDATE_ROLLBACK_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS'])(
    'when CloudFormation puts back what was there (%s)',
    async (status) => {
      stackStatus = status;
      await ask(request());
      expect(answers).toMatchObject([{ Status: 'SUCCESS' }]);
      expect(started).toEqual([]);
    },
  );

  test('with FAILED, when it cannot begin', async () => {
    failure.DescribeStacks = named('AccessDenied');
    await ask(request());
    expect(answers).toMatchObject([
      { Status: 'FAILED', Reason: expect.stringContaining('AccessDenied: it says AccessDenied') },
    ]);
  });
});

describe('a run of the wave', () => {
  test('that is good lets the next wave have the same', async () => {
    endings = [ended(reportOf(0))];
    expect(await wait()).toBe(2);
    expect(runs()).toEqual([[MACHINE, 'gate-abc-1', { wave: 'canary' }]]);
    expect(answers).toMatchObject([{ Status: 'SUCCESS', LogicalResourceId: 'Gate', StackId: 'stack' }]);
    expect(sent).toEqual([]);
  });

  test('is waited for', async () => {
    expect(await wait(5)).toBe(Number.POSITIVE_INFINITY);
    expect(runs()).toHaveLength(1);
    expect(answers).toEqual([]);
  });

  test('that fails is repeated once', async () => {
    endings = [ended(reportOf(3)), ended(reportOf(0))];
    await wait();
    expect(runs().map(([, name]) => name)).toEqual(['gate-abc-1', 'gate-abc-2']);
    expect(answers).toMatchObject([{ Status: 'SUCCESS' }]);
    expect(sent).toEqual([]);
  });

  test('that fails twice stops the rollout: the reason and the message name the accounts, and say why', async () => {
    endings = [ended(reportOf(8)), ended(reportOf(7))];
    await wait();
    expect(answers).toHaveLength(1);
    const { Status, Reason } = answers[0] as { Status: string; Reason: string };
    expect(Status).toBe('FAILED');
    expect(Reason).toBe(
      `In the wave canary, 7 accounts of 8 could not be served with what is being deployed, more than is tolerated. ${[
        0, 1, 2, 3, 4,
      ]
        .map((n) => `22223333444${n} account-${n} (canary), failing since 2026-11-26: Error: broken; `)
        .join('')}and 2 more. What to do: docs/runbook.md#a-rollout-was-stopped`,
    );
    expect(sent).toHaveLength(1);
    const { email, default: forPrograms } = JSON.parse(sent[0]?.Message ?? '{}');
    expect(sent[0]?.Subject).toBe('AWS access keys of o-a1b2c3d4e5: rollout stopped at wave canary');
    expect(email.match(/failing since/g)).toHaveLength(7);
    expect(JSON.parse(forPrograms)).toMatchObject({
      event: 'organization-rollout-stopped',
      severity: 'warning',
      accounts: { failing: 7, served: 1 },
    });
  });

  test('that makes way for the run of the hour is started again, however often', async () => {
    endings = [MADE_WAY, MADE_WAY, MADE_WAY, ended(reportOf(0))];
    await wait();
    expect(runs()).toHaveLength(4);
    expect(answers).toMatchObject([{ Status: 'SUCCESS' }]);
  });

  test('that a person stops stops the rollout', async () => {
    endings = [{ status: 'ABORTED', cause: 'keyturn organization pause' }];
    await wait();
    expect(answers).toMatchObject([
      {
        Status: 'FAILED',
        Reason: expect.stringContaining(
          'The run of the wave canary with what is being deployed was stopped: keyturn organization pause.',
        ),
      },
    ]);
    expect(sent).toHaveLength(1);
  });

  test('that does not come to its end stops the rollout, at the second time', async () => {
    const cause = JSON.stringify({ errorType: 'X', errorMessage: 'no rights', trace: ['a', 'b'] });
    endings = Array.from({ length: 2 }, () => ({ status: 'FAILED', error: 'States.TaskFailed', cause }));
    await wait();
    expect(runs()).toHaveLength(2);
    expect(answers).toMatchObject([
      { Status: 'FAILED', Reason: expect.stringContaining('has failed: States.TaskFailed: no rights.') },
    ]);
  });

  test('that was started and never noted is not started again', async () => {
    await ask(request());
    const step = started[0]?.input;
    const [one, two] = [await ask(step), await ask(step)];
    expect(one).toEqual(two);
    expect(runs()).toHaveLength(1);
  });
});

describe('a paused organization', () => {
  test('is looked at only', async () => {
    schedule = 'DISABLED';
    endings = [ended(reportOf(0))];
    await wait();
    expect(runs()).toEqual([[MACHINE, 'gate-abc-1', { wave: 'canary', command: 'plan' }]]);
    expect(answers).toMatchObject([{ Status: 'SUCCESS' }]);
  });

  test('stops a rollout all the same', async () => {
    schedule = 'DISABLED';
    endings = [ended(reportOf(1)), ended(reportOf(1))];
    await wait();
    expect(answers).toMatchObject([{ Status: 'FAILED' }]);
  });

  test('is not one that has no schedule yet', async () => {
    schedule = undefined;
    endings = [ended(reportOf(0))];
    await wait();
    expect(runs()).toEqual([[MACHINE, 'gate-abc-1', { wave: 'canary' }]]);
  });
});

describe('CloudFormation gets an answer', () => {
  const LATE = new Date(NOW.getTime() + 51 * MINUTE_MS);

  test('before its hour is over, when a run is not', async () => {
    await ask(request());
    const running = await ask(started[0]?.input);
    expect(await ask(running, LATE)).toMatchObject({ isOver: true });
    expect(answers).toMatchObject([
      { Status: 'FAILED', Reason: expect.stringContaining('was not over in 50 minutes') },
    ]);
  });

  test('before its hour is over, when a run never begins', async () => {
    await ask(request());
    expect(await ask(started[0]?.input, LATE)).toMatchObject({ isOver: true });
    expect(answers).toMatchObject([
      { Status: 'FAILED', Reason: expect.stringContaining('has not begun in 50 minutes') },
    ]);
  });

  test('when the gate itself fails', async () => {
    await ask(request());
    failure.GetSchedule = named('AccessDeniedException');
    expect(await ask(started[0]?.input)).toMatchObject({ isOver: true });
    expect(answers).toMatchObject([
      { Status: 'FAILED', Reason: expect.stringContaining('could not be followed: AccessDeniedException') },
    ]);
  });

  test('when the notification cannot be sent, and it says so', async () => {
    endings = [ended(reportOf(1)), ended(reportOf(1))];
    failure.Publish = named('KMSDisabledException');
    await wait();
    expect(answers).toMatchObject([
      {
        Status: 'FAILED',
        Reason: expect.stringMatching(/1 account of 8.*The notification was not sent: KMSDisabledException/),
      },
    ]);
  });

  test('when S3 does not take it at once', async () => {
    refusals = 2;
    await ask(request('Delete'));
    expect(answers).toMatchObject([{ Status: 'SUCCESS' }]);
  });

  test('that is short enough for it', async () => {
    endings = [ended(reportOf(8, 'x'.repeat(300))), ended(reportOf(8, 'é'.repeat(300)))];
    await wait();
    expect(Buffer.byteLength(JSON.stringify(answers[0]))).toBeLessThan(4_096);
  });
});

test('what is neither a request nor a step is refused', async () => {
  await expect(ask({})).rejects.toThrow('Invalid');
});
