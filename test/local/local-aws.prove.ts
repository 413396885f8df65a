import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  GenerateCredentialReportCommand,
  GetAccessKeyLastUsedCommand,
  GetCredentialReportCommand,
  IAMClient,
  ListUsersCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { CreateSecretCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { LocalAws } from '../../local/aws';
import { invoke, lambdaApi } from '../../local/invoke';
import { pythonWithMoto } from '../../local/python';
import { run } from '../../local/run';
import { emptyAws } from '../support/local-aws/shared';

const DAY_MS = 24 * 60 * 60 * 1000;
const A_MINUTE_MS = 60 * 1000;
let aws: LocalAws;
let iam: IAMClient;
let secrets: SecretsManagerClient;
beforeAll(async () => {
  aws = await emptyAws();
  iam = new IAMClient(aws.clientConfig);
  secrets = new SecretsManagerClient(aws.clientConfig);
});
afterAll(() => aws?.stop());

interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

async function aUserWithAKey(userName: string): Promise<KeyPair & { readonly createdAt: Date }> {
  await iam.send(new CreateUserCommand({ UserName: userName }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: userName }));
  if (!AccessKey?.AccessKeyId || !AccessKey.SecretAccessKey || !AccessKey.CreateDate) throw new Error('no key');
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, CreateDate: createdAt } = AccessKey;
  return { accessKeyId, secretAccessKey, createdAt };
}

const callerIdentity = ({ accessKeyId, secretAccessKey }: KeyPair) =>
  new STSClient({ ...aws.clientConfig, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 }).send(
    new GetCallerIdentityCommand({}),
  );

describe('the clock', () => {
  test('dates what is created, runs on, and can be moved again', async () => {
    const longAgo = new Date(Date.now() - 200 * DAY_MS);
    await aws.setClock(longAgo);

    const { createdAt } = await aUserWithAKey('clock');

    expect(createdAt.getTime() - longAgo.getTime()).toBeGreaterThan(-1000);
    expect(createdAt.getTime() - longAgo.getTime()).toBeLessThan(A_MINUTE_MS);
    await aws.setClock(new Date(longAgo.getTime() + 90 * DAY_MS));
    expect((await aws.now()).getTime()).toBeGreaterThanOrEqual(longAgo.getTime() + 90 * DAY_MS);
  });
});

describe('authentication', () => {
  test('an active key is its user', async () => {
    const key = await aUserWithAKey('active');
    expect((await callerIdentity(key)).Arn).toBe(`arn:aws:iam::${aws.accountId}:user/active`);
  });

  test('an inactive key is refused, and works again once it is reactivated', async () => {
    const key = await aUserWithAKey('inactive');
    const setStatus = (Status: 'Active' | 'Inactive') =>
      iam.send(new UpdateAccessKeyCommand({ UserName: 'inactive', AccessKeyId: key.accessKeyId, Status }));

    await setStatus('Inactive');
    await expect(callerIdentity(key)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });

    await setStatus('Active');
    await expect(callerIdentity(key)).resolves.toMatchObject({ Account: aws.accountId });
  });

  test('a deleted key is refused', async () => {
    const key = await aUserWithAKey('deleted');
    await iam.send(new DeleteAccessKeyCommand({ UserName: 'deleted', AccessKeyId: key.accessKeyId }));
    await expect(callerIdentity(key)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  });

  test('an invented key is refused, by each service in its own protocol', async () => {
    const invented = {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    };
    await expect(callerIdentity(invented)).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
      $metadata: { httpStatusCode: 403 },
    });
    const json = new SecretsManagerClient({ ...aws.clientConfig, credentials: invented, maxAttempts: 1 });
    await expect(json.send(new ListSecretsCommand({}))).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  });

  test('a wrong secret half is refused, in every protocol', async () => {
    const key = await aUserWithAKey('wrong-half');
    const wrong = { ...key, secretAccessKey: `${key.secretAccessKey.slice(0, -1)}!` };
    await expect(callerIdentity(wrong)).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });

    const secretsSignedBy = (credentials: KeyPair) =>
      new SecretsManagerClient({ ...aws.clientConfig, credentials, maxAttempts: 1 }).send(new ListSecretsCommand({}));
    await expect(secretsSignedBy(wrong)).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    await expect(secretsSignedBy(key)).resolves.toHaveProperty('SecretList');
  });

  test('a use is seen at the time of the clock, by itself and in the credential report; a refused one is not', async () => {
    const key = await aUserWithAKey('user=last,used');
    const usedAt = new Date(Date.now() - 42 * DAY_MS);
    await aws.setClock(usedAt);
    await callerIdentity(key);
    await aws.setClock(new Date(usedAt.getTime() + DAY_MS));
    await callerIdentity({ ...key, secretAccessKey: 'wrong' }).catch(() => {});

    const { AccessKeyLastUsed } = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: key.accessKeyId }));
    await iam.send(new GenerateCredentialReportCommand({}));
    const report = Buffer.from((await iam.send(new GetCredentialReportCommand({}))).Content ?? []).toString();

    expect(AccessKeyLastUsed).toMatchObject({ ServiceName: 'sts', Region: 'us-east-1' });
    expect(Math.abs((AccessKeyLastUsed?.LastUsedDate?.getTime() ?? 0) - usedAt.getTime())).toBeLessThan(A_MINUTE_MS);
    expect(report).toMatch(new RegExp(`user=last,used.*${usedAt.toISOString().slice(0, 10)}`));
  });
});

