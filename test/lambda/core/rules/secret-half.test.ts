/** Promise 4: the secret half of a key goes to Secrets Manager and nowhere else. A year of several users, with faults, searched for it. */
import { logLines, RunFailedError } from '../../../../lambda/log';
import { later } from '../../../support/builders';
import { aConfig, DAY, HOUR, MANAGED, runIn } from '../../../support/simulation/harness';
import { serviceError, World } from '../../../support/world';

/** Small and repeatable: the same faults on every machine. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const USERS = ['alice', 'bob', 'carol', 'a,b+c=d@e.f_g-h'];

/** Everything that Keyturn lets out during a year: results, errors, log lines, messages, tags, requests. */
async function aYear() {
  const world = new World({ propagationMs: 3_000, seed: 11 });
  USERS.forEach((name, index) => {
    world.addUser({ name, tags: { ...MANAGED, 'keyturn:owner': 'team-a' }, createdAt: later(world.now, -300 * DAY) });
    world.createKey(name, { createdAt: later(world.now, -index * 40 * DAY) });
  });
  const config = aConfig({ maxKeyAgeDays: 30, graceDays: 5, quarantineDays: 3 });
  const random = chance(4);
  const issued = new Set<string>();
  const out: string[] = [];
  const stored: string[] = [];

  world.onCall = (_world, { operation, input, answer }) => {
    if (operation === 'CreateAccessKey' && answer)
      issued.add((answer as { AccessKey: { SecretAccessKey: string } }).AccessKey.SecretAccessKey);
    // PutSecretValue is the one way that is meant for it.
    if (operation === 'PutSecretValue') stored.push(String(input.SecretString));
    else out.push(JSON.stringify(input));
  };
  world.intercept = ({ operation, input }) => {
    if (random() > 0.03) return undefined;
    const dice = random();
    if (dice < 0.3) return 'throttle';
    if (dice < 0.5) return 'lose-answer';
    if (dice < 0.6) return 'crash-after';
    // An error that quotes the request, as a service's validation may.
    const quoted = `bad ${operation}: ${JSON.stringify(input)}`;
    return { fail: serviceError('secretsmanager', 'ValidationException', 400, quoted) };
  };

  let failures = 0;
  for (let day = 0; day < 365; day++, world.advance(DAY - HOUR)) {
    // Somebody deletes what consumers read, so that it is replaced at once.
    if (day === 200) world.deleteKey(world.keysOf('carol').at(-1)?.id ?? '');
    for (let run = 0; run < 2; run++, world.advance(HOUR / 2)) {
      try {
        const result = await runIn(world, { config });
        failures += result.failures.length;
        out.push(JSON.stringify(result), ...logLines(result).map((line) => JSON.stringify(line)));
        if (result.failures.length > 0) out.push(everythingIn(new RunFailedError(result)));
      } catch (error) {
        out.push(everythingIn(error));
      }
    }
    for (const { tags } of world.secrets.values()) out.push(JSON.stringify(tags));
    for (const { tags } of world.users.values()) out.push(JSON.stringify(tags));
  }
  for (const published of world.published) out.push(JSON.stringify(published));
  for (const { versions } of world.secrets.values()) stored.push(...versions.values());
  return { world, issued: [...issued], out, stored, failures };
}

/** An error as a careless logger would print it. */
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack, cause } = error;
  return [name, message, stack, JSON.stringify(error), cause === undefined ? '' : everythingIn(cause)].join('\n');
}

const found = (halves: readonly string[], texts: readonly string[]) => {
  const all = texts.join('\n');
  // A secret half may hold slashes, which JSON leaves alone, and never a character that JSON would escape.
  return halves.filter((half) => all.includes(half));
};

describe('promise 4: the secret half of a key', () => {
  let year: Awaited<ReturnType<typeof aYear>>;
  beforeAll(async () => {
    year = await aYear();
  });

  it('is made many times in this year, in which many things fail', () => {
    expect(year.issued.length).toBeGreaterThan(25);
    expect(year.failures).toBeGreaterThan(25);
    expect(year.world.published.length).toBeGreaterThan(50);
  });

  it('is nowhere but in Secrets Manager: in no result, error, log line, message, attribute, tag or other request', () => {
    expect(found(year.world.allSecretHalves(), year.out)).toEqual([]);
  });

  it('is found by this search where it is meant to be', () => {
    const current = [...year.world.secrets.values()].map(({ versions, labels }) =>
      versions.get(labels.get('AWSCURRENT') ?? ''),
    );
    expect(found(year.issued, current.map(String))).toHaveLength(USERS.length);
    expect(found(year.issued, year.stored).length).toBeGreaterThan(year.issued.length / 2);
  });

  it('is not in an error that quotes the request which held it', async () => {
    const world = new World();
    world.addUser({ name: 'alice', tags: MANAGED });
    world.createKey('alice', { createdAt: later(world.now, -80 * DAY) });
    world.intercept = ({ operation, input }) =>
      operation === 'PutSecretValue' && input.VersionStages
        ? { fail: serviceError('secretsmanager', 'ValidationException', 400, `bad value: ${input.SecretString}`) }
        : undefined;
    const result = await runIn(world);
    expect(result.failures[0]?.error).toContain('bad value');
    expect(result.failures[0]?.error).toContain('[secret half]');
    expect(found(world.allSecretHalves(), [JSON.stringify(result)])).toEqual([]);
  });

  it('is not in part in an error that is cut off in the middle of it', async () => {
    const world = new World();
    world.addUser({ name: 'alice', tags: MANAGED });
    world.createKey('alice', { createdAt: later(world.now, -80 * DAY) });
    // The half begins at one of the last 40 of the 500 characters that are told.
    world.intercept = ({ operation, input }) =>
      operation === 'PutSecretValue' && input.VersionStages
        ? {
            fail: serviceError('secretsmanager', 'ValidationException', 400, `${'x'.repeat(395)}${input.SecretString}`),
          }
        : undefined;
    const error = (await runIn(world)).failures[0]?.error ?? '';
    expect(error).toMatch(/"SecretAccessKey":"\[secret/);
    expect(world.allSecretHalves().filter((half) => error.includes(half.slice(0, 8)))).toEqual([]);
  });

  it('is not in an error about an answer that could not be read', async () => {
    const world = new World();
    world.addUser({ name: 'alice', tags: MANAGED });
    world.createKey('alice', { createdAt: later(world.now, -80 * DAY) });
    const unreadable = new SyntaxError('Unexpected token in <SecretAccessKey>wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY');
    world.intercept = ({ operation }) => (operation === 'CreateAccessKey' ? { fail: unreadable } : undefined);
    const { failures } = await runIn(world);
    expect(failures).toEqual([{ userName: 'alice', error: 'create the new key: SyntaxError' }]);
  });
});
