/** The demo's story: who is in the account, in which rhythms their programs live, and what people do on which day. */
import type { Person } from '../people';
import { every, from, jittered, never, type Program, type Rhythm, randomFrom, until, weekdays } from './rhythms';

/** Of everything that is not quite regular. */
const SEED = 20260131;

/** A program, and the machine that it runs on (an address of those that are reserved for examples). */
export interface Actor extends Program {
  readonly address: string;
  /** A role reads the secret for it, as External Secrets Operator does, so that it gets a key even when its own is revoked. */
  readonly readsByRole?: true;
  /** Holds a stolen key. Its calls count for nobody, and it is to be refused. */
  readonly isThief?: true;
}

export interface Character extends Person {
  /** One line for the cast list. */
  readonly who: string;
  readonly programs: readonly Actor[];
}

export const MANAGED = { 'keyturn:managed': 'true' };
export const DAY = 24;
export const NEVER_MANAGED = {};

let machines = 10;
export const actor = (name: string, calls: Rhythm, reads: Rhythm): Actor => ({
  name,
  calls,
  reads,
  address: `203.0.113.${machines++}`,
});
/** Reads the secret before each call. */
export const reader = (name: string, calls: Rhythm) => actor(name, calls, calls);

export const LEAK = { userName: 'mobile-push', stolenOn: 118, revokedOn: 122, goneOn: 125, thief: 'curl' } as const;
export const ERP = { userName: 'legacy-erp', readsFrom: 33, confirmedOn: 36 } as const;
export const ETL = { userName: 'data-team', program: 'etl', readsFrom: 27 } as const;
export const TWO_KEYS = { userName: 'two-keys', cleanedUpOn: 16 } as const;
const EXEMPT_UNTIL = 100;

export const daily = every(DAY, 9);
const everyTenDays = jittered(10 * DAY, 3 * DAY, 6, randomFrom(SEED));

/** @param dayOf the date of a day of the story */
export const castOf = (dayOf: (day: number) => Date): readonly Character[] => [
  {
    userName: 'web-shop',
    who: 'storefront (daily), orders (on weekdays), invoices (weekly): all read the secret first',
    keyAges: [64],
    tags: MANAGED,
    programs: [
      reader('storefront', daily),
      reader('orders', weekdays(2)),
      reader('invoices', jittered(7 * DAY, DAY, 5, randomFrom(SEED + 1))),
    ],
  },
  {
    userName: ETL.userName,
    who: `dashboard reads the secret; etl, every ten days, does not until day ${ETL.readsFrom}`,
    keyAges: [66],
    tags: MANAGED,
    programs: [reader('dashboard', daily), actor(ETL.program, everyTenDays, from(ETL.readsFrom * DAY, everyTenDays))],
  },
  {
    userName: ERP.userName,
    who: `erp has its key in a file, until day ${ERP.readsFrom}`,
    keyAges: [70],
    tags: { ...MANAGED, 'keyturn:owner': 'erp-team@example.com' },
    programs: [actor('erp', daily, from(ERP.readsFrom * DAY, every(DAY, 9)))],
  },
  {
    userName: LEAK.userName,
    who: `push gets its key by a role that reads the secret; the key is stolen on day ${LEAK.stolenOn}, and revoked on day ${LEAK.revokedOn}`,
    keyAges: [60],
    tags: MANAGED,
    programs: [
      { ...reader('push', daily), readsByRole: true },
      {
        ...actor(LEAK.thief, from(LEAK.stolenOn * DAY, until(LEAK.goneOn * DAY, every(DAY, 11))), never),
        isThief: true,
      },
    ],
  },
  {
    userName: 'reports',
    who: 'cron calls daily, and looks at the secret once in ten days',
    keyAges: [62],
    tags: MANAGED,
    programs: [actor('cron', daily, every(10 * DAY, 9))],
  },
  {
    userName: TWO_KEYS.userName,
    who: `has two active keys; on day ${TWO_KEYS.cleanedUpOn} its owner deletes one`,
    keyAges: [63, 200],
    tags: MANAGED,
    programs: [reader('backup', every(DAY, 3))],
  },
  {
    userName: 'partner-feed',
    who: `is exempt until day ${EXEMPT_UNTIL}`,
    keyAges: [85],
    tags: { ...MANAGED, 'keyturn:exempt-until': dayOf(EXEMPT_UNTIL).toISOString().slice(0, 10) },
    programs: [reader('feed', daily)],
  },
  {
    userName: 'a,b+c=d@e.f_g-h',
    who: 'has every character that a user name may hold',
    keyAges: [58],
    tags: MANAGED,
    programs: [reader('monthly', every(5 * DAY, 9))],
  },
  {
    userName: 'left-company',
    who: 'is dormant: its only key is Inactive',
    keyAges: [300],
    inactive: [0],
    tags: MANAGED,
    programs: [],
  },
  {
    userName: 'not-tagged',
    who: 'is not managed, however old its key',
    keyAges: [500],
    tags: NEVER_MANAGED,
    programs: [actor('old-script', every(3 * DAY, 9), never)],
  },
];