describe('what it records', () => {
  test('messages, as they were published', async () => {
    const sns = new SNSClient(aws.clientConfig);
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'messages' }));
    await sns.send(
      new PublishCommand({
        TopicArn,
        Subject: 'A key was rotated',
        Message: '{"default":"text"}',
        MessageStructure: 'json',
        MessageAttributes: { event: { DataType: 'String', StringValue: 'key-rotated' } },
      }),
    );
    expect(await aws.published()).toEqual([
      expect.objectContaining({
        topicArn: TopicArn,
        subject: 'A key was rotated',
        message: '{"default":"text"}',
        messageStructure: 'json',
        attributes: { event: 'key-rotated' },
      }),
    ]);
  });

  test('who used a key, as CloudTrail shows it: the newest first, in pages, without what was refused', async () => {
    const key = await aUserWithAKey('trail');
    const longAgo = Date.UTC(2026, 0, 31);
    const trail = new CloudTrailClient(aws.clientConfig);
    const asked = { LookupAttributes: [{ AttributeKey: 'AccessKeyId' as const, AttributeValue: key.accessKeyId }] };
    for (const day of [0, 1, 2]) {
      await aws.setClock(new Date(longAgo + day * DAY_MS));
      await callerIdentity(key);
      await callerIdentity({ ...key, secretAccessKey: 'wrong' }).catch(() => {});
    }
    const first = await trail.send(
      new LookupEventsCommand({ ...asked, StartTime: new Date(longAgo + DAY_MS), MaxResults: 1 }),
    );
    const second = await trail.send(
      new LookupEventsCommand({
        ...asked,
        StartTime: new Date(longAgo + DAY_MS),
        MaxResults: 1,
        NextToken: first.NextToken,
      }),
    );
    const events = [...(first.Events ?? []), ...(second.Events ?? [])];
    expect(second.NextToken).toBeUndefined();
    expect(events.map(({ EventTime }) => EventTime?.toISOString().slice(0, 10))).toEqual(['2026-02-02', '2026-02-01']);
    expect(events[0]).toMatchObject({ EventName: 'GetCallerIdentity', EventSource: 'sts.amazonaws.com' });
    expect(JSON.parse(events[0]?.CloudTrailEvent ?? '')).toMatchObject({
      sourceIPAddress: '127.0.0.1',
      userAgent: expect.stringContaining('aws-sdk-js/'),
    });
  });

  test('calls, with their errors and without secrets', async () => {
    const since = (await aws.calls()).at(-1)?.n ?? 0;
    await secrets.send(new CreateSecretCommand({ Name: 'recorded', SecretString: 'a-secret-half' }));
    await iam.send(new CreateAccessKeyCommand({ UserName: 'nobody' })).catch(() => {});

    const calls = await aws.calls(since);

    expect(calls).toMatchObject([
      { service: 'secretsmanager', action: 'CreateSecret', status: 200, parameters: { SecretString: '(cut)' } },
      { service: 'iam', action: 'CreateAccessKey', status: 404, error: 'NoSuchEntity' },
    ]);
    expect(calls[1]?.parameters).toEqual({ UserName: 'nobody' });
    expect(JSON.stringify(calls)).not.toContain('a-secret-half');
  });
});

