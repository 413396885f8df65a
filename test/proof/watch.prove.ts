/**
 * The deployed bundle is watched: each alarm of the synthesized template goes off by a real cause, from the metrics that the function has
 * emitted, and the function's calls are the ones that its synthesized policy allows.
 */
import { GetUserCommand } from '@aws-sdk/client-iam';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Result } from '../../lambda/core/report/result-schema';
import type { KeyPair } from '../../lambda/core/secret/key-pair';
import { aHealthEvent } from '../lambda/core/leaks/events';
import { lastOf } from '../support/alarm';
import { DUE_AGE, HELD_FROM } from '../support/deployed/rotation';
import type { Asked } from '../support/http/requests';
import { DAY, HOUR, MANAGED, stepsOf } from '../support/simulation/harness';
import { isAllowed, userArn } from '../support/simulation/simulator';
import { Watched } from '../support/simulation/watched';
import type { Json } from '../support/template';
import { exposed } from './leaks/moments';

let watched: Watched;

beforeAll(async () => {
  watched = await Watched.deploy();
});
afterAll(() => watched?.deployed.stop());

const AN_HOUR = HOUR / DAY;
/** The days on which one user, and then three at once, are due while the topic is gone. */
const LATE = 47;
const LATER = 49;

describe('each alarm goes off by a real cause', () => {
  let old: KeyPair;

  test('none, while all is well', async () => {
    old = await watched.deployed.addUser('erp', DUE_AGE);
    await watched.deployed.addUser('steady', 0);
    await watched.deployed.addUser('late-0', DUE_AGE - LATE);
    for (const n of [1, 2, 3]) await watched.deployed.addUser(`late-${n}`, DUE_AGE - LATER);
    expect(await watched.run(0)).toMatchObject({ failures: [] });

    expect(new Set(Object.values(await watched.states(0)))).toEqual(new Set(['OK']));
    const metrics = await watched.metrics();
    const values = ['GoodRuns', 'UsersManaged', 'KeysRotated', 'OldestKeyAgeDays', 'KeysPastMaxAge', 'UsersHeld'];
    expect(values.map((name) => [name, lastOf(metrics, name)])).toEqual([
      ['GoodRuns', 1],
      ['UsersManaged', 6],
      ['KeysRotated', 1],
      ['OldestKeyAgeDays', DUE_AGE],
      ['KeysPastMaxAge', 0],
      ['UsersHeld', 0],
    ]);
  });

  test('no-good-run: the schedule is disabled, and nothing starts the function', async () => {
    expect(await watched.ringing(2 * AN_HOUR)).toEqual([]);
    expect(await watched.ringing(4 * AN_HOUR)).toEqual(['no-good-run']);
    await watched.run(5 * AN_HOUR);
    expect(await watched.ringing(5 * AN_HOUR)).toEqual([]);
  });

  test('key-too-old: a program goes on with its old key, so that it is held past its maximum age', async () => {
    await watched.run(HELD_FROM - 1);
    expect(await watched.ringing(HELD_FROM - 1)).toEqual([]);
    await watched.deployed.setDay(HELD_FROM);
    expect(await watched.deployed.use(old)).toBe('ok');
    const heldAt = HELD_FROM + 0.5;
    expect(stepsOf((await watched.run(heldAt)) as Result, 'erp')).toEqual(['hold:still-in-use', 'notify:key-held']);
    expect(await watched.ringing(heldAt)).toEqual([]);
    await watched.run(HELD_FROM + 1);
    expect(await watched.ringing(HELD_FROM + 1)).toEqual(['key-too-old']);
    expect(lastOf(await watched.metrics(), 'OldestKeyAgeDays')).toBe(91);
  });

  test('long-hold: it is told every week, and nobody acts', async () => {
    const [first, second] = [HELD_FROM + 7.6, HELD_FROM + 14.7];
    for (const day of [first, second]) {
      expect(await watched.deployed.use(old)).toBe('ok');
      expect(stepsOf((await watched.run(day)) as Result, 'erp')).toEqual(['hold:still-in-use', 'notify:key-held']);
      expect(await watched.ringing(day)).toEqual(day === second ? ['key-too-old', 'long-hold'] : ['key-too-old']);
    }
    await watched.deployed.setDay(HELD_FROM + 15);
    expect(await watched.deployed.use(await watched.deployed.currentKey('keyturn/erp'))).toBe('ok');
    const quietAt = await watched.deployed.dayOfStep('erp', 'deactivate-key', HELD_FROM + 15);
    expect(stepsOf((await watched.run(quietAt)) as Result, 'erp')).toEqual(['deactivate-key']);
    expect(await watched.ringing(quietAt)).toEqual([]);
  });

  test('run-failed: somebody has deleted the topic, so that an owner cannot be notified; it ends with the next good run', async () => {
    await watched.run(LATE - 0.1);
    await watched.deleteTopic();
    expect(await watched.run(LATE)).toBe('failed');
    expect(await watched.ringing(LATE)).toEqual(['run-failed']);
    // As the schedule starts it: Lambda does not run it again, and keeps its event.
    expect(await watched.start(LATE + AN_HOUR)).toEqual({ runs: 1, letters: 1 });

    await watched.restoreTopic();
    expect(await watched.start(LATE + 2 * AN_HOUR)).toEqual({ runs: 1, letters: 0 });
    expect(await watched.run(LATE + 3 * AN_HOUR)).toMatchObject({ failures: [] });
    expect(await watched.ringing(LATE + 3 * AN_HOUR)).toEqual([]);
  });

  test('circuit-breaker: three users in a row fail at the same step', async () => {
    await watched.run(LATER - 0.1);
    await watched.deleteTopic();
    expect(await watched.run(LATER)).toBe('failed');
    expect(await watched.ringing(LATER)).toEqual(['run-failed', 'circuit-breaker']);
  });

  test('no-good-run: the function fails each time, then waits for the daily try, and no run is a good one', async () => {
    for (const hour of [1, 2]) expect(await watched.run(LATER + hour * AN_HOUR)).toBe('failed');
    const waiting = (await watched.run(LATER + 3 * AN_HOUR)) as Result;
    expect([waiting.failures, waiting.unfinished?.length]).toEqual([[], 3]);
    expect(await watched.ringing(LATER + 3 * AN_HOUR)).toEqual(['no-good-run']);
    await watched.restoreTopic();
    expect(await watched.run(LATER + 1)).toMatchObject({ failures: [] });
    expect(await watched.ringing(LATER + 1)).toEqual([]);
  });

  test('throttling: somebody else uses up what AWS allows the account', async () => {
    for (const hour of [0, 1]) {
      for (const n of [0, 1, 2]) await watched.deployed.addUser(`batch-${hour}-${n}`, DUE_AGE - LATER);
      await watched.deployed.aws.throttleFunction(12, 'GetCallerIdentity');
      expect(await watched.run(LATER + 9 + hour * AN_HOUR)).toMatchObject({ failures: [] });
      expect((await watched.ringing(LATER + 9 + hour * AN_HOUR)).includes('throttling')).toBe(hour === 1);
    }
    expect(lastOf(await watched.metrics(), 'Throttles')).toBe(12);
  });

  test('schedule-dead-letters: the schedule cannot reach the function', async () => {
    await watched.run(LATER + 10);
    await watched.giveUpOn({ time: watched.deployed.dayOf(LATER + 10) }, 'ScheduleDeadLetters');
    expect(await watched.ringing(LATER + 10)).toEqual(['schedule-dead-letters']);
  });

  test('leak-unanswered: AWS reports a leak in a form that nobody can read', async () => {
    const unreadable = aHealthEvent({ eventArn: undefined });
    // The local AWS delivers again what failed when the next one comes.
    for (let n = 0; n < 3; n++) await watched.report(unreadable);
    expect((await watched.ringing(LATER + 10)).sort()).toEqual(['leak-unanswered', 'schedule-dead-letters']);
    await watched.forgetSignals();
  });

  test('leak-undelivered: EventBridge cannot reach the queue', async () => {
    await watched.giveUpOn(aHealthEvent(), 'LeakQueuesUndelivered');
    expect((await watched.ringing(LATER + 10)).sort()).toEqual([
      'leak-unanswered',
      'leak-undelivered',
      'schedule-dead-letters',
    ]);
  });
});

