/** keyturn/consumer: a credential provider that follows the secret, tried with the SDK's own clients. */
import { IAMClient } from '@aws-sdk/client-iam';
import { SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import type { KeyturnSecretError } from '../../consumer/errors';
import { rejection } from '../../consumer/errors';
import { fromKeyturnSecret } from '../../consumer/from-keyturn-secret';
import type { KeyturnSecretOptions } from '../../consumer/options';
import { identityFrom } from '../../consumer/value';
import { secretValue } from '../../lambda/core/secret/secret-value';
import { BUILT_IN_FORMATS } from '../../lambda/core/settings/secret-formats';
import { AwsAtHand, keyPair, NO_KEY_YET, secretHalfOf, secretTextOf, xml } from '../support/deployed/aws-at-hand';

const OLD = 'AKIAI44QH8DHBEXAMPLE';
const NEW = 'AKIAIOSFODNN7EXAMPLE';
const NEWEST = 'AKIA333333333EXAMPLE';
const ROLE = 'ASIAROLE88888EXAMPLE';
const MINUTE = 60_000;

/** A program that began with the key OLD, at a time that the test moves. */
function aProgram(options: Partial<KeyturnSecretOptions> = {}, clientConfig: STSClientConfig = {}) {
  const aws = new AwsAtHand();
  aws.active.add(OLD).add(NEW);
  aws.secret = { text: secretTextOf(NEW) };
  const time = { now: 0 };
  const problems: string[] = [];
  const keyturn = fromKeyturnSecret({
    secretId: 'keyturn/alice',
    bootstrap: keyPair(OLD),
    region: 'us-east-1',
    clientConfig: { requestHandler: aws.requestHandler, maxAttempts: 1 },
    onProblem: (problem) => problems.push(problem.message),
    now: () => time.now,
    ...options,
  });
  const sts = new STSClient({ ...aws.clientConfig, maxAttempts: 1, ...clientConfig, extensions: [keyturn] });
  /** The key that AWS saw, or the name of the error that the program saw. */
  const call = (client = sts): Promise<string> =>
    client.send(new GetCallerIdentityCommand({})).then(
      ({ UserId = '' }) => UserId,
      (error: Error) => error.name,
    );
  return { aws, time, problems, keyturn, sts, call };
}

describe('reading', () => {
  test('the bootstrap credentials read the first key, and sign nothing else', async () => {
    const { aws, call } = aProgram();
    expect(await call()).toBe(NEW);
    expect(aws.reads).toEqual([OLD]);
    expect(aws.calls).toEqual([NEW]);
  });

  test('from then on a key reads its own successor: reading counts as use, and the old key must rest', async () => {
    const { aws, time, call } = aProgram();
    await call();
    aws.active.add(NEWEST);
    aws.secret = { text: secretTextOf(NEWEST) };
    time.now += 5 * MINUTE;
    expect(await call()).toBe(NEWEST);
    time.now += 5 * MINUTE;
    await call();
    expect(aws.reads).toEqual([OLD, NEW, NEWEST]);
  });

  test('a thousand calls in five minutes read the secret once', async () => {
    const { aws, time, call } = aProgram();
    for (let n = 0; n < 1000; n++, time.now += 299) await call();
    expect(aws.reads).toHaveLength(1);
    expect(aws.calls).toHaveLength(1000);
  });

  test('fifty calls at once read it once, and so do fifty at the next refresh', async () => {
    const { aws, time, call } = aProgram();
    await Promise.all(Array.from({ length: 50 }, () => call()));
    expect(aws.reads).toHaveLength(1);
    time.now += 5 * MINUTE;
    await Promise.all(Array.from({ length: 50 }, () => call()));
    expect(aws.reads).toHaveLength(2);
  });

  test('refreshEveryMs says how old a key may grow', async () => {
    const { aws, time, call } = aProgram({ refreshEveryMs: 60 * MINUTE });
    await call();
    time.now += 60 * MINUTE - 1;
    await call();
    expect(aws.reads).toHaveLength(1);
    time.now += 1;
    await call();
    expect(aws.reads).toHaveLength(2);
    expect(() => aProgram({ refreshEveryMs: 0 })).toThrow('refreshEveryMs is 0, but must be greater than 0');
  });

  test('two clients share the key', async () => {
    const { aws, keyturn, call } = aProgram();
    await call();
    await call(new STSClient({ ...aws.clientConfig, extensions: [keyturn] }));
    expect(aws.reads).toHaveLength(1);
  });

  test('as a mere provider it follows the secret too', async () => {
    const { aws, time, keyturn, call } = aProgram();
    const client = new STSClient({ ...aws.clientConfig, credentials: keyturn });
    expect(await call(client)).toBe(NEW);
    aws.active.add(NEWEST);
    aws.secret = { text: secretTextOf(NEWEST) };
    time.now += 5 * MINUTE;
    expect(await call(client)).toBe(NEWEST);
  });

  test('any client takes the extension', () => {
    const { keyturn } = aProgram();
    const region = 'us-east-1';
    for (const Client of [IAMClient, SNSClient, STSClient]) new Client({ region, extensions: [keyturn] });
  });
});

test('a client that is too old for the extension is told so, at once', () => {
  const { keyturn } = aProgram();
  const ofAnOldClient = { retryStrategy: () => undefined } as unknown as Parameters<typeof keyturn.configure>[0];
  expect(() => keyturn.configure(ofAnOldClient)).toThrow('too old to take it as an extension; update the client');
});

describe('before there is a key', () => {
  test.each([
    ['the secret holds the placeholder', { text: NO_KEY_YET }],
    ['the secret does not exist', { error: 'ResourceNotFoundException' }],
    ['the secret may not be read', { error: 'AccessDeniedException' }],
  ])('%s: the program goes on with the key that it has', async (_, secret) => {
    const { aws, time, call } = aProgram();
    aws.secret = secret;
    expect(await call()).toBe(OLD);
    aws.secret = { text: secretTextOf(NEW) };
    time.now += 5 * MINUTE;
    expect(await call()).toBe(NEW);
  });

  test('a placeholder is no problem; a secret that is not there is told', async () => {
    const { aws, problems, time, call } = aProgram();
    aws.secret = { text: NO_KEY_YET };
    await call();
    expect(problems).toEqual([]);
    aws.secret = { error: 'ResourceNotFoundException', message: "Secrets Manager can't find the specified secret." };
    time.now += 5 * MINUTE;
    await call();
    expect(problems).toEqual([
      "the Keyturn secret keyturn/alice cannot be read: ResourceNotFoundException: Secrets Manager can't find the specified secret.",
    ]);
  });

  test("a role's credentials are asked for anew with every call, as they expire", async () => {
    let serial = 0;
    const { aws, call } = aProgram({ bootstrap: async () => keyPair(`${ROLE}${serial++}`) });
    for (let n = 0; n < 9; n++) aws.active.add(`${ROLE}${n}`);
    aws.secret = { text: NO_KEY_YET };
    const seen = [await call(), await call()];
    expect(new Set(seen).size).toBe(2);
  });

  test('with no credentials at all, the error says why', async () => {
    const { aws, keyturn } = aProgram({ bootstrap: () => Promise.reject(new Error('the safe is locked')) });
    await expect(keyturn()).rejects.toMatchObject({
      name: 'KeyturnSecretError',
      message: 'the Keyturn secret keyturn/alice cannot be read: the credentials to begin with: Error',
    });
    expect(aws.reads).toEqual([]);
  });
});

describe('when AWS rejects the key', () => {
  /** A program that holds NEW, which is cut at once, while the secret names NEWEST already; a role can read it. */
  async function aRevocation(clientConfig: STSClientConfig = {}) {
    const program = aProgram({ bootstrap: keyPair(ROLE) }, clientConfig);
    const { aws, call } = program;
    aws.active.add(ROLE).add(NEWEST);
    await call();
    aws.active.delete(NEW);
    aws.secret = { text: secretTextOf(NEWEST) };
    aws.calls.length = 0;
    aws.reads.length = 0;
    return program;
  }

  test('the same call goes out again with the fresh key, and the caller sees no failure', async () => {
    const { aws, call } = await aRevocation();
    expect(await call()).toBe(NEWEST);
    expect(aws.calls).toEqual([NEW, NEWEST]);
    expect(aws.reads).toEqual([NEW, ROLE]);
  });

  test('fifty calls in flight: none fails, and the secret is read once', async () => {
    const { aws, call } = await aRevocation();
    expect(new Set(await Promise.all(Array.from({ length: 50 }, () => call())))).toEqual(new Set([NEWEST]));
    expect(aws.reads).toEqual([NEW, ROLE]);
  });

  test('it takes nothing from the budget of retries', async () => {
    const { aws, call } = await aRevocation({ maxAttempts: 2 });
    // One server error after the rejection.
    aws.trouble = (n) => (n === 2 ? xml(503, 'ServiceUnavailable', 'later') : undefined);
    expect(await call()).toBe(NEWEST);
    expect(aws.calls).toEqual([NEW, NEWEST, NEWEST]);
  });

  test("what is not about keys stays with the client's own strategy", async () => {
    const { aws, call } = aProgram({}, { maxAttempts: 2 });
    aws.trouble = () => xml(503, 'ServiceUnavailable', 'later');
    expect(await call()).toBe('ServiceUnavailable');
    expect(aws.calls).toHaveLength(2);
    aws.trouble = () => xml(403, 'AccessDenied', 'no');
    expect(await call()).toBe('AccessDenied');
    expect(aws.calls).toHaveLength(3);
    expect(aws.reads).toHaveLength(1);
  });

  test('a new key that a Region does not know yet: its predecessor signs, and a minute later the new one is tried again', async () => {
    const { aws, time, call } = aProgram();
    await call();
    aws.secret = { text: secretTextOf(NEWEST) };
    time.now += 5 * MINUTE;
    aws.calls.length = 0;
    expect([await call(), await call()]).toEqual([NEW, NEW]);
    expect(aws.calls).toEqual([NEWEST, NEW, NEW]);
    aws.active.add(NEWEST);
    time.now += MINUTE;
    expect(await call()).toBe(NEWEST);
  });

  test('where there is no other key, the caller gets the error of AWS, and Secrets Manager is not stormed', async () => {
    const { aws, time, call, problems } = aProgram();
    await call();
    aws.active.clear();
    for (let n = 0; n < 100; n++, time.now += 10) expect(await call()).toBe('InvalidClientTokenId');
    expect(aws.reads.length).toBeLessThan(10);
    expect(problems[0]).toBe(
      'the Keyturn secret keyturn/alice cannot be read: UnrecognizedClientException: The security token included in the request is invalid.',
    );
    // It comes back by itself.
    aws.active.add(NEW);
    expect(await call()).toBe(NEW);
  });

  test('a rejected key is not taken back by bootstrap credentials, which may be somebody else', async () => {
    const { aws, call } = aProgram({ bootstrap: keyPair(ROLE) });
    aws.active.add(ROLE);
    await call();
    aws.active.delete(NEW);
    expect(await call()).toBe('InvalidClientTokenId');
    expect(aws.calls).not.toContain(ROLE);
  });

  test('an answer that may mean it: a newer key is looked for, at most once a minute, and nothing else changes', async () => {
    const { aws, time, call } = aProgram();
    await call();
    aws.trouble = () => xml(403, 'AuthFailure', 'Not authorized for images');
    for (let n = 0; n < 10; n++, time.now += 1000) expect(await call()).toBe('AuthFailure');
    expect(aws.reads).toHaveLength(2);
    aws.active.add(NEWEST);
    aws.secret = { text: secretTextOf(NEWEST) };
    time.now += MINUTE;
    aws.trouble = () => (aws.calls.at(-1) === NEWEST ? undefined : xml(403, 'AuthFailure', 'could not be validated'));
    expect(await call()).toBe(NEWEST);
  });

  test.each<[answer: 'yes' | 'maybe' | 'no', name: string, status: number]>([
    ['yes', 'InvalidClientTokenId', 403],
    ['yes', 'UnrecognizedClientException', 400],
    ['yes', 'InvalidAccessKeyId', 403],
    ['yes', 'ExpiredToken', 403],
    ['yes', 'ExpiredTokenException', 400],
    ['maybe', 'AuthFailure', 401],
    ['maybe', 'Forbidden', 403],
    ['maybe', 'Unknown', 403],
    ['maybe', '403', 403],
    ['no', 'UnknownError', 500],
    ['no', 'AccessDenied', 403],
    ['no', 'AccessDeniedException', 400],
    ['no', 'SignatureDoesNotMatch', 403],
    ['no', 'TimeoutError', 0],
  ])('%s: %s with status %i', (answer, name, httpStatusCode) => {
    expect(rejection(Object.assign(new Error('?'), { name, $metadata: { httpStatusCode } }))).toBe(answer);
  });

  test('no: what is no error at all', () => {
    expect([undefined, null, 'text'].map(rejection)).toEqual(['no', 'no', 'no']);
  });
});

describe('a secret that cannot be read, or understood', () => {
  const malformed: [sentence: string, text: string][] = [
    ['holds text that is no JSON', `{"AccessKeyId":"${NEW}","SecretAccessKey":"${secretHalfOf(NEW)}"`],
    ['holds JSON that is no object', JSON.stringify(secretHalfOf(NEW))],
    ['holds JSON that is no object', 'null'],
    ['holds no access key in a format that Keyturn writes', '{}'],
    ['holds no access key in a format that Keyturn writes', JSON.stringify({ password: secretHalfOf(NEW) })],
    ['holds no access key in a format that Keyturn writes', JSON.stringify({ AccessKeyId: NEW })],
    ['holds no access key in a format that Keyturn writes', JSON.stringify({ AccessKeyId: NEW, SecretAccessKey: 7 })],
  ];

  test.each(malformed)(
    '%s (%#): the last good key stays, and the reason is told without the value',
    async (why, text) => {
      const { aws, time, problems, call } = aProgram();
      await call();
      aws.secret = { text };
      time.now += 5 * MINUTE;
      expect(await call()).toBe(NEW);
      expect(problems).toEqual([`the Keyturn secret keyturn/alice ${why}`]);
      expect(JSON.stringify(problems)).not.toContain(secretHalfOf(NEW));
    },
  );

  test('after a failure it is read again a minute later, not with every call', async () => {
    const { aws, time, call } = aProgram();
    await call();
    aws.secret = { error: 'InternalServiceError' };
    time.now += 5 * MINUTE;
    for (let n = 0; n < 10; n++) expect(await call()).toBe(NEW);
    expect(aws.reads).toHaveLength(2);
    time.now += MINUTE;
    await call();
    expect(aws.reads).toHaveLength(3);
  });

  test('a read that hangs holds up nobody else than those who wait for it, and is one', async () => {
    const { aws, time, call } = aProgram();
    await call();
    let release = () => {};
    aws.delay = () => new Promise((resolve) => (release = resolve));
    time.now += 5 * MINUTE;
    const waiting = [call(), call()];
    await new Promise(setImmediate);
    release();
    expect(await Promise.all(waiting)).toEqual([NEW, NEW]);
    expect(aws.reads).toHaveLength(2);
  });

  test('a key that may not read its secret: the bootstrap credentials do, and the denial is not provoked again', async () => {
    const { aws, time, call } = aProgram({ bootstrap: keyPair(ROLE) });
    aws.active.add(ROLE);
    aws.denied.add(NEW);
    for (let n = 0; n < 4; n++, time.now += 5 * MINUTE) expect(await call()).toBe(NEW);
    expect(aws.reads).toEqual([ROLE, NEW, ROLE, ROLE, ROLE]);
  });

  test('a key that is only not known yet goes on reading once it is: the old one must rest', async () => {
    const { aws, time, call } = aProgram();
    aws.active.delete(NEW);
    await call();
    time.now += 5 * MINUTE;
    await call();
    aws.active.add(NEW);
    aws.reads.length = 0;
    for (let n = 0; n < 3; n++, time.now += 5 * MINUTE) await call();
    expect(new Set(aws.reads)).toEqual(new Set([NEW]));
  });

  test('a listener that throws is no reason to be without a key', async () => {
    const onProblem = (_: KeyturnSecretError) => {
      throw new Error('the listener failed');
    };
    const { aws, call } = aProgram({ onProblem });
    aws.secret = { error: 'InternalServiceError' };
    expect(await call()).toBe(OLD);
  });
});

describe('the secret half stays where it is', () => {
  test('an answer that cannot be read is told by its name alone: its text may quote the answer', async () => {
    const { aws, keyturn, problems } = aProgram();
    aws.requestHandler.handle = async () => {
      const body = `{"SecretString": ${secretTextOf(NEW)} oops`;
      const { Readable } = await import('node:stream');
      const headers = { 'content-type': 'application/x-amz-json-1.1' };
      return { response: { statusCode: 200, headers, body: Readable.from([Buffer.from(body)]) } };
    };
    await keyturn();
    expect(problems).toEqual(['the Keyturn secret keyturn/alice cannot be read: SyntaxError']);
  });

  test('nothing is logged', async () => {
    const methods = ['log', 'info', 'warn', 'error', 'debug'] as const;
    const spies = methods.map((method) => jest.spyOn(console, method).mockImplementation(() => {}));
    const { aws, time, call } = aProgram();
    await call();
    aws.active.clear();
    time.now += 5 * MINUTE;
    await call();
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });

  test('an error holds one line and nothing that it came from', async () => {
    const { aws, keyturn } = aProgram({ bootstrap: () => Promise.reject(new Error(secretHalfOf(OLD))) });
    aws.active.clear();
    const error = await keyturn().catch((thrown: Error) => thrown);
    expect(Object.keys(error)).toEqual(['name']);
    expect((error as Error).cause).toBeUndefined();
    expect(String((error as Error).stack)).not.toContain(secretHalfOf(OLD));
  });
});

test.each(['credential-process', 'env'] as const)('what the function writes as %s is read here', (format) => {
  const key = { ...keyPair(NEW), accountId: '123456789012', userName: 'alice', createdAt: new Date(0) };
  expect(identityFrom(secretValue(key, BUILT_IN_FORMATS[format], 'eu-west-1'))).toMatchObject(keyPair(NEW));
});
