/** `status`: whom it looks at, what it answers, and in which order. It changes nothing. */

import { outlookOf } from '../../../lambda/core/account/outlook';
import { resultOf } from '../../../lambda/core/report/result';
import { type Survey, survey } from '../../../lambda/run/survey';
import { aRow, aSecret, daysAgo, labels, later, NEW, NOW, OLD } from '../../support/builders';
import { aConfig, DAY, HOUR, MANAGED, MINUTE, reconcileIn } from '../../support/simulation/harness';
import { failing, serviceError, throttled, World } from '../../support/world';

type Asked = Partial<Pick<Survey, 'everybody' | 'remainingMs' | 'onProgress' | 'config'>>;

const surveyIn = (world: World, asked: Asked = {}) =>
  survey({ clients: world.clients(), config: aConfig(), now: world.now, ...asked });

async function statusOf(world: World, asked: Asked = {}) {
  const now = world.now;
  return resultOf(await surveyIn(world, asked), now, true);
}

const addUser = (world: World, name: string, keyAges: readonly number[], tags: Record<string, string> = MANAGED) => {
  world.addUser({ name, tags, createdAt: later(world.now, -200 * DAY) });
  return keyAges.map((days) => world.createKey(name, { createdAt: later(world.now, -days * DAY) }).accessKeyId);
};

/** One user in each phase that a quiet account knows. */
async function aWorld() {
  const world = new World();
  addUser(world, 'in-grace', [80]);
  await reconcileIn(world);
  world.advance(5 * DAY);
  addUser(world, 'blocked', [80, 70]);
  addUser(world, 'held', [10], { ...MANAGED, 'keyturn:grace-days': 'long' });
  addUser(world, 'waiting', [80], { ...MANAGED, 'keyturn:exempt-until': '2027-01-01' });
  addUser(world, 'due', [80]);
  addUser(world, 'dormant', []);
  addUser(world, 'young', [10]);
  addUser(world, 'younger', [1], { ...MANAGED, 'keyturn:owner': 'team-a' });
  addUser(world, 'unmanaged', [900], {});
  world.advance(5 * HOUR);
  return world;
}

describe('the answer', () => {
  it('has those first that need somebody, and then what comes next', async () => {
    const { outcomes } = await surveyIn(await aWorld());
    expect(outcomes.map(({ userName, standing }) => `${userName}: ${standing?.phase}`)).toEqual([
      'held: held',
      'blocked: blocked',
      'due: due',
      'in-grace: grace',
      'waiting: waiting',
      'dormant: dormant',
      'young: steady',
      'younger: steady',
    ]);
  });

  it('counts who is there, who is managed, and who was looked at', async () => {
    const { users, remaining } = await surveyIn(await aWorld());
    expect(users).toEqual({ scanned: 9, managed: 8, examined: 3 });
    expect(remaining).toBe(0);
  });

  it('has for each user what an operator asks for', async () => {
    const world = await aWorld();
    const { outcomes, failures } = await statusOf(world);
    expect(failures).toEqual([]);
    expect(outcomes.find(({ userName }) => userName === 'younger')).toEqual({
      userName: 'younger',
      phase: 'steady',
      because: 'the key is next due on 2026-03-14',
      nextStep: 'issue-key',
      nextAt: '2026-03-14T00:00:03Z',
      owner: 'team-a',
      secretName: 'keyturn/younger',
      keys: [{ active: true, createdAt: '2026-01-05T00:00:03Z', ageDays: 1 }],
      steps: [],
    });
    expect(outcomes.find(({ userName }) => userName === 'held')).toMatchObject({ reason: 'tags-invalid' });
  });

  it('says since when a user is held: when that was first told, not last', async () => {
    const world = new World();
    addUser(world, 'held', [10], { ...MANAGED, 'keyturn:grace-days': 'long' });
    const toldAt = `${world.now.toISOString().slice(0, 19)}Z`;
    for (let day = 0; day < 16; day++, world.advance(DAY)) await reconcileIn(world);
    expect(world.published).toHaveLength(3);
    expect((await statusOf(world)).outcomes).toMatchObject([{ phase: 'held', since: toldAt }]);
  });

  it('has those that were held the longest first', async () => {
    const world = new World();
    for (const name of ['carol', 'alice', 'bob']) {
      addUser(world, name, [10], { ...MANAGED, 'keyturn:grace-days': 'long' });
      await reconcileIn(world);
      world.advance(DAY);
    }
    addUser(world, 'dave', [10], { ...MANAGED, 'keyturn:grace-days': 'long' });
    const { outcomes } = await surveyIn(world);
    expect(outcomes.map(({ userName }) => userName)).toEqual(['carol', 'alice', 'bob', 'dave']);
  });
});

