/**
 * Promise 4, and hostile input. The function's own handler, with its logger and its metrics, lives through random weeks in the in-memory
 * account: calls fail in every way, errors quote requests, answers are malformed, names and tags are made to deceive. Everything that leaves
 * the process is searched for every secret half that ever was, and for lines, messages and links that somebody forged.
 */

import { inspect } from 'node:util';
import type { Context } from 'aws-lambda';
import { handler } from '../../lambda';
import type { Clients } from '../../lambda/aws/clients';
import { MESSAGES } from '../../lambda/core/audit/log-entry';
import { smtpPassword } from '../../lambda/core/secret/ses-smtp';
import { toEnvironment } from '../../lambda/core/settings/environment';
import { disguised, HOSTILE } from '../support/hostile';
import { reportProof } from '../support/proof/report-proof';
import { aConfig, DAY, HOUR, MANAGED, MINUTE, TOPIC_ARN } from '../support/simulation/harness';
import { faultsOf, type Random, random } from '../support/simulation/random-faults';
import { World } from '../support/world';

let clients: Clients;
jest.mock('../../lambda/aws/clients', () => ({
  ...jest.requireActual('../../lambda/aws/clients'),
  // The function makes its clients once; each world has its own.
  ownAccountClients: () => new Proxy({}, { get: (_, name) => clients[name as keyof Clients] }),
}));

const SES_REGION = 'eu-west-1';
const LIVES = 110;
const DAYS = 10;
const config = aConfig({ maxKeyAgeDays: 8, graceDays: 2, quarantineDays: 1, idleDays: 1 });

interface Left {
  /** Raw, as the process wrote it. */
  readonly log: string[];
  /** Answers, errors with all that hangs on them, requests, tags. */
  readonly other: string[];
  readonly messages: string[];
  readonly canaries: string[];
  runs: number;
  failed: number;
}
const left: Left = { log: [], other: [], messages: [], canaries: [], runs: 0, failed: 0 };

beforeAll(async () => {
  Object.assign(process.env, toEnvironment(config), { KEYTURN_TOPIC_ARN: TOPIC_ARN });
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    jest.spyOn(process[stream], 'write').mockImplementation((chunk) => left.log.push(String(chunk)) > 0),
  );
  const consoles = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
    jest.spyOn(console, name).mockImplementation((...args) => void left.log.push(`${args.join(' ')}\n`)),
  );
  for (let seed = 0; seed < LIVES; seed++) await live(seed);
  for (const spy of [...spies, ...consoles]) spy.mockRestore();
  const { runs, failed } = left;
  reportProof({ proof: 'canaries', cases: left.canaries.length, runs, failed, lines: left.log.length });
});

async function live(seed: number): Promise<void> {
  const dice = random(seed);
  const world = new World({ seed, propagationMs: dice.chance(0.3) ? 5_000 : 0 });
  const names = people(world, dice, seed);
  world.intercept = faultsOf(dice, world, (canary) => left.canaries.push(canary));
  world.onCall = (_, { operation, input }) => {
    // The one way that is meant for it.
    const { SecretString: __, ...rest } = input;
    left.other.push(JSON.stringify([operation, rest]));
  };
  for (let day = 0; day < DAYS; day++, world.advance(DAY)) {
    for (const key of world.keysOf(dice.pick(names))) if (dice.chance(0.5)) useQuietly(world, key.id);
    await invoke(world, { time: world.now.toISOString() });
    if (dice.chance(0.3)) await invoke(world, commandFor(world, dice, names));
  }
  const tags = [...world.users.values(), ...world.secrets.values()].map((one) => JSON.stringify(one.tags));
  left.other.push(...tags);
  left.messages.push(...world.published.map((message) => JSON.stringify(message)));
  // An SMTP password opens mail sending, and is made from the half.
  for (const half of world.allSecretHalves()) left.canaries.push(half, smtpPassword(half, SES_REGION));
}

function people(world: World, dice: Random, seed: number): string[] {
  // A name that AWS would refuse fails in every run, so it is not in every life.
  return ['alice', 'bob', seed % 2 ? 'dora' : disguised(seed / 2)].map((name) => {
    const tags: Record<string, string> = { ...MANAGED, 'keyturn:owner': dice.pick(HOSTILE) };
    if (dice.chance(0.2)) tags['keyturn:secret-name'] = dice.pick(HOSTILE);
    if (dice.chance(0.3)) tags['keyturn:ses-smtp-region'] = SES_REGION;
    if (dice.chance(0.1)) tags['keyturn:grace-days'] = dice.pick(HOSTILE);
    if (dice.chance(0.1)) tags['keyturn:exempt-until'] = dice.pick(HOSTILE);
    const createdAt = new Date(world.now.getTime() - 20 * DAY);
    const { id } = world.addUser({ name, tags, createdAt });
    world.createKey(name, { createdAt });
    if (dice.chance(0.2)) {
      world.addSecret(`keyturn/${id}`, 'by hand', { 'keyturn:user-id': id });
      // Mostly one that Secrets Manager lets through; one that it would refuse makes each later change of the tags fail.
      const intent = dice.chance(0.8) ? '@here https://evil.example/FORGED' : dice.pick(HOSTILE);
      Object.assign(world.secrets.get(`keyturn/${id}`)?.tags ?? {}, { 'keyturn:intent': intent });
    }
    return name;
  });
}

