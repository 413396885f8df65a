/** Histories: 200 days of random life of one to three users. Each is drawn by fast-check, and tells its story in plain English. */
import * as fc from 'fast-check';
import type { Config } from '../../../lambda/core/settings/config';
import type { Habit } from '../../support/simulation/consumers';
import { MINUTE } from '../../support/simulation/harness';
import { type Deed, PEOPLE } from './history-people';
import { BrokenPromise, Play } from './history-play';
import { deployed, HABITS, inWords, SCHEDULE } from './history-schedule';

export interface Event {
  readonly day: number;
  /** After the day's runs and the programs' work; otherwise before. */
  readonly evening: boolean;
  /** Modulo the number of users. */
  readonly user: number;
  readonly deed: Deed;
}

interface UserSpec {
  readonly name: string;
  readonly habits: readonly Habit[];
  readonly ageDays: number;
  readonly managed: boolean;
  readonly adopts: 'nothing' | 'value' | 'undeclared' | 'empty';
}

export interface WorldSpec {
  readonly seed: number;
  readonly propagationMs: number;
  readonly secretListLagMs: number;
  readonly raggedPages: boolean;
  readonly reportHidesInactiveKeys: boolean;
}

export const DAYS = 200;

/** These come before the day's runs, which they concern. */
const OF_THE_SCHEDULE = ['fault', 'missed', 'late', 'again', 'overlap'];

export class History {
  readonly events: readonly Event[];

  constructor(
    readonly world: WorldSpec,
    readonly config: Partial<Config>,
    readonly users: readonly UserSpec[],
    events: readonly Event[],
    readonly days = DAYS,
  ) {
    const timed = events.map((event) => ({
      ...event,
      evening: event.evening && !OF_THE_SCHEDULE.includes(event.deed.kind),
    }));
    this.events = timed.toSorted((a, b) => a.day - b.day || Number(a.evening) - Number(b.evening));
  }

  /** @throws BrokenPromise with the whole story. The same history always goes the same way, so only a broken one is told. */
  async play(): Promise<Play> {
    const play = new Play(this, false);
    try {
      await play.all();
      return play;
    } catch (error) {
      if (!(error instanceof BrokenPromise)) throw error;
      await new Play(this, true).all();
      throw error;
    }
  }

  toString(): string {
    const nameOf = (user: number) => this.users[user % this.users.length]?.name ?? '';
    const users = this.users.map(
      ({ name, habits, ageDays, managed, adopts }) =>
        `${name}: a key of ${ageDays} days, programs ${habits.join(' and ') || 'none'}, ${managed ? 'managed' : 'not managed'}` +
        (adopts === 'nothing' ? '' : `, with a secret of its own (${adopts})`),
    );
    const events = this.events.map(
      ({ day, evening, user, deed }) => `day ${day}${evening ? ', evening' : ''}: ${deed.story(nameOf(user))}`,
    );
    return ['', `world ${JSON.stringify(this.world)}`, `policy ${inWords(this.config)}`, ...users, ...events, ''].join(
      '\n',
    );
  }
}

const deeds = fc.oneof(...SCHEDULE, ...PEOPLE);
const KINDS = [
  ...['create-key', 'deactivate-key', 'reactivate-key', 'delete-key', 'overwrite-secret', 'delete-secret'],
  ...['restore-secret', 'move-label', 'empty-tag', 'garble-tag', 'hold-until', 'tag-user', 'exempt-user'],
  ...['recreate-user', 'rename-user', 'copy-secret', 'terraform', 'repair', 'command'],
  ...OF_THE_SCHEDULE,
  ...['deploy', 'habit'],
];

const event = fc.record({
  day: fc.integer({ min: 0, max: DAYS - 1 }),
  evening: fc.boolean(),
  user: fc.nat(2),
  deed: deeds,
});

const user = fc.record({
  habits: fc.array(fc.constantFrom(...HABITS), { minLength: 0, maxLength: 4 }),
  ageDays: fc.integer({ min: 0, max: 100 }),
  managed: fc.constantFrom(true, true, true, true, true, false),
  adopts: fc.constantFrom(
    'nothing' as const,
    'nothing' as const,
    'nothing' as const,
    'value' as const,
    'undeclared' as const,
    'empty' as const,
  ),
});

const world = fc.record({
  seed: fc.nat(),
  propagationMs: fc.constantFrom(0, 0, 20_000),
  secretListLagMs: fc.constantFrom(0, 5 * MINUTE),
  raggedPages: fc.constantFrom(false, false, true),
  reportHidesInactiveKeys: fc.boolean(),
});

/**
 * Only some kinds of events happen in one history, so that some are quiet, some full of faults, some full of people ("swarm testing").
 * @param without kinds that never happen
 */
export const histories = (without: readonly string[] = []): fc.Arbitrary<History> =>
  fc
    .record({
      world,
      config: deployed,
      users: fc.oneof(
        { weight: 5, arbitrary: fc.array(user, { minLength: 1, maxLength: 1 }) },
        { weight: 3, arbitrary: fc.array(user, { minLength: 2, maxLength: 2 }) },
        { weight: 2, arbitrary: fc.array(user, { minLength: 3, maxLength: 3 }) },
      ),
      kinds: fc.subarray(KINDS, { minLength: 3 }),
      events: fc.array(event, { maxLength: 60, size: 'max' }),
    })
    .map(({ world, config, users, kinds, events }) => {
      const named = users.map((one, index) => ({ ...one, name: ['alice', 'bob', 'carol'][index] ?? '' }));
      const happening = events.filter(({ deed: { kind } }) => kinds.includes(kind) && !without.includes(kind));
      return new History(world, config, named, happening);
    });
