/** The demo's account of what happened: a line for each event, a table at the end, and the checks that decide whether it ends well. */
import type { Result } from '../lambda/core/report/result-schema';
import { type Account, DAY_MS } from './account';
import type { LocalAws } from './aws';
import type { Consumer } from './consumer';
import { CAST } from './story';
import { paint, table } from './terminal';

type Outcome = Result['outcomes'][number];
type Step = Outcome['steps'][number];

interface Count {
  rotated: number;
  held: number;
  blocked: number;
  deactivated: number;
  deleted: number;
  /** Found Inactive, and recorded as such. */
  quarantined: number;
}

const nothing = (): Count => ({ rotated: 0, held: 0, blocked: 0, deactivated: 0, deleted: 0, quarantined: 0 });

interface Told {
  readonly event: string;
  readonly userName: string;
  readonly reason?: string;
  readonly at: string;
}

const toldIn = (message: string): Told => JSON.parse(JSON.parse(message).default);

/** A hold or a block for the same reason, told twice within a week. */
function toldTooOften(messages: readonly Told[]): string[] {
  return messages.flatMap(({ event, userName, reason, at }, index) => {
    const before = messages.slice(0, index).findLast((message) => message.reason === reason);
    const isTooSoon = before && Date.parse(at) - Date.parse(before.at) < 7 * DAY_MS;
    return reason !== undefined && isTooSoon
      ? [`promise 8: ${userName} was told ${event} ${reason} twice within a week`]
      : [];
  });
}

export class Ledger {
  readonly #counts = new Map<string, Count>();
  readonly #secretHalves = new Set<string>();
  /** Everything that left the function, to be searched for secret halves. */
  readonly #results: string[] = [];
  readonly #broken: string[] = [];
  readonly #told = new Set<string>();

  constructor(private readonly account: Account) {}

  /** Prints what a run did. */
  note(day: number, result: Result): void {
    for (const outcome of result.outcomes)
      for (const step of outcome.steps) this.#noteStep(day, outcome.userName, step);
    for (const { userName, error } of result.failures) this.#broken.push(`day ${day}: ${userName} failed: ${error}`);
  }

  failedRun(day: number, result: unknown): void {
    this.#broken.push(`day ${day}: the run failed: ${JSON.stringify(result)}`);
  }