function useQuietly(world: World, accessKeyId: string): void {
  try {
    world.useKey(accessKeyId);
  } catch {
    // An Inactive key, as programs meet it.
  }
}

function commandFor(world: World, dice: Random, names: readonly string[]): object {
  const userName = dice.pick(names);
  const accessKeyId = dice.pick(world.keysOf(userName))?.id ?? 'AKIAIOSFODNN7EXAMPLE';
  return dice.pick([
    { command: 'rotate', userName },
    { command: 'rollback', userName },
    { command: 'revoke', accessKeyId },
    { command: 'plan' },
    { command: 'status' },
    { command: 'hold', userName, until: dice.pick(HOSTILE) },
    { command: dice.pick(HOSTILE) },
  ]);
}

async function invoke(world: World, event: object): Promise<void> {
  clients = world.clients();
  // The function's clock is the world's, so that no event lies ahead of it.
  jest.useFakeTimers({
    now: new Date(world.now.getTime() + MINUTE),
    doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'],
  });
  left.runs++;
  try {
    left.other.push(JSON.stringify(await handler(event, CONTEXT)));
  } catch (error) {
    left.failed++;
    // As a careless runtime would print it, with all that hangs on it.
    left.other.push(inspect(error, { depth: 10, showHidden: true }), JSON.stringify(error));
  } finally {
    jest.useRealTimers();
  }
  world.advance(HOUR);
}

const CONTEXT = {
  getRemainingTimeInMillis: () => 900_000,
  awsRequestId: 'request',
  functionName: 'keyturn',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:keyturn',
} as Context;

/** Searches each word of a secret half's characters once: the same words come a thousand times. */
function found(parts: readonly string[], text: string): string[] {
  const words = [...new Set(text.match(/[A-Za-z0-9+/]{12,}/g))].join('\n');
  return [...new Set(parts)].filter((part) => words.includes(part));
}

describe('promise 4: the secret half of a key', () => {
  it('is made often, in at least 1,000 runs of which many fail', () => {
    expect(left.runs).toBeGreaterThanOrEqual(1_000);
    expect(left.failed).toBeGreaterThan(left.runs / 10);
    expect(left.canaries.length).toBeGreaterThan(500);
    expect(left.messages.length).toBeGreaterThan(500);
  });

  it('is in nothing that leaves the process, neither whole nor in part', () => {
    const parts = left.canaries.flatMap((half) => [half.slice(0, 12), half.slice(14, 26), half.slice(-12)]);
    for (const ways of [left.log, left.messages, left.other]) expect(found(parts, ways.join('\n'))).toEqual([]);
  });

  it('would be found by this search', () => {
    const [half = ''] = left.canaries;
    const error = Object.assign(new Error('x'), { $response: { body: { half } } });
    expect(found([half.slice(-12)], inspect(error, { depth: 10, showHidden: true }))).toHaveLength(1);
  });
});

describe('hostile names and tags', () => {
  const lines = () => left.log.join('').split('\n').filter(Boolean);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
  const DECEIVING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

  it('forge no log line: each is JSON with a message that is Keyturn’s own, or metrics', () => {
    const messages = lines().map((line) => {
      const { message, _aws } = JSON.parse(line);
      return message ?? (_aws && 'metrics');
    });
    const own = [...MESSAGES, 'user failed', 'circuit breaker', 'metrics'];
    expect(messages.filter((message) => !own.includes(message))).toEqual([]);
    expect(messages.filter((message) => message === 'metrics').length).toBeGreaterThan(1_000);
  });

  it('turn or hide nothing in a log line', () => {
    expect(lines().filter((line) => DECEIVING.test(line))).toEqual([]);
  });

  it('forge no line of an e-mail and no address, mention or markup in a chat message', () => {
    const bad = left.messages.flatMap((each) => {
      const { subject, message } = JSON.parse(each);
      const { email, https, ...programs } = JSON.parse(message);
      const lines: string[] = email.split('\n');
      const chat = [https].map((text) => JSON.stringify(JSON.parse(text))).join();
      return [
        ...lines.filter((line) => DECEIVING.test(line) || line.startsWith('FORGED')),
        ...(/[<>]|:\/\/|\]\(|(^|[\s"])@\w/.test(chat) || DECEIVING.test(chat) ? [chat] : []),
        // Programs get names and tags as they are, in fields that they cannot leave.
        ...Object.values<string>(programs).filter((json) => Object.keys(JSON.parse(json)).includes('forged')),
        ...(/^[ -~]{1,99}$/.test(subject) ? [] : [subject]),
      ];
    });
    expect(bad).toEqual([]);
  });

  it('get through in a form that can be read', () => {
    expect(left.messages.some((message) => message.includes('FORGED'))).toBe(true);
    expect(left.log.some((line) => line.includes('FORGED'))).toBe(true);
  });
});