test('the dashboard is there, on one screen', async () => {
  const body = JSON.parse(await watched.dashboardBody('Keyturn'));
  const bottom = Math.max(...body.widgets.map(({ y, height }: Json) => y + height));
  expect([bottom <= 16, body.widgets.map(({ properties }: Json) => properties.title)]).toEqual([
    true,
    [
      'Alarms',
      'Are we in policy?',
      'What moves? (a day)',
      'What is stuck?',
      'In policy: the oldest active key',
      'Moves: keys, a day',
      'Stuck: users, and the longest hold',
      'Failed: a day',
      'Runs: AWS calls and seconds',
      'Last failures',
    ],
  ]);
});

test('every metric on the dashboard and in an alarm is one that the function has emitted, or that AWS has', async () => {
  const emittedNames = new Set((await watched.metrics()).map(({ namespace, name }) => `${namespace} ${name}`));
  const body = JSON.parse(await watched.dashboardBody('Keyturn'));
  const shown = body.widgets.flatMap(({ properties }: Json) =>
    (properties.metrics ?? []).map(([namespace, name]: string[]) => `${namespace} ${name}`),
  );
  const alarmed = Object.values(watched.alarms).map(({ Namespace, MetricName }) => `${Namespace} ${MetricName}`);
  expect([...shown, ...alarmed].filter((name) => !emittedNames.has(name))).toEqual([]);
  // And nothing is emitted that nobody looks at.
  expect([...emittedNames].filter((name) => ![...shown, ...alarmed].includes(name))).toEqual([]);
});

