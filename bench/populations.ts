/** Twenty users of one kind over 400 days: who is held, refused, or keeps a key for too long, and what noting pauses costs. */
import { DAY, HOUR } from '../test/support/simulation/harness';
import { Life } from '../test/support/simulation/life';
import {
  every,
  Fleet,
  hourly,
  jittered,
  never,
  type Program,
  randomFrom,
  until,
  weekdays,
} from '../test/support/simulation/rhythms';
import { table } from './table';

const USERS = 20;
const DAYS = 400;
const D = 24;

/** The programs of the n-th user, so that their phases differ. */
type Kind = (n: number) => readonly Program[];

const one =
  (program: (n: number) => Omit<Program, 'name'>): Kind =>
  (n) => [{ name: 'program', ...program(n) }];
const fresh: Program = { name: 'fresh', calls: hourly, reads: hourly };
const phase = (n: number, days: number) => Math.floor((n * days * D) / USERS);

const KINDS: Readonly<Record<string, { readonly kind: Kind; readonly ages?: readonly number[] }>> = {
  'reads before each call, hourly': { kind: one(() => ({ calls: hourly, reads: hourly })), ages: [0, 80, 400] },
  'reads, on weekdays': { kind: one((n) => ({ calls: weekdays(n), reads: hourly })), ages: [0, 80, 400] },
  'reads, once a week': { kind: one((n) => ({ calls: every(7 * D, phase(n, 7)), reads: hourly })), ages: [0, 80, 400] },
  'calls daily, looks every 10 days': {
    kind: one((n) => ({ calls: every(D, n), reads: every(10 * D, phase(n, 10)) })),
    ages: [0, 80, 400],
  },
  'calls hourly, restarted once a week': {
    kind: one((n) => ({ calls: hourly, reads: every(7 * D, phase(n, 7)) })),
    ages: [0, 80, 400],
  },
  'calls hourly, restarted every 14 days': {
    kind: one((n) => ({ calls: hourly, reads: every(14 * D, phase(n, 14)) })),
    ages: [0, 80, 400],
  },
  'reads, every 10 days': { kind: one((n) => ({ calls: every(10 * D, phase(n, 10)), reads: hourly })) },
  'reads, once a month': { kind: one((n) => ({ calls: every(30 * D, phase(n, 30)), reads: hourly })) },
  'reads, once a quarter': { kind: one((n) => ({ calls: every(91 * D, phase(n, 91)), reads: hourly })) },
  'one that reads, one weekly that never does': {
    kind: (n) => [fresh, { name: 'stuck', calls: every(7 * D, phase(n, 7)), reads: never }],
  },
  'one that reads, one every 10 days ± 6 h that never does': {
    kind: (n) => [fresh, { name: 'stuck', calls: jittered(10 * D, phase(n, 10), 6, randomFrom(n)), reads: never }],
  },
  'one that reads, one monthly that never does': {
    kind: (n) => [fresh, { name: 'stuck', calls: every(30 * D, phase(n, 30)), reads: never }],
  },
  'switched off on day 100': { kind: one(() => ({ calls: until(100 * D, hourly), reads: hourly })) },
  'nobody ever calls': { kind: () => [] },
};

/** Of one population. */
interface Found {
  readonly holds: number;
  readonly longestHoldDays: number;
  readonly refused: number;
  readonly pastWindowDays: number;
  readonly rotations: number;
  readonly notesPerUserDay: number;
}

async function live(kind: Kind, ageDays: number): Promise<Found> {
  const life = Life.begin({ now: new Date('2026-01-05T00:00:00Z') });
  const fleet = new Fleet(life);
  const names = Array.from({ length: USERS }, (_, n) => `user-${String(n).padStart(2, '0')}`);
  for (const [n, name] of names.entries())
    fleet.add(name, ageDays > 0 ? ageDays : Math.floor((n * 68) / USERS), kind(n));
  let notes = 0;
  let past = 0;
  life.world.recording = true;
  await fleet.days(DAYS, () => {
    for (const { operation, input } of life.world.recorded.splice(0))
      if (operation === 'TagResource' && isNote(input)) notes++;
    for (const name of names) past += keysPastTheirWindow(life, name);
  });
  const held = holdsIn(life);
  return {
    holds: held.length,
    longestHoldDays: Math.max(0, ...held),
    refused: fleet.refusals.length,
    pastWindowDays: Math.round(past / 24),
    rotations: life.world.published.filter(({ attributes }) => attributes.event === 'key-rotated').length,
    notesPerUserDay: Math.round((notes / USERS / DAYS) * 1000) / 1000,
  };
}

function isNote({ Tags }: Readonly<Record<string, unknown>>): boolean {
  const tags = Tags as readonly { readonly Key: string }[];
  return tags.length === 1 && tags[0]?.Key === 'keyturn:pauses';
}

/** Active keys past 90 days that are in no grace or window, an hour of tolerance for the schedule. */
function keysPastTheirWindow({ world, watch }: Life, name: string): number {
  const now = world.now.getTime();
  const current = world.secrets.get(`keyturn/${name}`)?.labels.get('AWSCURRENT') ?? '';
  const since = watch.currentSince(`keyturn/${name}`) ?? Number.NEGATIVE_INFINITY;
  return world.keysOf(name).filter(({ id, status, createdAt }) => {
    const isInWindow = !current.endsWith(id) && now <= since + 22 * DAY + 2 * HOUR;
    return status === 'Active' && now - createdAt > 90 * DAY + 2 * HOUR && !isInWindow;
  }).length;
}

/**
 * How long each hold lasted, in days: from its first message to the deactivation that ended it, or the end. A weekly message that still
 * comes during the quarantine is no new hold.
 */
function holdsIn({ world }: Life): number[] {
  const days: number[] = [];
  const open = new Map<string, number>();
  const closed = new Map<string, number>();
  const close = (user: string, at: number) => {
    const began = open.get(user);
    if (began !== undefined) days.push(Math.round((at - began) / DAY));
    open.delete(user);
    closed.set(user, at);
  };
  for (const { attributes, at } of world.published) {
    const user = attributes.userName ?? '';
    const isHold = ['key-held', 'user-blocked'].includes(attributes.event ?? '');
    const isOver = at.getTime() - (closed.get(user) ?? Number.NEGATIVE_INFINITY) > 8 * DAY;
    if (isHold && isOver && !open.has(user)) open.set(user, at.getTime());
    if (attributes.event === 'key-deactivated') close(user, at.getTime());
  }
  for (const user of [...open.keys()]) close(user, world.now.getTime());
  return days;
}

export async function populations(log: (line: string) => void): Promise<string> {
  const rows = [];
  for (const [name, { kind, ages = [0] }] of Object.entries(KINDS))
    for (const age of ages) {
      const found = await live(kind, age);
      log(`${name}, ${age}: ${JSON.stringify(found)}`);
      const adopted = age === 0 ? '0 to 67' : String(age);
      const { holds, longestHoldDays, refused, pastWindowDays, rotations, notesPerUserDay } = found;
      rows.push([name, adopted, rotations, holds, longestHoldDays, refused, pastWindowDays, String(notesPerUserDay)]);
    }
  return table(
    [
      'programs of each user',
      'age at first',
      'rotations',
      'holds',
      'longest, days',
      'calls refused',
      'key-days past the window',
      'notes a user-day',
    ],
    rows,
  );
}
