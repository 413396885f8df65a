/** Programs with rhythms (local/demo/rhythms.ts), hour by hour. Several may live on one user's keys. */

import type { Program } from '../../../local/demo/rhythms';
import { HOUR } from './harness';
import type { Life } from './life';

export * from '../../../local/demo/rhythms';

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
