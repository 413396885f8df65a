/** The account that the demo lives in: who is there, how old their keys are, how their programs behave, and what people do along the way. */

/** How a program uses the key that it was given. */
export type Habit =
  /** Reads the secret before its daily call. */
  | 'prompt'
  /** Wakes up once a week, reads the secret, calls. */
  | 'weekly'
  /** Calls daily and looks at the secret only once in ten days. */
  | 'slow'
  /** Calls daily with the key it was born with. */
  | 'never';

export interface Character {
  readonly userName: string;
  /** One line for the demo's cast list. */
  readonly who: string;
  /** The ages of the user's keys on day 0, in days, the program's own first. */
  readonly keyAges: readonly number[];
  /** Which of the keys are Inactive, by position. */
  readonly inactive?: readonly number[];
  readonly habit?: Habit;
  /** @default - the tag that puts a user into Keyturn's hands */
  readonly tags?: (dayOf: (day: number) => Date) => Readonly<Record<string, string>>;
}

const MANAGED = { 'keyturn:managed': 'true' };
const managed = (extra: Readonly<Record<string, string>> = {}) => ({ ...MANAGED, ...extra });

export const tagsOf = (character: Character, dayOf: (day: number) => Date) =>
  (character.tags ?? (() => MANAGED))(dayOf);

export const CAST: readonly Character[] = [
  { userName: 'web-api', who: 'reads the secret before every call', keyAges: [70], habit: 'prompt' },
  { userName: 'billing-batch', who: 'runs once a week, and reads the secret then', keyAges: [66], habit: 'weekly' },
  { userName: 'reports', who: 'looks at the secret once in ten days', keyAges: [72], habit: 'slow' },
  {
    userName: 'legacy-erp',
    who: 'has its key in a file and never switches',
    keyAges: [74],
    habit: 'never',
    tags: () => managed({ 'keyturn:owner': 'erp-team@example.com' }),
  },
  { userName: 'a,b+c=d@e.f_g-h', who: 'has every character that a user name may hold', keyAges: [60], habit: 'prompt' },
  {
    userName: 'spare-key',
    who: 'has an Inactive second key from long ago',
    keyAges: [64, 400],
    inactive: [1],
    habit: 'prompt',
  },
  {
    userName: 'two-keys',
    who: 'has two active keys; on day 40 its owner deletes one',
    keyAges: [63, 200],
    habit: 'prompt',
  },
  {
    userName: 'partner-feed',
    who: 'is exempt until day 100',
    keyAges: [85],
    habit: 'prompt',
    tags: (dayOf) => managed({ 'keyturn:exempt-until': dayOf(100).toISOString().slice(0, 10) }),
  },
  { userName: 'left-company', who: 'is dormant: its only key is Inactive', keyAges: [300], inactive: [0] },
  {
    userName: 'not-tagged',
    who: 'is not managed, however old its key',
    keyAges: [500],
    habit: 'never',
    tags: () => ({}),
  },
];

/** What people do on a day, before that day's run. */
export const TWO_KEYS_CLEAN_UP_DAY = 40;
