/** What the in-memory AWS leaves out: calls take time, keys take time to be known, and each API has a limit. */
import type { VirtualTime } from '../simulation/virtual-time';
import { type Intercept, serviceError, type World } from '../world';

export interface Pace {
  readonly latencyMs?: number;
  /** A new key is refused for exactly so long, however often it is tried. */
  readonly propagationMs?: number | (() => number);
  /** Calls a second of an operation that AWS allows itself to answer, by name. A refused one costs nothing. */
  readonly limits?: Readonly<Record<string, number>>;
  /** Calls that may come at once, before the limit counts. */
  readonly burst?: number;
}

/** What became of an operation's calls. */
export interface Traffic {
  accepted: number;
  throttled: number;
  firstAt: number;
  lastAt: number;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Makes a world slow. All of its clients' calls pass here, so that the limits are the account's. */
export function slowDown(
  world: World,
  time: Pick<VirtualTime, 'now' | 'sleep'>,
  pace: Pace,
): ReadonlyMap<string, Traffic> {
  const { latencyMs = 0, propagationMs = 0, limits = {}, burst = 10 } = pace;
  const traffic = new Map<string, Traffic>();
  const buckets = new Map<string, Bucket>();
  const mayPass = (operation: string): boolean => {
    const perSecond = limits[operation];
    if (perSecond === undefined) return true;
    const bucket = buckets.get(operation) ?? { tokens: burst, filledAt: time.now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((time.now - bucket.filledAt) / 1000) * perSecond);
    bucket.filledAt = time.now;
    buckets.set(operation, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  };
  const isUnknown = ({ signedBy }: Parameters<Intercept>[0]) => {
    const key = signedBy === undefined ? undefined : world.key(signedBy);
    return (
      key !== undefined &&
      time.now < key.createdAt + (typeof propagationMs === 'number' ? propagationMs : propagationMs())
    );
  };
  world.intercept = async (call) => {
    const { operation } = call;
    await time.sleep(latencyMs);
    const seen = traffic.get(operation) ?? { accepted: 0, throttled: 0, firstAt: time.now, lastAt: time.now };
    traffic.set(operation, seen);
    if (!mayPass(operation)) {
      seen.throttled++;
      return 'throttle';
    }
    seen.accepted++;
    seen.lastAt = time.now;
    if (isUnknown(call))
      return {
        fail: serviceError(
          'sts',
          'InvalidClientTokenId',
          403,
          'The security token included in the request is invalid.',
        ),
      };
    return undefined;
  };
  return traffic;
}

/** How much of what a limit allows was used, from the operation's first call to its last: 1 is all of it. */
export function shareOfLimit({ accepted, firstAt, lastAt }: Traffic, perSecond: number, burst = 10): number {
  return Math.max(0, accepted - burst) / perSecond / ((lastAt - firstAt) / 1000);
}