  #noteStep(day: number, userName: string, step: Step): void {
    const count = this.#counts.get(userName) ?? nothing();
    this.#counts.set(userName, count);
    const what = this.#describe(userName, step, count);
    if (!what) return;
    const [text, colour] = what;
    const when = paint('dim', `day ${String(day).padStart(3)}`);
    // What was told before is told again every week, and is not news.
    const isRepeated = step.kind === 'notify' && !this.#isNew(`${userName} ${step.event} ${step.reason}`);
    const because = step.because.replace(/\bAKIA\w+/g, (id) => this.account.nameOf(userName, id));
    const line = `${userName.padEnd(16)} ${isRepeated ? text.padEnd(17) : paint(colour, text.padEnd(17))} ${isRepeated ? 'as before' : because}`;
    console.log(`  ${when}  ${isRepeated ? paint('dim', line) : line}`);
  }

  #isNew(telling: string): boolean {
    const isNew = !this.#told.has(telling);
    this.#told.add(telling);
    return isNew;
  }

  /** Undefined for what needs no line of its own: a hold that was told before. */
  #describe(
    userName: string,
    { kind, event, accessKeyId }: Step,
    count: Count,
  ): [string, 'green' | 'yellow' | 'cyan' | 'red'] | undefined {
    const key = accessKeyId === undefined ? '' : this.account.nameOf(userName, accessKeyId);
    switch (kind) {
      case 'issue-key':
        count.rotated++;
        return ['new key', 'green'];
      case 'deactivate-key':
        count.deactivated++;
        return [`${key} deactivated`, 'yellow'];
      case 'delete-key':
        count.deleted++;
        return [`${key} deleted`, 'cyan'];
      case 'record-inactive':
        count.quarantined++;
        return [`${key} quarantined`, 'yellow'];
      case 'renew-grace':
        return [`${key} new grace`, 'yellow'];
      case 'roll-back':
        return [`back to ${key}`, 'yellow'];
      case 'notify':
        if (event === 'key-held') count.held++;
        if (event === 'user-blocked') count.blocked++;
        return [event === 'user-blocked' ? 'blocked' : event === 'key-held' ? 'held' : `${key} reminder`, 'red'];
      default:
        return undefined;
    }
  }

  /** Secret halves are read where they belong, in Secrets Manager, so that they can be searched for everywhere else. */
  async collectSecretHalves(result: unknown): Promise<void> {
    this.#results.push(JSON.stringify(result));
    if (!/issue-key/.test(this.#results.at(-1) ?? '')) return;
    for (const { userName, accessKeyId, secretAccessKey } of await this.account.currentKeys()) {
      this.#secretHalves.add(secretAccessKey);
      this.account.nameOf(userName, accessKeyId);
    }
  }

  /** Prints the end of the story. True when nobody was locked out and no promise was broken. */
  async conclude(aws: LocalAws, consumers: readonly Consumer[], days: number): Promise<boolean> {
    this.#printTable(consumers);
    await this.#checkCurrentKeys();
    await this.#checkOthersUntouched();
    await this.#checkSecretHalves(aws);
    await this.#checkMessages(aws);
    const failures = consumers.flatMap((consumer) => consumer.failures);
    const calls = consumers.reduce((sum, consumer) => sum + consumer.calls, 0);
    console.log(
      `\n${days} days, ${calls} calls by programs, ${failures.length} refused; ${this.#secretHalves.size} secret halves made, each found in Secrets Manager only.`,
    );
    const complaints = [...failures, ...this.#broken];
    for (const complaint of complaints) console.log(paint('red', `BROKEN  ${complaint}`));
    if (complaints.length === 0) console.log(paint('green', 'Nobody was locked out.'));
    return complaints.length === 0;
  }

  #printTable(consumers: readonly Consumer[]): void {
    const rows = CAST.map(({ userName }) => {
      const count = this.#counts.get(userName) ?? nothing();
      const consumer = consumers.find((candidate) => candidate.userName === userName);
      return [
        userName,
        count.rotated,
        count.held,
        count.blocked,
        count.deactivated,
        count.deleted,
        consumer?.calls ?? 0,
        consumer?.failures.length ?? 0,
      ];
    });
    const total = rows.reduce<(string | number)[]>(
      (sum, row) => sum.map((cell, column) => (column === 0 ? 'total' : Number(cell) + Number(row[column]))),
      ['total', 0, 0, 0, 0, 0, 0, 0],
    );
    const head = ['user', 'rotated', 'held*', 'blocked*', 'deactivated', 'deleted', 'calls', 'refused'];
    console.log(`\n${table(head, [...rows, total])}\n* times told; a hold or block is told when it begins, and weekly`);
  }

  /** Promise 3. */
  async #checkCurrentKeys(): Promise<void> {
    for (const { userName, accessKeyId } of await this.account.currentKeys()) {
      const key = (await this.account.keysOf(userName)).find(({ id }) => id === accessKeyId);
      if (!key?.active)
        this.#broken.push(`promise 3: the secret of ${userName} names ${accessKeyId}, which is not Active`);
    }
  }

  /** Promise 5: who is not tagged in, and who is dormant, has the keys it had. */
  async #checkOthersUntouched(): Promise<void> {
    for (const [userName, expected] of [
      ['not-tagged', true],
      ['left-company', false],
    ] as const) {
      const keys = await this.account.keysOf(userName);
      if (keys.length !== 1 || keys[0]?.active !== expected)
        this.#broken.push(`promise 5: the keys of ${userName} were changed`);
    }
  }

  /** Promise 8: each change was told once, a reminder once a rotation at most, a hold or a block weekly. */
  async #checkMessages(aws: LocalAws): Promise<void> {
    const messages = (await aws.published()).map(({ message }) => toldIn(message));
    for (const [userName, count] of this.#counts) {
      const own = messages.filter((message) => message.userName === userName);
      const told = (event: string) => own.filter((message) => message.event === event).length;
      const expected = { 'key-rotated': count.rotated, 'key-deactivated': count.deactivated + count.quarantined };
      for (const [event, times] of Object.entries({ ...expected, 'key-deleted': count.deleted }))
        if (told(event) !== times)
          this.#broken.push(`promise 8: ${userName} had ${event} ${times} times and was told ${told(event)} times`);
      if (told('key-reminder') > count.rotated)
        this.#broken.push(`promise 8: ${userName} was reminded more often than keys were rotated`);
      this.#broken.push(...toldTooOften(own));
    }
    const per = [...new Set(messages.map(({ event }) => event))].map(
      (event) => `${event} ${messages.filter((message) => message.event === event).length}`,
    );
    console.log(`${messages.length} messages: ${per.join(', ')}.`);
  }

  /** Promise 4: in no result, no log line, no message. */
  async #checkSecretHalves(aws: LocalAws): Promise<void> {
    const everything = JSON.stringify([this.#results, await aws.published(), await aws.functionLog()]);
    for (const half of this.#secretHalves)
      if (everything.includes(half)) this.#broken.push('promise 4: a secret half was found outside Secrets Manager');
  }
}
