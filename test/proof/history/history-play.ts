/** Plays a history: day after day people act, Keyturn runs, programs work; the promises are checked after each call and each evening. */
import { GenerateCredentialReportCommand } from '@aws-sdk/client-iam';
import type { Clients } from '../../../lambda/aws/clients';
import type { Scan } from '../../../lambda/core/account/user-row';
import { resultOf } from '../../../lambda/core/report/result';
import type { Result } from '../../../lambda/core/report/result-schema';
import type { RunResult } from '../../../lambda/core/report/run-result';
import { userSettingsFrom } from '../../../lambda/core/settings/user-settings';
import { obey } from '../../../lambda/run/command';
import { reconcile } from '../../../lambda/run/reconcile';
import { type Consumer, liveOneDay } from '../../support/simulation/consumers';
import { aConfig, DAY, HOUR, MANAGED, MINUTE, type TestConfig } from '../../support/simulation/harness';
import { interleave, type Schedule } from '../../support/simulation/interleave';
import type { Asked } from '../../support/simulation/life';
import { nothingToDo, quickScan, type Report, takeReport } from '../../support/simulation/quick-scan';
import { Watch } from '../../support/simulation/watch';
import { World } from '../../support/world';
import type { Event, History } from './history';
import { faulty, type Hits } from './history-faults';
import { Judge } from './history-judge';
import { secretOf, terraformApplies } from './history-people';
import type { QuickClients } from './history-quick';
import { type Fault, SCAN_OPERATIONS } from './history-schedule';

/** A user, under whatever name it has by now, and the programs that live on its keys. */
export interface Person {
  name: string;
  consumers: readonly Consumer[];
  /** Until which day Terraform removes Keyturn's tags from the secret each evening. */
  terraform?: { readonly until: number; readonly keepsOwner: boolean };
}

/** What is out of the ordinary on one day. */
interface Today {
  readonly faults: Fault[];
  lateMs: number;
  again: readonly number[];
  overlap: Schedule | undefined;
}

export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise';
}

const BEGIN = new Date('2026-01-01T00:00:00Z').getTime();

export class Play {
  readonly world: World;
  readonly watch: Watch;
  readonly judge: Judge;
  readonly persons: readonly Person[];
  config: TestConfig;
  day = 0;
  missedUntil = -1;
  today: Today = ordinary();
  /** The runs that had something to look at. */
  runs = 0;
  readonly lines: string[] = [];
  #report: Report;
  #soon: string[] = [];
  readonly #asked: Asked[] = [];
  #obeying: string | undefined;

  constructor(
    readonly history: History,
    readonly narrates: boolean,
    /** For the test of the quick scan. */
    readonly onScan?: (play: Play, scan: Scan) => Promise<void>,
  ) {
    const { world: options, config, users } = history;
    this.world = new World({ ...options, now: new Date(BEGIN) });
    this.config = aConfig(config);
    this.persons = users.map(({ name, habits, ageDays, managed, adopts }) => {
      const createdAt = new Date(BEGIN - ageDays * DAY);
      const { id } = this.world.addUser({ name, tags: managed ? MANAGED : {}, createdAt });
      const holds = this.world.createKey(name, { createdAt });
      const format = adopts === 'value' ? { 'keyturn:secret-format': 'credential-process' } : {};
      if (adopts !== 'nothing')
        this.world.addSecret(`keyturn/${name}`, adopts === 'empty' ? undefined : 'by hand', {
          'keyturn:user-id': id,
          ...format,
        });
      return { name, consumers: habits.map((habit) => ({ userName: name, habit, holds })) };
    });
    this.watch = new Watch(this.world, (name) => this.settingsOf(name).policy);
    this.watch.whyLeaveAlone = (name) => this.whyLeaveAlone(name);
    this.watch.isInTrouble = (name) => this.#isInTrouble(name);
    this.watch.isToWait = (name) => this.isToWait(name);
    this.judge = new Judge(this);
    this.#report = takeReport(this.world);
  }

  settingsOf(name: string) {
    return userSettingsFrom(this.world.users.get(name)?.tags ?? {}, this.config);
  }

  /** A program uses that key before the day's run. */
  soon(accessKeyId: string): void {
    this.#soon.push(accessKeyId);
  }

  /** Somebody asks the function for something, before the day's run. */
  ask(wish: Asked): void {
    this.#asked.push(wish);
  }

