import { DAY_MS } from './time';

/**
 * When the clocks of a time zone show the given times of a day. Those that they skip when they go forward are left out, and of those that
 * they show twice, the first counts: as EventBridge Scheduler has it.
 * @throws RangeError for a time zone that nobody knows
 */
export function clockOf(timeZone: string): (midnight: number, timesOfDay: readonly number[]) => number[] {
  const offsetMs = offsetOf(timeZone);
  return (midnight, timesOfDay) => {
    const [before, after] = [offsetMs(midnight - DAY_MS), offsetMs(midnight + 2 * DAY_MS)];
    const local = timesOfDay.map((time) => midnight + time);
    if (before === after) return local.map((at) => at - before);
    return local.flatMap((at) => [before, after].map((ms) => at - ms).find((utc) => utc + offsetMs(utc) === at) ?? []);
  };
}

/** Whether anybody knows it. */
export function isTimeZone(name: string): boolean {
  try {
    offsetOf(name);
    // An offset such as +02:00 is one to JavaScript, and not to Scheduler.
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

/** How far its clocks are ahead of UTC at a moment. */
function offsetOf(timeZone: string): (at: number) => number {
  const fields = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const format = new Intl.DateTimeFormat('en-US', { ...fields, timeZone, hourCycle: 'h23' });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const of = (type: keyof typeof fields) => parts.get(type) ?? 0;
    return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute')) - at;
  };
}
