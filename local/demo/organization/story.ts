/** The organization's story: its accounts, who is in them, and what happens to which account on which day. */
import { every, from, jittered, randomFrom } from '../rhythms';
import { actor, type Character, DAY, daily, MANAGED, NEVER_MANAGED, reader } from '../story';

/** Of everything that is not quite regular. */
const SEED = 20260228;

/** OUs by their paths. */
export const UNITS = { canary: 'canary', prod: 'prod', nested: 'prod/eu' } as const;

export type Unit = (typeof UNITS)[keyof typeof UNITS];

/** In their order. Each OU with all that is below it. */
export const WAVES = [
  { name: 'canary', units: [UNITS.canary] },
  { name: 'all', units: [UNITS.prod] },
] as const;

export interface Member {
  readonly name: string;
  /** Where it is in the beginning; undefined: in no OU. */
  readonly unit?: Unit;
  /** One line for the list of accounts. */
  readonly who: string;
  readonly cast: readonly Character[];
}

export const ROLELESS = { account: 'data', until: 16 } as const;
export const JOINS = { account: 'bought', on: 30, unit: UNITS.prod } as const;
export const LEAVES = { account: 'pay', on: 72, unit: UNITS.nested } as const;
export const JOB = { account: 'data', userName: 'etl', program: 'job', readsFrom: 41 } as const;

const every3Days = every(3 * DAY, 5);

export const MEMBERS: readonly Member[] = [
  {
    name: 'web',
    unit: UNITS.canary,
    who: `in ${UNITS.canary}, the first wave`,
    cast: [
      {
        userName: 'storefront',
        who: 'shop (daily) and invoices (weekly) read the secret first',
        keyAges: [64],
        tags: MANAGED,
        programs: [reader('shop', daily), reader('invoices', jittered(7 * DAY, DAY, 5, randomFrom(SEED)))],
      },
      {
        userName: 'not-tagged',
        who: 'is not managed, however old its key',
        keyAges: [500],
        tags: NEVER_MANAGED,
        programs: [actor('old-script', every3Days, () => false)],
      },
    ],
  },
  {
    name: LEAVES.account,
    unit: LEAVES.unit,
    who: `in ${LEAVES.unit}, an OU below ${UNITS.prod}; leaves on day ${LEAVES.on}`,
    cast: [
      {
        userName: 'invoices',
        who: 'printer (daily) reads the secret first',
        keyAges: [62],
        tags: MANAGED,
        programs: [reader('printer', daily)],
      },
      {
        userName: 'ledger',
        who: 'books (daily) looks at the secret once in five days',
        keyAges: [2],
        tags: MANAGED,
        programs: [actor('books', daily, every(5 * DAY, 9))],
      },
    ],
  },
  {
    name: ROLELESS.account,
    unit: UNITS.prod,
    who: `in ${UNITS.prod}; without the role that lets the hub in, until day ${ROLELESS.until}`,
    cast: [
      {
        userName: JOB.userName,
        who: `dashboard (daily) reads the secret; ${JOB.program}, every three days, does not until day ${JOB.readsFrom}`,
        keyAges: [60],
        tags: MANAGED,
        programs: [reader('dashboard', daily), actor(JOB.program, every3Days, from(JOB.readsFrom * DAY, every3Days))],
      },
    ],
  },
  {
    name: JOINS.account,
    who: `in no OU; joins ${JOINS.unit} on day ${JOINS.on}`,
    cast: [
      {
        userName: 'erp',
        who: 'export (daily) reads the secret first, once there is one',
        keyAges: [70],
        tags: MANAGED,
        programs: [reader('export', daily)],
      },
      {
        userName: 'partner',
        who: 'feed (every five days) reads the secret first',
        keyAges: [20],
        tags: MANAGED,
        programs: [reader('feed', every(5 * DAY, 9))],
      },
    ],
  },
];

/** How the hub's report should have an account after that day's run. */
export function expectedStanding(name: string, day: number): string {
  if (name === ROLELESS.account && day < ROLELESS.until) return 'unreached';
  if (name === JOINS.account && day < JOINS.on) return 'in-no-wave';
  return name === LEAVES.account && day >= LEAVES.on ? 'in-no-wave' : 'served';
}
