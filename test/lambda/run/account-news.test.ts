/** What the platform team is told about the account: a digest on Mondays, a key of root and a quarantine at once, and nothing twice. */
import { accountBoardName } from '../../../lambda/core/names';
import { formatTold, NOTHING_TOLD, newsOf, parseTold } from '../../../lambda/core/posture/told';
import type { RunResult } from '../../../lambda/core/report/run-result';
import { tellAccountNews } from '../../../lambda/run/account-news';
import { reconcile } from '../../../lambda/run/reconcile';
import { later } from '../../support/builders';
import { aConfig, DAY, HOUR } from '../../support/simulation/harness';
import { accessDenied, failing, type NewUser, World } from '../../support/world';

const THURSDAY = new Date('2026-01-01T10:00:00Z');
const MONDAY = new Date('2026-01-05T00:10:00Z');
const QUARANTINED = { grants: { attached: ['arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3'] } };

function aWorld({ rootKeys = false, users = [] as readonly Partial<NewUser>[], now = THURSDAY } = {}): World {
  const root = { hasMfa: true, ...(rootKeys && { keys: [later(now, -DAY)] }) };
  const world = new World({ now, settings: { root, groups: [] } });
  for (const [n, user] of [{}, ...users].entries()) {
    const name = `svc-${n}`;
    world.addUser({ name, createdAt: later(now, -300 * DAY), ...user });
    world.createKey(name, { createdAt: later(now, -100 * DAY) });
  }
  return world;
}

async function run(world: World, { dryRun = false } = {}): Promise<RunResult> {
  const config = aConfig();
  const reconciliation = { clients: world.clients(), config, now: world.now, dryRun, remainingMs: () => 900_000 };
  return tellAccountNews(reconciliation, await reconcile(reconciliation));
}

const told = (world: World) => world.published.map(({ attributes }) => `${attributes.event} ${attributes.severity}`);

describe('the digest', () => {
  test('comes with the first run of a Monday (UTC), and once', async () => {
    const world = aWorld();
    const days: string[] = [];
    for (let hour = 0; hour < 15 * 24; hour += 6) {
      const before = world.published.length;
      await run(world);
      if (world.published.length > before) days.push(world.now.toISOString().slice(0, 13));
      world.advance(6 * HOUR - (world.now.getTime() - THURSDAY.getTime() - hour * HOUR));
    }
    expect(days).toEqual(['2026-01-05T04', '2026-01-12T04']);
    expect(told(world)).toEqual(['posture-digest info', 'posture-digest info']);
  });

  test('makes up for a Monday without a run', () => {
    const digestAt = new Date('2026-01-05T00:10:00Z');
    const none = { rootKeys: 0, quarantined: [] };
    const isDue = (time: string) => newsOf({ ...NOTHING_TOLD, digestAt }, none, new Date(time)).digest;
    expect([isDue('2026-01-11T23:59:59Z'), isDue('2026-01-12T00:00:00Z'), isDue('2026-01-14T08:00:00Z')]).toEqual([
      false,
      true,
      true,
    ]);
  });

  test('says how matters stand, for people, programs and chat, and holds no secret half', async () => {
    const world = aWorld({ now: MONDAY });
    await run(world);
    const [message] = world.published;
    const { email, default: json, https } = JSON.parse(message?.message ?? '') as Record<string, string>;
    expect(message?.subject).toBe('AWS access keys of account 123456789012: 1 active');
    expect(message?.attributes).toEqual({ event: 'posture-digest', accountId: '123456789012', severity: 'info' });
    expect(email).toContain(
      '1 active access key, 1 older than 90 days, 1 unused for 45 days. 1 of 1 need not exist: 1 nobody uses.',
    );
    expect(JSON.parse(json ?? '')).toMatchObject({
      version: 1,
      event: 'posture-digest',
      counts: { keys: 1, rootKeys: 0 },
    });
    expect(JSON.parse(https ?? '').metadata.threadId).toBe('keyturn-123456789012-posture');
    for (const half of world.allSecretHalves()) expect(message?.message).not.toContain(half);
  });
});