describe('the reads', () => {
  it('change nothing', async () => {
    const world = await aWorld();
    world.recording = true;
    await surveyIn(world);
    expect(
      world.recorded.map(({ operation }) => operation).filter((name) => !/^(List|Get|Describe|Generate)/.test(name)),
    ).toEqual([]);
  });

  it('are of those alone who may need more than a rotation', async () => {
    const world = await aWorld();
    world.recording = true;
    await surveyIn(world);
    const asked = world.recorded
      .filter(({ operation }) => operation === 'ListAccessKeys')
      .map(({ input }) => input.UserName);
    // One whose exemption has no sensible end is looked at until its owner was notified of that.
    expect([...asked].sort()).toEqual(['blocked', 'held', 'waiting']);
  });

  it('tell how far they are', async () => {
    const progress: string[] = [];
    await surveyIn(await aWorld(), { onProgress: (looked, of) => progress.push(`${looked} of ${of}`) });
    expect(progress).toEqual(['1 of 3', '2 of 3', '3 of 3']);
  });

  it('stop when the time is nearly over: the rest is estimated from the bulk reads', async () => {
    const { users, outcomes } = await surveyIn(await aWorld(), { remainingMs: () => MINUTE });
    expect(users.examined).toBe(0);
    expect(outcomes).toHaveLength(8);
    expect(outcomes.find(({ userName }) => userName === 'held')?.standing).toMatchObject({ phase: 'held' });
  });

  it('fail altogether when a bulk read fails', async () => {
    const world = await aWorld();
    world.intercept = failing('ListSecrets', throttled('secretsmanager'));
    await expect(surveyIn(world)).rejects.toThrow('read the list of secrets');
  });

  it('promise 10: of a user that cannot be read are that user’s failure, and it comes first', async () => {
    const world = await aWorld();
    world.intercept = ({ operation, input }) =>
      operation === 'ListAccessKeys' && input.UserName === 'blocked'
        ? { fail: serviceError('iam', 'ServiceFailure', 500, 'try again') }
        : undefined;
    const { outcomes, failures } = await statusOf(world);
    expect(failures).toEqual([
      { userName: 'blocked', error: expect.stringContaining('read the keys: ServiceFailure') },
    ]);
    expect(outcomes[0]).toMatchObject({ userName: 'blocked', phase: 'failed', because: failures[0]?.error });
    expect(outcomes).toHaveLength(8);
  });
});

describe('everybody, as if all were managed', () => {
  it('has the users who have a key, tagged in or not', async () => {
    const { users, outcomes } = await surveyIn(await aWorld(), { everybody: true });
    expect(outcomes.map(({ userName }) => userName)).not.toContain('dormant');
    expect(outcomes.find(({ userName }) => userName === 'unmanaged')?.standing).toMatchObject({ phase: 'due' });
    expect(users.managed).toBe(8);
  });
});

it('an account of 5,000 users fits into the 6 MB of a function’s answer', () => {
  const standing = (index: number) => {
    const name = `service-account-of-some-application-in-production-in-europe-${String(index).padStart(4, '0')}`;
    const at = daysAgo(index % 100);
    const row = aRow({
      name,
      tags: { ...MANAGED, 'keyturn:owner': 'team-of-the-application@example.com' },
      keys: [
        { active: true, changedAt: at },
        { active: true, changedAt: later(at, -76 * DAY) },
      ],
      secrets: [
        aSecret({
          name: `keyturn/${name}`,
          labels: labels({ current: NEW, previous: OLD }),
          intent: { kind: 'rotate', at },
          notices: { rotated: { accessKeyId: NEW, at } },
        }),
      ],
    });
    return {
      userName: name,
      plan: undefined,
      steps: [],
      error: undefined,
      standing: outlookOf(row, aConfig(), NOW, NOW),
    };
  };
  const users = { scanned: 5000, managed: 5000, examined: 0 };
  const done = { users, remaining: 0, outcomes: Array.from({ length: 5000 }, (_, index) => standing(index)) };
  const bytes = Buffer.byteLength(JSON.stringify(resultOf(done, NOW, true)));
  // 640 bytes for each user: the rest is for reasons in many words.
  expect(bytes).toBeLessThan(3_200_000);
});