  async #obey(): Promise<void> {
    const { world, config } = this;
    for (const wish of this.#asked.splice(0)) {
      this.watch.asked(wish);
      this.#obeying = wish.command;
      const now = world.now;
      const run = { clients: world.clients(), config, now, dryRun: config.dryRun };
      const result = resultOf(await obey(run, wish), now, config.dryRun);
      this.#obeying = undefined;
      this.#heard(result);
      this.judge.answered(result);
      this.#check();
    }
  }

  /** People changed the state that Keyturn keeps on a user's secret. */
  meddled({ name }: Person): void {
    this.watch.forgive(this.world.users.get(name)?.id ?? '');
  }

  get isUndisturbed(): boolean {
    const { faults, lateMs, overlap } = this.today;
    return faults.length === 0 && lateMs === 0 && overlap === undefined;
  }

  /** @throws BrokenPromise */
  async all(): Promise<void> {
    const { events } = this.history;
    let next = 0;
    for (this.day = 0; this.day < this.history.days; this.day++) {
      const todays: Event[] = [];
      for (; events[next]?.day === this.day; next++) todays.push(events[next] as Event);
      await this.#oneDay(todays);
    }
    for (let rest = 0; rest < 12; rest++, this.day++) await this.#oneDay([]);
    this.judge.end();
  }

  async #oneDay(events: readonly Event[]): Promise<void> {
    const { world, history } = this;
    const morning = BEGIN + this.day * DAY;
    this.#at(morning);
    // An event that is late stays late until a run handles it.
    this.today = { ...ordinary(), lateMs: this.day - 1 <= this.missedUntil ? this.today.lateMs : 0 };
    // What a person has scheduled for deletion goes by itself.
    for (const { purgeAt = 0 } of world.secrets.values())
      if (purgeAt > morning - DAY && purgeAt <= morning + DAY) this.judge.peopleActed();
    this.#report = takeReport(world);
    if (events.length > 0) await this.#makeRealReport();
    // IAM needs a while to make a change known everywhere, and what people do in that while no program can be safe from.
    if (history.world.propagationMs === 0) this.#at(morning + 58 * MINUTE);
    for (const event of events) if (!event.evening) this.#happens(event);
    await this.#obey();
    if (history.world.propagationMs > 0) this.#at(morning + 30 * MINUTE);
    for (const key of this.#soon.splice(0)) this.#isUsed(key);
    this.#at(morning + HOUR);
    const isMissed = this.day <= this.missedUntil;
    if (isMissed) this.judge.runWasMissed();
    else await this.#runsOfTheDay();
    this.#at(morning + 12 * HOUR);
    for (const person of this.persons) this.#work(person);
    this.#at(morning + 20 * HOUR);
    for (const event of events) if (event.evening) this.#happens(event);
    await this.#obey();
    for (const person of this.persons)
      if (terraformApplies(this, person)) {
        this.watch.sync();
        this.judge.peopleActed();
      }
    this.#at(morning + 21 * HOUR);
    for (const key of this.#soon.splice(0)) this.#isUsed(key);
    this.#check();
    this.judge.evening(events, isMissed);
  }

  #at(ms: number): void {
    if (this.world.now.getTime() < ms) this.world.now = new Date(ms);
  }

  /** The account's own report, for the runs of this day that scan by API: as old as the one of the quick scan. */
  async #makeRealReport(): Promise<void> {
    await this.world.clients('people').iam.send(new GenerateCredentialReportCommand({}));
  }

  #happens({ deed, user }: Event): void {
    const person = this.persons[user % this.persons.length] as Person;
    this.say(deed.story(person.name));
    deed.act(this, person);
    this.watch.sync();
    this.judge.peopleActed();
  }

  #isUsed(accessKeyId: string): void {
    if (this.world.key(accessKeyId)?.status !== 'Active') return;
    try {
      this.world.useKey(accessKeyId);
    } catch {
      return; // IAM does not know everywhere yet that the key is Active.
    }
    this.watch.used(accessKeyId);
  }

  #work(person: Person): void {
    person.consumers = person.consumers.map((consumer) => {
      const { consumer: next, called, refused } = liveOneDay(this.world, this.watch, consumer);
      if (refused !== undefined) return this.judge.refused(person, next, refused);
      return called ? this.judge.worked(next) : next;
    });
  }

  async #runsOfTheDay(): Promise<void> {
    const morning = this.world.now.getTime();
    const { overlap, faults, again } = this.today;
    if (overlap) {
      await interleave(overlap, {
        A: (gate) => this.#run({ actor: 'A', gate }),
        B: (gate) => this.#run({ actor: 'B', gate }),
      });
    } else await this.#run({ faults });
    for (const minutes of again) {
      this.#at(morning + minutes * MINUTE);
      await this.#run({});
    }
  }

  async #run(run: {
    readonly faults?: readonly Fault[];
    readonly actor?: string;
    readonly gate?: World['intercept'];
  }): Promise<void> {
    const { world, config } = this;
    const { faults = [], actor = 'keyturn', gate } = run;
    const now = new Date(world.now.getTime() - this.today.lateMs);
    const scan = quickScan(world, config, this.#report);
    await this.onScan?.(this, scan);
    const scansByApi = gate !== undefined || faults.some(({ operation }) => SCAN_OPERATIONS.includes(operation));
    // A run that finds nobody to look at makes no call but those of the scan.
    if (!scansByApi && nothingToDo(scan, config, now)) return;
    this.runs++;
    const forecast = !gate && faults.length === 0 && this.runs % 8 === 0 ? await this.#forecast(scan, now) : undefined;
    const hits: Hits = { users: new Set(), crashed: false };
    world.intercept = gate ?? (faults.length > 0 ? faulty(world, faults, hits) : undefined);
    const clients: QuickClients = { ...world.clients(actor), ...(scansByApi ? {} : { quickScan: () => scan }) };
    let result: Result | undefined;
    try {
      result = resultOf(await this.#reconcile(clients, now, config.dryRun), now, config.dryRun);
    } catch (error) {
      if (!scansByApi && !hits.crashed) throw error;
      this.say(`the run fails: ${error}`);
    }
    world.intercept = undefined;
    if (result) this.#heard(result);
    this.#check();
    if (result) this.judge.run(result, scan, gate ? undefined : hits, forecast);
  }

  #reconcile(clients: Clients, now: Date, dryRun: boolean): Promise<RunResult> {
    return reconcile({ clients, config: this.config, now, dryRun, remainingMs: () => 900_000 });
  }

  /** Promise 11: what a dry run says just before. */
  async #forecast(scan: Scan, now: Date): Promise<Result | undefined> {
    const { propagationMs, raggedPages } = this.history.world;
    if (propagationMs > 0 || raggedPages) return undefined;
    const copy = this.world.clone();
    const clients: QuickClients = { ...copy.clients(), quickScan: () => scan };
    const result = resultOf(await this.#reconcile(clients, now, true), now, true);
    const changes = Object.keys(copy.calls).filter((operation) => !/^(Get|List|Describe|Generate)/.test(operation));
    if (changes.length > 0) throw this.broken(`promise 11: a dry run called ${changes.join(', ')}`);
    return result;
  }

  #heard(result: Result): void {
    if (!this.narrates) return;
    for (const { userName, rule, steps } of result.outcomes) {
      const told = steps.map(({ kind, accessKeyId, event, reason, result: how, because }) => {
        const what = [kind, event, reason, accessKeyId].filter(Boolean).join(' ');
        return `  Keyturn (${rule}), ${userName}: ${what}, ${how}${kind === 'notify' ? '' : ` (${because})`}`;
      });
      // A hold that goes on is told once.
      const sum = steps.map(({ kind, reason, result: how }) => `${kind} ${reason} ${how}`).join();
      if (this.#heardLast.get(userName) !== sum) for (const line of told) this.say(line);
      this.#heardLast.set(userName, sum);
    }
    for (const { userName, error } of result.failures) this.say(`  Keyturn failed for ${userName}: ${error}`);
  }

  whyLeaveAlone(name: string): string | undefined {
    const { problems } = this.settingsOf(name);
    // A compromised key is deactivated in any case.
    if (this.#obeying === 'revoke' || problems.length === 0) return undefined;
    return `its tags do not parse: ${problems.join('; ')}`;
  }

  #isInTrouble(name: string): boolean {
    const { problems, secretName, secretFormat } = this.settingsOf(name);
    const declared = secretOf(this.world, name)?.tags['keyturn:secret-format'] ?? secretFormat;
    const { adopts } = this.history.users.find((user) => user.name === name) ?? {};
    const isUndeclared = adopts === 'undeclared' && declared === undefined;
    const { id } = this.world.users.get(name) ?? {};
    const theirs = [...this.world.secrets.values()].filter(({ tags }) => tags['keyturn:user-id'] === id);
    const isAmbiguous = theirs.filter(({ name: secret }) => !secret.includes('=notices/')).length > 1;
    return problems.length > 0 || secretName !== undefined || isUndeclared || isAmbiguous;
  }

  /** What a person asks for need not wait. */
  isToWait(name: string): boolean {
    const { exemptUntil } = this.settingsOf(name);
    return !this.#obeying && exemptUntil !== undefined && exemptUntil > this.world.now;
  }

  #check(): void {
    const [violation] = this.world.violations;
    if (violation) throw this.broken(violation.message);
  }

  say(line: string): void {
    if (this.narrates) this.lines.push(`day ${this.day}: ${line}`);
  }

  /** With the whole story, if this play tells it. */
  broken(what: string): BrokenPromise {
    return new BrokenPromise([`day ${this.day}: ${what}`, ...this.lines.map((line) => this.#named(line))].join('\n'));
  }

  /** K1, K2, … in the order of appearance, instead of ids. */
  #named(line: string): string {
    return line.replace(/AKIA\w{16}/g, (id) => {
      const known = this.#names.get(id) ?? `K${this.#names.size + 1}`;
      this.#names.set(id, known);
      return known;
    });
  }

  readonly #names = new Map<string, string>();
  readonly #heardLast = new Map<string, string>();
}

const ordinary = (): Today => ({ faults: [], lateMs: 0, again: [], overlap: undefined });
