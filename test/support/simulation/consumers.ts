/** Programs that live on a managed key. Each really signs with what it holds, so a lockout shows as a failed call. */

import type { World } from '../world';
import { DAY } from './harness';
import type { Watch } from './watch';

export type Habit =
  /** Reads the secret before every daily call. */
  | 'prompt'
  /** Calls daily, and reads the secret once in ten days only. */
  | 'lazy'
  /** Wakes up once a week, reads the secret, calls. */
  | 'weekly'
  /** Calls on weekdays, and reads the secret before. */
  | 'weekdays'
  /** Wakes up every ten days, or every thirty, reads the secret, calls. */
  | 'ten-daily'
  | 'monthly'
  /** Calls daily, and reads the secret when it is restarted, once a week. */
  | 'restarted'
  /** Calls daily with the key it was born with. */
  | 'never'
  /** The same on weekdays, once a week or every ten days. */
  | 'weekdays-never'
  | 'weekly-never'
  | 'ten-daily-never';

export interface Consumer {
  readonly userName: string;
  readonly habit: Habit;
  readonly holds: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
}

interface Rhythm {
  /** In days. */
  readonly call: number;
  readonly read: number;
  readonly restsAtWeekends?: true;
}

const NEVER = Number.POSITIVE_INFINITY;

const RHYTHMS: Readonly<Record<Habit, Rhythm>> = {
  prompt: { call: 1, read: 1 },
  lazy: { call: 1, read: 10 },
  weekly: { call: 7, read: 7 },
  weekdays: { call: 1, read: 1, restsAtWeekends: true },
  'ten-daily': { call: 10, read: 10 },
  monthly: { call: 30, read: 30 },
  restarted: { call: 1, read: 7 },
  never: { call: 1, read: NEVER },
  'weekdays-never': { call: 1, read: NEVER, restsAtWeekends: true },
  'weekly-never': { call: 7, read: NEVER },
  'ten-daily-never': { call: 10, read: NEVER },
};

/** After how long a program's calls begin again as before. */
export function cycleMs({ habit }: Consumer): number {
  const { call, restsAtWeekends } = RHYTHMS[habit];
  return (restsAtWeekends ? 7 : call) * DAY;
}

/** 1 January 1970 was a Thursday. */
const isWeekend = (day: number) => [2, 3].includes(day % 7);

/** One day of a consumer; undefined when it had nothing to call with, or AWS refused the key. */
export interface ConsumerDay {
  readonly consumer: Consumer;
  /** A call went through. */
  readonly called?: true;
  /** The key that AWS refused. */
  readonly refused?: string;
}

export function liveOneDay(world: World, watch: Watch, consumer: Consumer): ConsumerDay {
  const day = Math.floor(world.now.getTime() / DAY);
  const { call, read, restsAtWeekends } = RHYTHMS[consumer.habit];
  if (day % call !== 0 || (restsAtWeekends && isWeekend(day))) return { consumer };
  const holds = (day % read === 0 ? readKey(world, consumer) : undefined) ?? consumer.holds;
  const next = { ...consumer, holds };
  if (!holds) return { consumer: next };
  try {
    world.useKey(holds.accessKeyId, { secretAccessKey: holds.secretAccessKey });
    watch.used(holds.accessKeyId);
    return { consumer: next, called: true };
  } catch {
    return { consumer: next, refused: holds.accessKeyId };
  }
}

/** As a consumer would: the user's secret, if it can be read and holds a key. */
function readKey(world: World, { userName }: Consumer): Consumer['holds'] {
  const userId = world.users.get(userName)?.id;
  const secret = [...world.secrets.values()].find(
    ({ tags, name, deletedAt }) =>
      tags['keyturn:user-id'] === userId && !name.includes('=notices/') && deletedAt === undefined,
  );
  if (!secret) return undefined;
  try {
    const value = JSON.parse(world.secretValue(secret.name)) as { AccessKeyId?: string; SecretAccessKey?: string };
    if (value.AccessKeyId === undefined || value.SecretAccessKey === undefined) return undefined;
    return { accessKeyId: value.AccessKeyId, secretAccessKey: value.SecretAccessKey };
  } catch {
    return undefined;
  }
}
