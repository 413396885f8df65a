/**
 * AWS is wrong about a hundred users at once, or about a thousand. Their programs have the real `keyturn/consumer`, and call before every
 * call of the answer, and for a month after it.
 */
import { MOST_DEACTIVATIONS } from '../../../lambda/core/leaks/board';
import type { LeakResponse } from '../../../lambda/core/settings/leaks';
import { currentOf, deliver, statusOf, toldSince } from '../../support/leaks/signals';
import { reportProof } from '../../support/proof/report-proof';
import { DAY, HOUR, MINUTE } from '../../support/simulation/harness';
import { Life } from '../../support/simulation/life';
import { Program, ROLE } from '../../support/simulation/program';
import { exposed } from './moments';

/** Users with one key each, which Keyturn has made and their programs read. */
export async function many(users: number, leakResponse: LeakResponse, { isWatched = true } = {}): Promise<Life> {
  const life = Life.begin({}, { leakResponse, maxRotationsPerRun: users });
  // A watch looks at every secret after every call.
  if (!isWatched) life.world.onCall = undefined;
  const firstKeys = Array.from({ length: users }, (_, n) => life.addUser(`svc-${n}`, 'prompt', 80));
  await life.run();
  life.consume();
  life.people((world) => {
    for (const key of firstKeys) world.deleteKey(key);
  });
  life.world.advance(DAY);
  await life.run();
  return life;
}

const namesOf = ({ world }: Life) => [...world.users.keys()];

/** Each user's key is reported, one after the other as the queue delivers them. @param pauseMs between them */
async function reportAll(life: Life, programs: ReadonlyMap<string, Program>, pauseMs: number): Promise<string[]> {
  const failed: string[] = [];
  for (const name of namesOf(life)) {
    const calling = async () => {
      await programs.get(name)?.call();
      return undefined;
    };
    failed.push(...(await deliver(life, exposed(currentOf(life.world, name)), calling)));
    await calling();
    life.world.advance(pauseMs);
  }
  return failed;
}

const sum = (programs: readonly Program[]) => ({
  calls: programs.reduce((total, { calls }) => total + calls, 0),
  refused: programs.flatMap(({ refused }) => refused),
  mostRetries: Math.max(...programs.map(({ mostRetries }) => mostRetries)),
});

async function programsOf(life: Life): Promise<Map<string, Program>> {
  const programs = new Map(namesOf(life).map((name) => [name, new Program(life, name, ROLE)]));
  for (const program of programs.values()) await program.call();
  return programs;
}

export const falseReports = (users: number) =>
  test.each<[leakResponse: LeakResponse, pauseMs: number, deactivated: number, mostRetries: number]>([
    ['notify', 0, 0, 0],
    ['replace', 0, 0, 0],
    ['deactivate', 0, MOST_DEACTIVATIONS, 1],
    // So slowly that the limit of an hour is never reached.
    ['deactivate', 21 * MINUTE, users, 1],
  ])(
    `promise 1: false reports about ${users} users with %s, %d ms apart: no program is refused; %d keys are off, and a call takes at most %d retries`,
    async (leakResponse, pauseMs, deactivated, mostRetries) => {
      const life = await many(users, leakResponse);
      const programs = await programsOf(life);
      const keys = namesOf(life).map((name) => currentOf(life.world, name));
      expect(await reportAll(life, programs, pauseMs)).toEqual([]);
      expect(keys.filter((key) => statusOf(life, key) !== 'Active')).toHaveLength(deactivated);
      for (let day = 0; day < 30; day++) {
        life.world.advance(DAY);
        await life.run();
        if (day % 3 === 0) for (const program of programs.values()) await program.call();
      }
      const { calls, refused, ...most } = sum([...programs.values()]);
      reportProof({ proof: `false-reports-${leakResponse}`, cases: calls, pauseMs, refused: refused.length, ...most });
      expect([refused, most.mostRetries, life.complaints()]).toEqual([[], mostRetries, []]);
    },
  );

export const flood = (users: number) =>
  test(`promise 12: ${users} reports at once: three deactivations in any hour, one notification that says so, and every owner is notified`, async () => {
    const life = await many(users, 'deactivate', { isWatched: false });
    const [keys, from] = [namesOf(life).map((name) => currentOf(life.world, name)), life.world.published.length];
    expect(await reportAll(life, new Map(), 0)).toEqual([]);
    const off = keys.flatMap((key) => {
      const found = life.world.key(key);
      return found?.status === 'Inactive' ? [found.statusChangedAt] : [];
    });
    const told = toldSince(life.world, from);
    const limits = life.world.published.slice(from).filter((_, n) => told[n]?.event === 'leak-limit');
    const inAnHour = (times: readonly number[]) =>
      Math.max(...times.map((at) => times.filter((each) => each >= at && each < at + HOUR).length));
    reportProof({ proof: 'flood', cases: users, deactivated: off.length, limits: limits.length });
    expect([inAnHour(off), inAnHour(limits.map(({ at }) => at.getTime()))]).toEqual([MOST_DEACTIVATIONS, 1]);
    expect(new Set(told.filter(({ event }) => event === 'key-leaked').map(({ accessKeyId }) => accessKeyId))).toEqual(
      new Set(keys),
    );
    for (const name of namesOf(life)) expect(statusOf(life, currentOf(life.world, name))).toBe('Active');
  });
