/** The answer that an organization's hub takes: in numbers, with the users that need somebody, and never more than 8 KB. */
import type { Outcome } from '../../../../lambda/core/report/outcome';
import { resultOf } from '../../../../lambda/core/report/result';
import type { RunResult } from '../../../../lambda/core/report/run-result';
import { LONGEST_SUMMARY_BYTES, type Summary, summaryOf } from '../../../../lambda/core/report/summary';
import { reconcile } from '../../../../lambda/run/reconcile';
import { survey } from '../../../../lambda/run/survey';
import { daysAgo, inDays, NOW, OLD } from '../../../support/builders';
import { fullAccount } from '../../../support/full-account';
import { reportProof } from '../../../support/proof/report-proof';
import { aConfig, DAY, HOUR, MANAGED } from '../../../support/simulation/harness';
import { failing, throttled, World } from '../../../support/world';

const bytes = (summary: Summary) => Buffer.byteLength(JSON.stringify(summary));

const summed = (run: RunResult, now: Date, dryRun = false) => summaryOf(resultOf(run, now, dryRun), run, now);

const runOf = (world: World, dryRun = false) =>
  reconcile({
    clients: world.clients(),
    config: aConfig({ maxRotationsPerRun: 5000 }),
    now: world.now,
    dryRun,
    remainingMs: () => 900_000,
    withPhases: true,
  });

const statusOf = (world: World) => survey({ clients: world.clients(), config: aConfig(), now: world.now });

describe.each([1, 200, 1000, 5000])('of %d users', (users) => {
  it('is at most 8 KB for a plan and a status, and for a run with two of them due', async () => {
    const due = Math.min(2, users);
    const world = await fullAccount({ users, due });
    const { now } = world;
    const plan = summed(await runOf(world, true), now, true);
    const status = summed(await statusOf(world), now, true);
    const run = summed(await runOf(world), now);
    reportProof({
      proof: 'summary',
      cases: users,
      planBytes: bytes(plan),
      statusBytes: bytes(status),
      runBytes: bytes(run),
    });
    for (const summary of [plan, status, run]) {
      expect(bytes(summary)).toBeLessThanOrEqual(LONGEST_SUMMARY_BYTES);
      expect(summary).toMatchObject({ users: { scanned: users }, failed: 0, attention: [], more: 0 });
      expect(summary.phases).toEqual({ due, ...(users > due && { steady: users - due }) });
    }
    expect(plan.steps).toMatchObject({ 'issue-key': due });
    expect(run.steps).toMatchObject({ 'issue-key': due });
  });

  it('is at most 8 KB when every one of them fails, in letters of four bytes', () => {
    const outcomes = Array.from({ length: users }, (_, n): Outcome => {
      const error = `the tag is ${'𝔘'.repeat(400)}`;
      return { userName: String(n).padStart(64, 'x'), plan: undefined, steps: [], error };
    });
    const run = { users: { scanned: users, managed: users, examined: users }, outcomes, remaining: 0 };
    const summary = summed(run, NOW);
    expect(bytes(summary)).toBeLessThanOrEqual(LONGEST_SUMMARY_BYTES);
    expect(summary.failed).toBe(users);
    expect(summary.attention.length).toBeGreaterThan(0);
    expect(summary.attention.length + summary.more).toBe(users);
  });
});

