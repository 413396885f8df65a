/** AWS's quarantine policy on a managed user, seen in the bulk reads of a run: one incident, and never the key that came after it. */
import { leaksBoardName } from '../../../../lambda/core/names';
import { resultOf } from '../../../../lambda/core/report/result';
import { summaryOf } from '../../../../lambda/core/report/summary';
import type { LeakResponse } from '../../../../lambda/core/settings/leaks';
import { reconcile } from '../../../../lambda/run/reconcile';
import { survey } from '../../../../lambda/run/survey';
import { exposed } from '../../../proof/leaks/moments';
import { currentOf, deliver, statusOf, toldSince } from '../../../support/leaks/signals';
import { DAY, HOUR } from '../../../support/simulation/harness';
import { Life } from '../../../support/simulation/life';
import { accessDenied, failing } from '../../../support/world';

const ARN = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3';

/** AWS attaches its policy, or somebody detaches it as the case says. */
function quarantine(life: Life, isOn = true): void {
  life.people((world) => Object.assign(world.users.get('alice') ?? {}, { grants: { attached: isOn ? [ARN] : [] } }));
}

async function aged(leakResponse: LeakResponse, days = 40): Promise<Life> {
  const life = Life.begin({}, { leakResponse });
  life.addUser('alice', 'lazy', 80);
  await life.days(days);
  return life;
}

const LOOKING = () => undefined;

/** A run that is made, however little is due. */
async function run(life: Life): Promise<readonly string[]> {
  life.world.advance(HOUR);
  return life.run(LOOKING);
}

const leaks = (life: Life, from: number) => toldSince(life.world, from).filter(({ event }) => event === 'key-leaked');

test('promise 12: a new quarantine of a user with one key: programs get another one, and the leaked one is off', async () => {
  const life = await aged('deactivate');
  const [key, from] = [currentOf(life.world), life.world.published.length];
  quarantine(life);
  life.watch.asked({ command: 'revoke', accessKeyId: key });
  expect(await run(life)).toEqual([]);
  expect([statusOf(life, key), statusOf(life, currentOf(life.world))]).toEqual(['Inactive', 'Active']);
  expect(leaks(life, from)).toEqual([
    expect.objectContaining({
      accessKeyId: key,
      answer: 'deactivate',
      source: "AWS's quarantine policy",
      quarantine: 'AWSCompromisedKeyQuarantineV3',
    }),
  ]);
  expect(leaks(life, from)[0]?.email).toContain('detach it only as');
});

test('a summary names the user, of a run and of a status, until the policy is gone', async () => {
  const life = await aged('notify');
  const look = async () => {
    const { world, config } = life;
    const run = { clients: world.clients(), config, now: world.now, dryRun: false, remainingMs: () => 900_000 };
    const results = [await reconcile({ ...run, withPhases: true }), await survey(run)];
    return results.map((each) => summaryOf(resultOf(each, world.now, false), each, world.now).attention);
  };
  expect(await look()).toEqual([[], []]);
  quarantine(life);
  const attention = expect.objectContaining({
    userName: 'alice',
    state: 'leaked',
    because: expect.stringContaining('AWS has attached AWSCompromisedKeyQuarantineV3'),
  });
  expect(await look()).toEqual([[attention], [attention]]);
});

test('the key that took its place is not the next, however long the policy stays', async () => {
  const life = await aged('deactivate');
  const key = currentOf(life.world);
  quarantine(life);
  life.watch.asked({ command: 'revoke', accessKeyId: key });
  await run(life);
  const [next, from] = [currentOf(life.world), life.world.published.length];
  for (let day = 0; day < 40; day++) {
    await life.run(LOOKING);
    life.consume();
    life.world.advance(DAY);
  }
  expect([statusOf(life, next), leaks(life, from)]).toEqual(['Active', []]);
  expect(life.world.violations).toEqual([]);
});

