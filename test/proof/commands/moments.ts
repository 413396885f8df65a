/** Moments in a user's life at which somebody asks for something, and what there is to ask for. */
import type { Wish } from '../../../lambda/core/commands/plan-command';
import { accessKeyIdOf } from '../../../lambda/core/names';
import { DAY, HOUR } from '../../support/simulation/harness';
import { type Asked, Life } from '../../support/simulation/life';

export const currentId = ({ world }: Life) =>
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

export const ALL: readonly (readonly [string, Ask])[] = Object.values(ASKS).flatMap((asks) => Object.entries(asks));

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

export const CASES: readonly (readonly [string, Begin])[] = Object.entries(MOMENTS).flatMap(([name, begin]) => [
  [name, begin] as const,
  [`${name}, on hold`, async () => held(await begin())] as const,
]);

/** What must be true whatever was asked in whatever order. The first run comes an hour later. */
export async function judge(life: Life): Promise<string[]> {
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
  return [...found, ...off, ...loose, ...back, ...life.complaints()];
}