describe('a function', () => {
  const CODE = `
    let invocations = 0;
    exports.handler = async (event, context) => {
      console.log('asked to ' + event.do);
      if (event.do === 'fail') throw new TypeError('as asked');
      if (event.do === 'hang') return new Promise((resolve) => setTimeout(resolve, 60_000));
      if (event.do === 'exit') process.exit(3);
      if (event.do === 'die') process.kill(process.pid, 'SIGKILL');
      if (event.do === 'call') return fetch(process.env.AWS_ENDPOINT_URL, {
        method: 'POST',
        body: 'Action=CreateUser&Version=2010-05-08&UserName=' + event.userName,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID +
            '/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0',
        },
      }).then((response) => response.status);
      if (event.do === 'meet') {
        const fs = require('node:fs');
        fs.writeFileSync(event.folder + '/' + process.pid, '');
        while (fs.readdirSync(event.folder).length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
      }
      if (event.do === 'tell') return { time: new Date().toISOString(), now: Date.now(), today: new Date(event.date).getTime() };
      const { functionName, invokedFunctionArn, memoryLimitInMB } = context;
      return { pid: process.pid, invocations: ++invocations, color: process.env.COLOR,
        functionName, invokedFunctionArn, memoryLimitInMB, remainingMs: context.getRemainingTimeInMillis() };
    };`;
  const ask = (what: string, more: object = {}) => invoke(aws, 'painter', { do: what, ...more });
  const configure = (settings: object) =>
    lambdaApi(aws, '/2015-03-31/functions/painter/configuration', settings, {}, 'PUT');
  const pid = async () => (await ask('paint')).result as { pid: number; invocations: number };

  beforeAll(async () => {
    await iam.send(new CreateRoleCommand({ RoleName: 'painter', AssumeRolePolicyDocument: '{}' }));
    const created = await lambdaApi(aws, '/2015-03-31/functions', {
      FunctionName: 'painter',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${aws.accountId}:role/painter`,
      Timeout: 900,
      MemorySize: 256,
      Environment: { Variables: { COLOR: 'green' } },
      Code: { ZipFile: await zipped(CODE) },
    });
    expect(await created.json()).toHaveProperty('FunctionArn');
  });

  test('runs with what Lambda gives it, and its log is kept', async () => {
    const { result, functionError, log } = await ask('paint');

    expect(functionError).toBeUndefined();
    expect(result).toMatchObject({
      color: 'green',
      functionName: 'painter',
      invokedFunctionArn: `arn:aws:lambda:us-east-1:${aws.accountId}:function:painter`,
      memoryLimitInMB: '256',
    });
    expect((result as { remainingMs: number }).remainingMs).toBeGreaterThan(0);
    expect(log).toMatch(/^START RequestId: .*\nasked to paint\nEND RequestId: /);
    expect((await aws.functionLog()).map(({ line }) => line)).toContain('asked to paint');
  });

  test('stays warm between invocations, and has a second process for a second one at the same time', async () => {
    const first = await pid();
    expect(await pid()).toMatchObject({ pid: first.pid, invocations: first.invocations + 1 });

    const folder = mkdtempSync(join(tmpdir(), 'keyturn-twins-'));
    const twins = await Promise.all([ask('meet', { folder }), ask('meet', { folder })]);
    rmSync(folder, { recursive: true, force: true });
    expect(new Set(twins.map(({ result }) => (result as { pid: number }).pid)).size).toBe(2);
  });

  test('reports its error and stays warm', async () => {
    const before = await pid();
    const { result, functionError, log } = await ask('fail');

    expect(functionError).toBe('Unhandled');
    expect(result).toMatchObject({ errorType: 'TypeError', errorMessage: 'as asked', trace: expect.any(Array) });
    expect(log).toContain('Invoke Error');
    expect((await pid()).pid).toBe(before.pid);
  });

  test.each([
    ['die', 'Runtime.ExitError', 'Runtime exited with error: signal: killed'],
    ['exit', 'Runtime.ExitError', 'Runtime exited with error: exit status 3'],
    ['hang', 'Sandbox.Timedout', 'Task timed out after 2.00 seconds'],
  ])('that is asked to %s is reported, and the next invocation starts afresh', async (what, errorType, message) => {
    // Only what hangs is measured: everything else may take its time.
    if (what === 'hang') await configure({ Timeout: 2 });
    const { result, functionError } = await ask(what);
    await configure({ Timeout: 900 });

    expect(functionError).toBe('Unhandled');
    expect(result).toMatchObject({ errorType, errorMessage: expect.stringContaining(message) });
    expect(await ask('paint')).toMatchObject({ result: { color: 'green' } });
  });

  test.each([
    ['before', 'undone', 0],
    ['after', 'done', 1],
  ] as const)('is killed %s its second call, which is then %s', async (when, userName, expectedCalls) => {
    await ask('call', { userName: `${userName}-first` });
    const since = (await aws.calls()).at(-1)?.n ?? 0;
    await aws.killFunction(2, when);

    expect((await ask('call', { userName: `${userName}-before-it` })).result).toBe(200);
    const { result } = await ask('call', { userName });

    expect(result).toMatchObject({ errorMessage: expect.stringContaining('signal: killed') });
    expect(await aws.killPending()).toBe(false);
    const made = (await aws.calls(since)).filter(({ parameters }) => parameters?.UserName === userName);
    expect(made).toHaveLength(expectedCalls);
    expect(made.every(({ byFunction, principal }) => byFunction && principal.endsWith('role/painter'))).toBe(true);
  });

  test('waits in a call that is held, which is done once it is released', async () => {
    const call = async () => (await aws.calls()).find(({ parameters }) => parameters?.UserName === 'held');
    const { answer } = await aws.whileHeld('CreateUser', async () => {
      const asked = ask('call', { userName: 'held' });
      while (!(await call()));
      expect((await call())?.status).toBeUndefined();
      return { answer: asked };
    });

    expect((await answer).result).toBe(200);
    expect((await call())?.status).toBe(200);
  });

  test('is killed at its call of an action, and at no other', async () => {
    await aws.killFunction(1, 'before', 'DeleteUser');
    expect((await ask('call', { userName: 'spared' })).result).toBe(200);
    expect(await aws.killPending()).toBe(true);
    await aws.killFunction(1, 'before', 'CreateUser');
    expect((await ask('call', { userName: 'not-spared' })).result).toMatchObject({
      errorMessage: expect.stringContaining('signal: killed'),
    });
  });

  test('has the real time, and where it is said the time of this AWS; its limit is of the real time all the same', async () => {
    const fork = await aws.fork();
    const told = async () => {
      const date = '2020-01-02T00:00:00.000Z';
      const { result } = await invoke(fork, 'painter', { do: 'tell', date });
      const { time, now, today } = result as { time: string; now: number; today: number };
      expect([Math.abs(Date.parse(time) - now) < 60_000, today]).toEqual([true, Date.parse(date)]);
      return now;
    };
    const long = new Date('2021-03-04T05:00:00Z');
    await fork.setClock(long);
    expect(Math.abs((await told()) - Date.now())).toBeLessThan(3_600_000);
    await fork.setClock(long, true);
    expect((await told()) - long.getTime()).toBeLessThan(3_600_000);
    await fork.setClock(new Date('2021-06-04T05:00:00Z'), true);
    expect((await told()) - Date.parse('2021-06-04T05:00:00Z')).toBeLessThan(3_600_000);
    const { result } = await invoke(fork, 'painter', { do: 'paint' });
    const { remainingMs } = result as { remainingMs: number };
    expect([remainingMs > 0, remainingMs <= 900_000]).toEqual([true, true]);
    await fork.stop();
  });

  test('runs its new code after an update', async () => {
    const updated = await lambdaApi(
      aws,
      '/2015-03-31/functions/painter/code',
      { ZipFile: await zipped('exports.handler = async () => "new";') },
      {},
      'PUT',
    );
    expect(await updated.json()).toHaveProperty('FunctionArn');
    expect((await ask('paint')).result).toBe('new');
  });
});

describe('a fork', () => {
  const usersOf = async ({ clientConfig }: LocalAws) => {
    const { Users = [] } = await new IAMClient(clientConfig).send(new ListUsersCommand({}));
    return Users.map(({ UserName }) => UserName);
  };

  test('goes on from the same state, by itself, with a clock and functions of its own', async () => {
    await aUserWithAKey('before');
    const fork = await aws.fork();
    await new IAMClient(fork.clientConfig).send(new CreateUserCommand({ UserName: 'in-the-fork' }));
    await aUserWithAKey('in-the-first');
    const longAgo = new Date(Date.now() - 400 * DAY_MS);
    await fork.setClock(longAgo);

    expect(await usersOf(fork)).toEqual(expect.arrayContaining(['before', 'in-the-fork']));
    expect(await usersOf(fork)).not.toContain('in-the-first');
    expect(await usersOf(aws)).not.toContain('in-the-fork');
    expect((await aws.now()).getTime()).toBeGreaterThan(longAgo.getTime() + 100 * DAY_MS);
    const [here, there] = [await invoke(aws, 'painter', {}), await invoke(fork, 'painter', {})];
    expect([here.result, there.result]).toEqual(['new', 'new']);
    await fork.stop();
  });

  test('ends when it is stopped, and the forks of it do', async () => {
    const fork = await aws.fork();
    const ofFork = await fork.fork();
    await expect(ofFork.now()).resolves.toBeInstanceOf(Date);
    await fork.stop();
    while (await isThere(ofFork)) await new Promise((resolve) => setTimeout(resolve, 20));
    expect([await isThere(fork), await isThere(aws)]).toEqual([false, true]);
  });

  const isThere = (one: LocalAws) =>
    one.now().then(
      () => true,
      () => false,
    );
});

/** A deployment package of one file, base64. */
async function zipped(code: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-zip-'));
  try {
    writeFileSync(join(folder, 'index.js'), code);
    const python = await pythonWithMoto(() => {});
    await run(python, ['-m', 'zipfile', '-c', 'code.zip', 'index.js'], { cwd: folder });
    return readFileSync(join(folder, 'code.zip')).toString('base64');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