test('nor is it where AWS Health was faster than the run', async () => {
  const life = await aged('deactivate');
  const key = currentOf(life.world);
  await deliver(life, exposed(key));
  quarantine(life);
  const [next, from] = [currentOf(life.world), life.world.published.length];
  for (let day = 0; day < 20; day++) {
    await life.run(LOOKING);
    life.world.advance(DAY);
  }
  expect([statusOf(life, next), leaks(life, from)]).toEqual(['Active', []]);
});

test('nor where a person has revoked the leaked key', async () => {
  const life = await aged('deactivate');
  await life.ask({ command: 'revoke', accessKeyId: currentOf(life.world) });
  quarantine(life);
  const next = currentOf(life.world);
  for (let day = 0; day < 20; day++) {
    await life.run(LOOKING);
    life.world.advance(DAY);
  }
  expect(statusOf(life, next)).toBe('Active');
});

test('one that is there at the first run that could act on it is only announced', async () => {
  const life = Life.begin({}, { leakResponse: 'notify' });
  life.addUser('alice', 'lazy', 80);
  await life.days(40);
  life.config = { ...life.config, leakResponse: 'deactivate' };
  const [key, from] = [currentOf(life.world), life.world.published.length];
  quarantine(life);
  await run(life);
  await run(life);
  expect([statusOf(life, key), leaks(life, from).map(({ answer }) => answer)]).toEqual(['Active', ['notify']]);
  expect(life.world.secrets.get(leaksBoardName('keyturn/'))?.tags['keyturn:leaked']).toMatch(/^since@/);
});

test('with two keys a person decides, and the message names both', async () => {
  const life = await aged('deactivate', 80);
  const [ids, from] = [life.world.keysOf('alice').map(({ id }) => id), life.world.published.length];
  quarantine(life);
  await run(life);
  expect(ids.map((id) => statusOf(life, id))).toEqual(['Active', 'Active']);
  const [told, ...more] = leaks(life, from);
  for (const id of ids) expect(told?.happened).toContain(id);
  expect(more).toEqual([]);
});

test('notify: announced once, noted, and news again when it comes back', async () => {
  const life = await aged('notify');
  const from = life.world.published.length;
  for (let times = 0; times < 3; times++) {
    quarantine(life);
    for (let hour = 0; hour < 5; hour++) await run(life);
    expect(life.world.secrets.get('keyturn/alice')?.tags['keyturn:leaked']).toContain('quarantine@');
    expect(leaks(life, from)).toHaveLength(times + 1);
    quarantine(life, false);
    await run(life);
    expect(life.world.secrets.get('keyturn/alice')?.tags['keyturn:leaked']).not.toContain('quarantine@');
    // The same key is news again after a week.
    life.world.advance(8 * DAY);
  }
  expect(life.world.secrets.has(leaksBoardName('keyturn/'))).toBe(false);
});

test('off: nothing', async () => {
  const life = await aged('off');
  const from = life.world.published.length;
  quarantine(life);
  await run(life);
  expect(leaks(life, from)).toEqual([]);
});

test('promise 8: what cannot be noted is announced at most once a day, and every run fails', async () => {
  const life = await aged('notify');
  const from = life.world.published.length;
  quarantine(life);
  for (let hour = 0; hour < 48; hour++) {
    life.world.advance(HOUR);
    expect(await life.run(failing('TagResource', accessDenied('secretsmanager')))).not.toEqual([]);
  }
  expect(leaks(life, from).length).toBeLessThanOrEqual(2);
});

test('a rotation under quarantine says that the new key is under it too', async () => {
  const life = await aged('notify', 67);
  quarantine(life);
  const from = life.world.published.length;
  for (let day = 0; day < 5; day++) {
    life.world.advance(DAY);
    await life.run(LOOKING);
  }
  const rotated = toldSince(life.world, from).find(({ event }) => event === 'key-rotated');
  expect(rotated?.happened).toContain('AWS has put this user under quarantine (AWSCompromisedKeyQuarantineV3)');
});
