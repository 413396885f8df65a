/** Tells the story: a line for each event that is news, and a table at the end. */
import type { Result } from '../../../lambda/core/report/result-schema';
import type { Published } from '../../aws';
import type { Account } from '../account';
import type { RunningProgram } from '../program';
import { type Counts, countOf, countStep } from './counts';
import { type Colour, inWords } from './in-words';
import { type Message, messagesIn } from './messages';
import { Routine } from './routine';
import { closingTable } from './table';
import { paint, when } from './terminal';
import type { Voice } from './voice';

type Step = Result['outcomes'][number]['steps'][number];

interface Event {
  readonly userName: string;
  readonly text: string;
  readonly colour: Colour;
  readonly because: string;
}

export class Tale {
  readonly counts: Counts = new Map();
  readonly #told = new Set<string>();
  readonly #routine: Routine;

  constructor(
    private readonly account: Account,
    private readonly voice: Voice,
  ) {
    this.#routine = new Routine((line) => voice.line(line));
  }

  begin(): void {
    this.voice.line(`\n${paint('bold', 'The account')}`);
    for (const { userName, who } of this.account.cast) this.voice.line(`  ${userName.padEnd(16)} ${who}`);
    this.voice.line(`\n${paint('bold', 'What happens')}`);
  }

  deed(day: number, what: string): void {
    this.#routine.tell();
    this.voice.line(`  ${when(day)}  ${paint('bold', what)}`);
  }

  note(day: number, result: Result, news: readonly Published[]): void {
    const messages = messagesIn(news);
    const events = result.outcomes.flatMap(({ userName, steps }) =>
      steps.flatMap((step) => this.#eventOf(userName, step) ?? []),
    );
    for (const event of events) {
      if (event.because === '') this.#routine.add(day, event);
      else this.#tell(day, event, messages);
    }
    this.#routine.tellWhatIsOld(day);
  }

  end(
    programs: readonly RunningProgram[],
    { days, secretHalves, published }: EndFacts,
    broken: readonly string[],
  ): void {
    this.#routine.tell();
    this.voice.line(`\n${closingTable(this.account, programs, this.counts)}`);
    this.voice.line(messagesInNumbers(published));
    const owned = programs.filter(({ actor }) => !actor.isThief);
    const calls = owned.reduce((sum, { calls }) => sum + calls, 0);
    const refused = owned.reduce((sum, { refusals }) => sum + refusals.length, 0);
    const thief = programs.find(({ actor }) => actor.isThief);
    if (thief && thief.calls > 0)
      this.voice.line(
        `The thief called ${thief.calls} times, and was refused ${thief.refusals.length} times: after the revocation.`,
      );
    this.voice.line(
      `${days} days, ${calls} calls by ${owned.length} programs, ${refused} refused; ${secretHalves.size} secret halves made, each found in Secrets Manager only.`,
    );
    for (const complaint of broken) this.voice.line(paint('red', `BROKEN  ${complaint}`));
    if (broken.length === 0) this.voice.line(paint('green', 'Nobody was locked out.'));
  }

  /** Without a reason where the same was said of this user before: then it is routine, or weekly. Undefined: no line. */
  #eventOf(userName: string, step: Step): Event | undefined {
    countStep(countOf(this.counts, userName), step);
    const key = step.accessKeyId === undefined ? '' : this.account.nameOf(userName, step.accessKeyId);
    const described = inWords(step, key);
    if (!described) return undefined;
    const [text, colour] = described;
    // One deletion is as the other, whosever key it is.
    const whose = step.kind === 'delete-key' ? 'anybody' : userName;
    const isFirst = this.#isNew(`${whose} ${step.kind} ${step.event} ${step.reason}`);
    // A hold or a reminder that was announced before is counted in the table.
    if (!isFirst && step.kind === 'notify') return undefined;
    const because = isFirst || colour === 'red' ? this.account.named(userName, step.because) : '';
    return { userName, text, colour, because };
  }

  #isNew(event: string): boolean {
    const isNew = !this.#told.has(event);
    this.#told.add(event);
    return isNew;
  }

  #tell(day: number, { userName, text, colour, because }: Event, messages: readonly Message[]): void {
    this.#routine.tell();
    this.voice.line(`  ${when(day)}  ${userName.padEnd(16)} ${paint(colour, text.padEnd(15))} ${because}`);
    const message = messages.find((each) => each.userName === userName && each.programs !== undefined);
    if (message && colour === 'red') this.#tellWhoIsMissing(message);
  }

  #tellWhoIsMissing({ programs = [] }: Message): void {
    for (const hasMoved of [false, true]) {
      const those = programs.filter((program) => program.hasMoved === hasMoved);
      if (those.length === 0) continue;
      const names = those.map(({ client, sourceIpAddress }) => `${client || 'a program'} at ${sourceIpAddress}`);
      const text = `${hasMoved ? 'has moved' : 'still on the retiring key'}: ${names.join(', ')}`;
      this.voice.line(`${' '.repeat(44)}${paint(hasMoved ? 'dim' : 'red', `CloudTrail: ${text}`)}`);
    }
  }
}

interface EndFacts {
  readonly days: number;
  readonly secretHalves: ReadonlySet<string>;
  readonly published: readonly Published[];
}

function messagesInNumbers(published: readonly Published[]): string {
  const events = messagesIn(published).map(({ event }) => event);
  const per = [...new Set(events)].map((event) => `${event} ${events.filter((each) => each === event).length}`);
  return `${events.length} messages: ${per.join(', ')}.`;
}