describe('at once, and not again', () => {
  test('a key of root', async () => {
    const world = aWorld({ rootKeys: true });
    await run(world);
    world.advance(HOUR);
    await run(world);
    expect(told(world)).toEqual(['posture-alert critical']);
    expect(world.published[0]?.subject).toBe('URGENT: AWS access keys of account 123456789012: root has a key');
  });

  test('a new quarantine; another user later is news again', async () => {
    const world = aWorld({ users: [QUARANTINED] });
    await run(world);
    world.addUser({ name: 'late', createdAt: later(world.now, -DAY), ...QUARANTINED });
    // The next credential report shows it.
    world.advance(5 * HOUR);
    await run(world);
    expect(told(world)).toEqual(['posture-alert critical', 'posture-alert critical']);
    expect(world.published.map(({ message }) => JSON.parse(JSON.parse(message).default).details)).toEqual([
      ['Under quarantine: svc-1'],
      ['Under quarantine: late'],
    ]);
  });

  test('what has gone is forgotten, so that it is news when it comes back', () => {
    const now = THURSDAY;
    const first = newsOf(NOTHING_TOLD, { rootKeys: 1, quarantined: ['a'] }, now);
    const gone = newsOf(first.next, { rootKeys: 0, quarantined: [] }, now);
    const back = newsOf(gone.next, { rootKeys: 1, quarantined: ['a'] }, now);
    expect([first.rootKey, gone.rootKey, back.rootKey]).toEqual([true, false, true]);
    expect([first.quarantined, gone.quarantined, back.quarantined]).toEqual([['a'], [], ['a']]);
  });
});

describe('the note', () => {
  test('is a secret of its own that no user can have, and costs a run without news no call', async () => {
    const world = aWorld({ now: MONDAY });
    await run(world);
    const name = accountBoardName('keyturn/');
    expect([...world.secrets.keys()]).toEqual([name]);
    expect(world.secrets.get(name)?.tags['keyturn:notified']).toBe('digest@2026-01-05T00:10:00Z');
    const { calls } = world;
    const before = { ...calls };
    world.advance(HOUR);
    await run(world);
    expect(
      Object.keys(calls)
        .filter((each) => calls[each] !== before[each])
        .sort(),
    ).toEqual(['GenerateCredentialReport', 'GetAccountAuthorizationDetails', 'GetCredentialReport', 'ListSecrets']);
  });

  test('is read back as it was written, and fits into a tag', () => {
    const quarantined = Array.from({ length: 60 }, (_, n) => `user-${n}`);
    const { next } = newsOf(NOTHING_TOLD, { rootKeys: 1, quarantined }, MONDAY);
    const tag = formatTold(next);
    expect(tag).toMatch(/^[\w .:/=+@-]{1,256}$/);
    expect(parseTold(tag)).toEqual(next);
    expect(parseTold('nonsense')).toEqual(NOTHING_TOLD);
    expect(parseTold(undefined)).toEqual(NOTHING_TOLD);
  });

  test('a list that is behind does not make it told twice', async () => {
    const world = aWorld({ rootKeys: true });
    const lagging = {
      clients: world.clients(),
      config: aConfig(),
      now: world.now,
      dryRun: false,
      remainingMs: () => 900_000,
    };
    const [first, second] = [await reconcile(lagging), await reconcile(lagging)];
    await tellAccountNews(lagging, first);
    await tellAccountNews(lagging, second);
    expect(told(world)).toEqual(['posture-alert critical']);
  });
});

test('promise 11: a dry run tells nothing and notes nothing', async () => {
  const world = aWorld({ rootKeys: true, now: MONDAY });
  const { account } = await run(world, { dryRun: true });
  expect([world.published.length, world.secrets.size]).toEqual([0, 0]);
  expect(account?.posture.counts.rootKeys).toBe(1);
});

test('promise 8: what could not be told fails the run, and is told by the next', async () => {
  const world = aWorld({ rootKeys: true });
  world.intercept = failing('Publish', accessDenied('sns'));
  expect((await run(world)).account?.error).toMatch(/^send the message: /);
  expect(world.secrets.size).toBe(0);
  world.intercept = undefined;
  expect((await run(world)).account?.error).toBeUndefined();
  expect(told(world)).toEqual(['posture-alert critical']);
});

test('a board that is scheduled for deletion cannot be noted on, so nothing is told again and again', async () => {
  const world = aWorld({ now: MONDAY });
  await run(world);
  world.deleteSecret(accountBoardName('keyturn/'));
  world.advance(7 * DAY);
  expect((await run(world)).account?.error).toMatch(/is scheduled for deletion: restore it/);
  expect(told(world)).toEqual(['posture-digest info']);
});