describe('its list', () => {
  const because = 'a reason';
  const held = (userName: string, reason: 'still-in-use' | 'two-active-keys', heldSince?: Date): Outcome => ({
    userName,
    plan: undefined,
    steps: [{ kind: 'hold', reason, accessKeyId: OLD, because, result: 'done' }],
    error: undefined,
    heldSince,
  });
  const failed: Outcome = { userName: 'bob', plan: undefined, steps: [], error: 'Throttling: Rate exceeded' };
  const run: RunResult = {
    users: { scanned: 9, managed: 5, examined: 4 },
    outcomes: [
      held('new', 'still-in-use'),
      held('long', 'still-in-use', daysAgo(20)),
      failed,
      held('two', 'two-active-keys'),
    ],
    remaining: 1,
    unfinished: [
      { userName: 'carol', because: 'begun yesterday' },
      { userName: 'bob', because: 'and failed' },
    ],
    ages: { oldestDays: 91, pastMaxAge: 1 },
    stopped: { step: 'create the new key', because: 'x'.repeat(5000) },
  };
  const summary = summed(run, NOW);

  it('has the worst first, and whoever has waited longest before others', () => {
    expect(summary.attention).toEqual([
      { userName: 'bob', state: 'failed', because: 'Throttling: Rate exceeded' },
      { userName: 'two', state: 'blocked', reason: 'two-active-keys', because },
      {
        userName: 'long',
        state: 'held',
        reason: 'still-in-use',
        since: daysAgo(20).toISOString().slice(0, 19).concat('Z'),
        because,
      },
      { userName: 'new', state: 'held', reason: 'still-in-use', because },
      { userName: 'carol', state: 'unfinished', because: 'begun yesterday' },
    ]);
  });

  it('comes with the numbers that a standalone Keyturn would publish as metrics', () => {
    expect(summary).toMatchObject({
      answer: 'summary',
      failed: 1,
      blocked: 1,
      held: 2,
      unfinished: 1,
      remaining: 1,
      oldestKeyDays: 91,
      keysPastMaxAge: 1,
      longestHoldDays: 20,
      more: 0,
    });
    expect(summary.stopped?.because.length).toBeLessThan(400);
  });

  it('begins with what AWS has reported, whatever else is to be said of the same user, which keeps its phase', () => {
    const at = daysAgo(2);
    const leaked = { accessKeyId: OLD, certainty: 'confirmed', answer: 'replace', at };
    const leaks = new Map([
      ['bob', { leaked, quarantine: 'AWSCompromisedKeyQuarantineV3' }],
      ['dave', {}],
    ]);
    const summary = summed({ ...run, leaks, phases: new Map([['dave', 'steady']]) }, NOW);
    expect(summary.attention.slice(0, 2)).toEqual([
      {
        userName: 'bob',
        state: 'leaked',
        since: at.toISOString().slice(0, 19).concat('Z'),
        because: `AWS reported ${OLD} as leaked (confirmed): replace; AWS has attached AWSCompromisedKeyQuarantineV3`,
      },
      { userName: 'bob', state: 'failed', because: 'Throttling: Rate exceeded' },
    ]);
    expect(summary).toMatchObject({ leaked: 1, failed: 1, longestHoldDays: 20 });
    expect(summary.phases).toEqual({ steady: 1, failed: 1, blocked: 1, held: 2 });
  });

  it('shows twenty, and counts the rest', () => {
    const outcomes = Array.from({ length: 33 }, (_, n) => held(`user-${n}`, 'still-in-use', inDays(-n)));
    const { attention, more } = summed({ ...run, outcomes, unfinished: [] }, NOW);
    expect([attention.length, more]).toEqual([20, 13]);
    expect(attention[0]?.userName).toBe('user-32');
  });

  it('cannot be forged by a line break in a name or an error', () => {
    const odd = { ...failed, userName: 'eve\n{"answer"', error: 'one\r\ntwo' };
    expect(summed({ ...run, outcomes: [odd] }, NOW).attention[0]).toMatchObject({
      userName: 'eve {"answer"',
      because: 'one two',
    });
  });
});

describe('from a world', () => {
  const add = (world: World, name: string, ages: readonly number[], tags: Record<string, string> = MANAGED) => {
    world.addUser({ name, tags, createdAt: new Date(world.now.getTime() - 200 * DAY) });
    for (const days of ages) world.createKey(name, { createdAt: new Date(world.now.getTime() - days * DAY) });
  };

  async function aWorld(): Promise<World> {
    const world = new World();
    add(world, 'in-grace', [80]);
    await runOf(world);
    world.advance(5 * DAY);
    add(world, 'blocked', [80, 70]);
    add(world, 'held', [10], { ...MANAGED, 'keyturn:grace-days': 'long' });
    add(world, 'young', [10]);
    add(world, 'unmanaged', [900], {});
    world.advance(5 * HOUR);
    return world;
  }

  it('says of a run and of a status in which phase how many users are', async () => {
    const world = await aWorld();
    const phases = { held: 1, blocked: 1, grace: 1, steady: 1 };
    expect(summed(await statusOf(world), world.now, true)).toMatchObject({ phases, oldestKeyDays: 85 });
    expect(summed(await runOf(world), world.now)).toMatchObject({ phases, held: 1, blocked: 1, oldestKeyDays: 85 });
  });

  it('counts a user of whom a read failed as failed, and in no other phase', async () => {
    const world = await aWorld();
    world.intercept = failing('ListAccessKeys', throttled('iam'));
    const { failed, phases } = summed(await runOf(world), world.now);
    expect(failed).toBeGreaterThan(0);
    expect(phases.failed).toBe(failed);
    expect(Object.values(phases).reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  it('is the same list for a real run as for a dry one', async () => {
    const dry = await aWorld();
    const real = await aWorld();
    const list = ({ attention }: Summary) => attention.map(({ userName, state }) => `${userName} ${state}`);
    expect(list(summed(await runOf(dry, true), dry.now, true))).toEqual(list(summed(await runOf(real), real.now)));
  });
});
