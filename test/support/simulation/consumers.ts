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
  /** Calls daily with the key it was born with. */
  | 'never';

export interface Consumer {
  readonly userName: string;
  readonly habit: Habit;
  readonly holds: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
}

const EVERY: Readonly<Record<Habit, { readonly call: number; readonly read: number }>> = {
  prompt: { call: 1, read: 1 },
  lazy: { call: 1, read: 10 },
  weekly: { call: 7, read: 7 },
  never: { call: 1, read: Number.POSITIVE_INFINITY },
};

/** One day of a consumer; undefined when it had nothing to call with, or AWS refused the key. */
export interface ConsumerDay {
  readonly consumer: Consumer;
  /** The key that AWS refused. */
  readonly refused?: string;
}

export function liveOneDay(world: World, watch: Watch, consumer: Consumer): ConsumerDay {
  const day = Math.floor(world.now.getTime() / DAY);
  const { call, read } = EVERY[consumer.habit];
  if (day % call !== 0) return { consumer };
  const holds = (day % read === 0 ? readKey(world, consumer) : undefined) ?? consumer.holds;
  const next = { ...consumer, holds };
  if (!holds) return { consumer: next };
  try {
    world.useKey(holds.accessKeyId, { secretAccessKey: holds.secretAccessKey });
    watch.used(holds.accessKeyId);
    return { consumer: next };
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
