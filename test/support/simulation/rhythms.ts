/** Programs with rhythms, hour by hour: when each calls, and when it reads the secret. Several may live on one user's keys. */

import { HOUR } from './harness';
import type { Life } from './life';

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

/** Numbers from 0 to 1, the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

interface Running extends Program {
  readonly userName: string;
  holds: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A refused call of a program that nobody touched. */
export interface Refusal {
  readonly userName: string;
  readonly program: string;
  readonly hour: number;
}

/** Several programs of several users, each born with its user's first key. */
export class Fleet {
  readonly refusals: Refusal[] = [];
  readonly #running: Running[] = [];
  #hour = 0;

  constructor(
    readonly life: Life,
    readonly options: { readonly runEvery?: number } = {},
  ) {}

  add(userName: string, ageDays: number, programs: readonly Program[], tags: Record<string, string> = {}): void {
    const id = this.life.addUser(userName, 'prompt', ageDays, tags);
    this.life.consumers = [];
    const holds = { accessKeyId: id, secretAccessKey: this.life.world.key(id)?.secretHalf ?? '' };
    for (const program of programs) this.#running.push({ ...program, userName, holds });
  }

  async days(count: number, eachHour: () => void = () => undefined): Promise<void> {
    const { life, options } = this;
    for (const end = this.#hour + count * 24; this.#hour < end; this.#hour++) {
      if (this.#hour % (options.runEvery ?? 1) === 0) await life.run();
      life.world.advance(HOUR / 2);
      for (const program of this.#running) this.#live(program);
      eachHour();
      life.world.advance(HOUR / 2);
    }
  }

  #live(program: Running): void {
    const { world, watch } = this.life;
    if (program.reads(this.#hour)) program.holds = this.#read(program.userName) ?? program.holds;
    if (!program.calls(this.#hour)) return;
    const { accessKeyId, secretAccessKey } = program.holds;
    try {
      world.useKey(accessKeyId, { secretAccessKey, userAgent: `${program.name}/1.0` });
      watch.used(accessKeyId);
    } catch {
      this.refusals.push({ userName: program.userName, program: program.name, hour: this.#hour });
    }
  }

  #read(userName: string): Running['holds'] | undefined {
    const secret = this.life.world.secrets.get(`keyturn/${userName}`);
    if (!secret?.labels.get('AWSCURRENT')?.startsWith('keyturn-access-key-')) return undefined;
    const { AccessKeyId, SecretAccessKey } = JSON.parse(this.life.world.secretValue(secret.name));
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
  }
}
