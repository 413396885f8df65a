/**
 * Every command beside every other one, and beside a run, at each of these moments, with and without a hold: either is stopped after each of
 * its calls while the other goes on. A command that is new is tried by itself, because the table must name it.
 */
import type { Wish } from '../../../lambda/core/commands/plan-command';
import { accessKeyIdOf } from '../../../lambda/core/names';
import { reportProof } from '../../support/report-proof';
import { addUp } from '../../support/simulation/excuses';
import { DAY, HOUR } from '../../support/simulation/harness';
import { interleave } from '../../support/simulation/interleave';
import { type Asked, Life } from '../../support/simulation/life';

const currentId = ({ world }: Life) =>
  accessKeyIdOf(world.secrets.get('keyturn/alice')?.labels.get('AWSCURRENT')) ?? '';
const otherId = (life: Life) => life.world.keysOf('alice').find(({ id }) => id !== currentId(life))?.id;
const inDays = ({ world }: Life, days: number) => new Date(world.now.getTime() + days * DAY);

/** Undefined where there is nothing to ask for at that moment. */
type Ask = (life: Life) => Asked | undefined;

const ASKS: Readonly<Record<Wish['command'], Readonly<Record<string, Ask>>>> = {
  rotate: { rotate: () => ({ command: 'rotate', userName: 'alice' }) },
  rollback: { rollback: () => ({ command: 'rollback', userName: 'alice' }) },
  confirm: { confirm: () => ({ command: 'confirm', userName: 'alice', force: true }) },
  revoke: {
    'revoke current': (life) => ({ command: 'revoke', accessKeyId: currentId(life) || otherId(life) || '' }),
    'revoke other': (life) => {
      const accessKeyId = otherId(life);
      return accessKeyId === undefined ? undefined : { command: 'revoke', accessKeyId };
    },
  },
  hold: { hold: (life) => ({ command: 'hold', userName: 'alice', until: inDays(life, 200) }) },
};

const ALL: readonly (readonly [string, Ask])[] = Object.values(ASKS).flatMap((asks) => Object.entries(asks));

async function after(days: number, ...asked: readonly Asked[]): Promise<Life> {
  const life = Life.begin();
  life.addUser('alice', 'lazy', 80);
  await life.days(days);
  for (const each of asked) {
    await life.ask(each);
    life.world.advance(HOUR);
  }
  return life;
}

const ROLLBACK: Asked = { command: 'rollback', userName: 'alice' };

const MOMENTS: Readonly<Record<string, () => Promise<Life>>> = {
  'before a first rotation': async () => {
    const life = Life.begin();
    life.addUser('alice', 'lazy', 10);
    return life;
  },
  'in the grace of a first rotation': () => after(3),
  'after the rollback of a first rotation': () => after(3, ROLLBACK),
  'with one key': () => after(40),
  'in the grace of a later rotation': () => after(80),
  'at the end of a grace': () => after(90),
  'in quarantine': () => after(95),
  'after a rollback': () => after(80, ROLLBACK),
};

async function held(life: Life): Promise<Life> {
  await life.ask({ command: 'hold', userName: 'alice', until: inDays(life, 300) });
  life.world.advance(HOUR);
  return life;
}

type Begin = () => Promise<Life>;

const CASES: readonly (readonly [string, Begin])[] = Object.entries(MOMENTS).flatMap(([name, begin]) => [
  [name, begin] as const,
  [`${name}, on hold`, async () => held(await begin())] as const,
]);

let orders = 0;
const excused = new Map<string, number>();
afterAll(() => reportProof({ proof: 'commands-together', cases: orders, excused }));

/** What must be true whatever was asked in whatever order. The first run comes an hour later. */
async function judge(life: Life): Promise<string[]> {
  life.world.advance(HOUR);
  await life.run();
  const found = life.watch.reportedAndActive.map(
    (id) => `promise 12: ${id} was reported and is Active after the next run`,
  );
  const current = life.world.key(currentId(life));
  const off =
    current?.status === 'Active' || currentId(life) === ''
      ? []
      : ['promise 3: AWSCURRENT names no key that works after the next run'];
  life.world.advance(HOUR);
  await life.run();
  const loose = life.watch.looseKeysOf('alice').map((id) => `promise 6: ${id} is still there after two runs`);
  await life.days(2);
  const back = life.watch.reportedAndActive.map((id) => `promise 12: ${id} was reported and is Active in the end`);
  orders++;
  addUp(excused, life.watch.excuses.counts);
  return [...found, ...off, ...loose, ...back, ...life.complaints()];
}

const everything = Number.POSITIVE_INFINITY;

async function callsOf(life: Life, act: (life: Life, count: () => undefined) => Promise<unknown>): Promise<number> {
  let calls = 0;
  await act(life.fork(), () => {
    calls++;
    return undefined;
  });
  return calls;
}

type Act = (life: Life, gate: Parameters<Life['ask']>[1], actor?: string) => Promise<unknown>;

/** Each stopped at every fourth call of its own, so that a minute is enough for all pairs; KEYTURN_STRIDE=1 stops at each. */
const STRIDE = Number(process.env.KEYTURN_STRIDE ?? 4);

async function together(start: Life, a: Act, b: Act): Promise<Record<string, string[]>> {
  const [callsOfA, callsOfB] = [await callsOf(start, a), await callsOf(start, b)];
  const complaints: Record<string, string[]> = {};
  for (let i = 1; i <= callsOfA; i += STRIDE)
    for (let j = 1; j <= callsOfB; j += STRIDE) {
      const life = start.fork();
      await interleave(
        [
          ['a', i],
          ['b', j],
          ['a', everything],
          ['b', everything],
        ],
        { a: (gate) => a(life, gate, 'a'), b: (gate) => b(life, gate, 'b') },
      );
      const found = await judge(life);
      if (found.length > 0) complaints[`the first stops at ${i}, the second at ${j}`] = found;
    }
  return complaints;
}

const asking =
  (asked: Asked): Act =>
  (life, gate, actor) =>
    life.ask(asked, gate, actor);
const running: Act = (life, gate, actor) => life.run(gate, actor);

describe.each(CASES)('%s', (_name, begin) => {
  test.each(ALL)('promise 12, 6: %s beside every command and a run', async (_what, ask) => {
    const start = await begin();
    const first = ask(start);
    if (!first) return;
    const complaints: Record<string, unknown> = {};
    for (const [name, other] of ALL) {
      const second = other(start);
      if (second) Object.assign(complaints, named(name, await together(start, asking(first), asking(second))));
    }
    Object.assign(complaints, named('run', await together(start, asking(first), running)));
    expect(complaints).toEqual({});
  });
});

const named = (name: string, complaints: Record<string, string[]>) =>
  Object.fromEntries(Object.entries(complaints).map(([when, found]) => [`${name}: ${when}`, found]));