describe('promise 5: the function does what its synthesized policy allows, and nothing in the policy is idle', () => {
  let requests: Asked[];
  const day = LATER + 11;
  const invoke = async (command: object) => {
    const time = watched.deployed.dayOf(day).toISOString();
    const { result, functionError } = await watched.deployed.invoke({ ...command, time });
    expect(functionError).toBeUndefined();
    return result as Result;
  };

  beforeAll(async () => {
    const { deployed } = watched;
    await deployed.addUser('stranger', 100, {});
    await deployed.addUser('adopted', DUE_AGE - LATER, {
      ...MANAGED,
      'keyturn:secret-name': 'team/database-reader',
      'keyturn:secret-format': 'credential-process',
    });
    await deployed.setDay(day);
    const { User } = await deployed.iam.send(new GetUserCommand({ UserName: 'adopted' }));
    await deployed.secrets.send(
      new CreateSecretCommand({
        Name: 'team/database-reader',
        SecretString: 'by hand',
        Tags: [{ Key: 'keyturn:user-id', Value: User?.UserId }],
      }),
    );
    await watched.run(day);
    for (const command of ['plan', 'status']) await invoke({ command });
    expect(await deployed.secretValue('team/database-reader')).toMatchObject({ UserName: 'adopted' });
    await invoke({ command: 'rotate', userName: 'steady' });
    await invoke({ command: 'rollback', userName: 'steady' });
    await invoke({ command: 'hold', userName: 'steady', until: '' });
    const { accessKeyId } = await deployed.currentKey('keyturn/steady');
    await invoke({ command: 'revoke', accessKeyId });
    // A leak, whose answer announces and notes; it reads the notice board of leaks for a key of nobody's.
    const { accessKeyId: leaked } = await deployed.currentKey('keyturn/erp');
    for (const key of [leaked, 'AKIAIOSFODNN7EXAMPLE']) await watched.report(exposed(key));
    expect((await invoke({ command: 'rotate', userName: 'stranger' })).failures).toHaveLength(1);
    requests = await watched.requests();
    console.info(`requests of the deployed function that differ: ${requests.length}`);
  });

  test("every call in all of the above is allowed, but for those about a user that is not tagged in, and a key of nobody's", async () => {
    expect(requests.length).toBeGreaterThan(30);
    const refused: Asked[] = [];
    for (const request of requests) if (!(await isAllowed(watched.statements, request))) refused.push(request);
    expect(refused).toEqual(requests.filter(({ isManaged }) => !isManaged));
    expect(refused.map(({ action, resource }) => [action, resource]).sort()).toEqual([
      // A report about a key of nobody's: IAM says no more than that.
      ['iam:GetAccessKeyLastUsed', userArn('nobody')],
      ['iam:GetUser', userArn('stranger')],
    ]);
  });

  test('every action that a statement allows was needed', () => {
    const allowed = watched.statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action);
    const needed = new Set(requests.map(({ action }) => action));
    expect(allowed.filter((action) => !needed.has(action))).toEqual([]);
  });

  test('without any one of the statements, some call would have been refused', async () => {
    const allowing = watched.statements.filter(({ Effect }) => Effect === 'Allow');
    for (const { Sid } of allowing) {
      const rest = watched.statements.filter((statement) => statement.Sid !== Sid);
      const answers = await Promise.all(
        requests.filter(({ isManaged }) => isManaged).map((one) => isAllowed(rest, one)),
      );
      expect([Sid, answers.includes(false)]).toEqual([Sid, true]);
    }
  });
});
