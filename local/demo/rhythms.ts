/** When a program calls AWS, and when it reads its secret, hour by hour: the demo's programs and the simulation's have the same. */

/** Hours of life, from 0. */
export type Rhythm = (hour: number) => boolean;

export interface Program {
  readonly name: string;
  readonly calls: Rhythm;
  readonly reads: Rhythm;
}

export const never: Rhythm = () => false;

export const hourly: Rhythm = () => true;

/** Every so many hours from a first one on. */
export const every =
  (hours: number, first = 0): Rhythm =>
  (hour) =>
    hour >= first && (hour - first) % hours === 0;

/** At that hour of Monday to Friday, where life begins on a Monday. */
export const weekdays =
  (hourOfDay: number): Rhythm =>
  (hour) =>
    hour % 24 === hourOfDay && Math.floor(hour / 24) % 7 < 5;

/** Each call comes up to so many hours early or late; the rhythm itself goes on as it was. */
export function jittered(hours: number, first: number, jitter: number, random: () => number): Rhythm {
  const shifts = new Map<number, number>();
  const shiftOf = (turn: number) => {
    const shift = shifts.get(turn) ?? Math.round((random() * 2 - 1) * jitter);
    shifts.set(turn, shift);
    return shift;
  };
  return (hour) => {
    const near = Math.round((hour - first) / hours);
    return [near - 1, near, near + 1].some((turn) => turn >= 0 && first + turn * hours + shiftOf(turn) === hour);
  };
}

export const until =
  (end: number, rhythm: Rhythm): Rhythm =>
  (hour) =>
    hour < end && rhythm(hour);

export const from =
  (first: number, rhythm: Rhythm): Rhythm =>
  (hour) =>
    hour >= first && rhythm(hour);

/** Numbers from 0 to 1, the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}
