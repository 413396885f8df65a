/** Tells the story: a line for each event that is news, and a table at the end. */
import type { Result } from '../../../lambda/core/report/result-schema';
import type { KeyNames } from '../key-names';
import type { RunningProgram } from '../program';
import { type Counts, countOf, countStep } from './counts';
import { type Colour, inWords } from './in-words';
import type { Message } from './messages';
import { Routine } from './routine';
import { FOOTNOTE } from './table';
import { paint, when } from './terminal';
import type { Voice } from './voice';

type Step = Result['outcomes'][number]['steps'][number];

/** What was done for a user, by the name that the tale has for it. */
export interface Done {
  readonly userName: string;
  readonly steps: readonly Step[];
}

interface Event {
  readonly userName: string;
  readonly text: string;
  readonly colour: Colour;
  readonly because: string;
}

/** Of a user's name in a line: `web/storefront`. */
const NAME_WIDTH = 16;

export class Tale {
  readonly counts: Counts = new Map();
  readonly #told = new Set<string>();
  readonly #routine: Routine;

  constructor(
    private readonly names: KeyNames,
    private readonly voice: Voice,
  ) {
    this.#routine = new Routine((line) => voice.line(line));
  }

  begin(title: string, cast: readonly (readonly [name: string, who: string])[]): void {
    this.voice.line(`\n${paint('bold', title)}`);
    for (const [name, who] of cast) this.voice.line(`  ${name.padEnd(NAME_WIDTH)} ${who}`);
    this.voice.line(`\n${paint('bold', 'What happens')}`);
  }

  deed(day: number, what: string): void {
    this.#routine.tell();
    this.voice.line(`  ${when(day)}  ${paint('bold', what)}`);
  }

  /** About an account as a whole. */
  account(day: number, name: string, [text, colour]: readonly [string, Colour], because = ''): void {
    this.#routine.tell();
    this.voice.line(
      `  ${when(day)}  ${name.padEnd(NAME_WIDTH)} ${paint(colour, text.padEnd(15))} ${because}`.trimEnd(),
    );
  }

  note(day: number, outcomes: readonly Done[], messages: readonly Message[]): void {
    const events = outcomes.flatMap(({ userName, steps }) =>
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
    { days, secretHalves, messages, tables }: EndFacts,
    broken: readonly string[],
  ): void {
    this.#routine.tell();
    this.voice.line(`\n${tables.join('\n\n')}\n${FOOTNOTE}`);
    this.voice.line(messagesInNumbers(messages));
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
    const key = step.accessKeyId === undefined ? '' : this.names.nameOf(userName, step.accessKeyId);
    const described = inWords(step, key);
    if (!described) return undefined;
    const [text, colour] = described;
    // One deletion is as the other, whosever key it is.
    const whose = step.kind === 'delete-key' ? 'anybody' : userName;
    const isFirst = this.#isNew(`${whose} ${step.kind} ${step.event} ${step.reason}`);
    // A hold or a reminder that was announced before is counted in the table.
    if (!isFirst && step.kind === 'notify') return undefined;
    const because = isFirst || colour === 'red' ? this.names.named(userName, step.because) : '';
    return { userName, text, colour, because };
  }

  #isNew(event: string): boolean {
    const isNew = !this.#told.has(event);
    this.#told.add(event);
    return isNew;
  }

  #tell(day: number, { userName, text, colour, because }: Event, messages: readonly Message[]): void {
    this.#routine.tell();
    this.voice.line(`  ${when(day)}  ${userName.padEnd(NAME_WIDTH)} ${paint(colour, text.padEnd(15))} ${because}`);
    const message = messages.find((each) => each.userName === userName && each.programs !== undefined);
    if (message && colour === 'red') this.#tellWhoIsMissing(message);
  }

  #tellWhoIsMissing({ programs = [] }: Message): void {
    for (const hasMoved of [false, true]) {
      const those = programs.filter((program) => program.hasMoved === hasMoved);
      if (those.length === 0) continue;
      const names = those.map(({ client, sourceIpAddress }) => `${client || 'a program'} at ${sourceIpAddress}`);
      const text = `${hasMoved ? 'has moved' : 'still on the retiring key'}: ${names.join(', ')}`;
      this.voice.line(`${' '.repeat(28 + NAME_WIDTH)}${paint(hasMoved ? 'dim' : 'red', `CloudTrail: ${text}`)}`);
    }
  }
}

interface EndFacts {
  readonly days: number;
  readonly secretHalves: ReadonlySet<string>;
  readonly messages: readonly Message[];
  /** One for each account. */
  readonly tables: readonly string[];
}

function messagesInNumbers(messages: readonly Message[]): string {
  const events = messages.map(({ event }) => event);
  const per = [...new Set(events)].map((event) => `${event} ${events.filter((each) => each === event).length}`);
  return `${events.length} messages: ${per.join(', ')}.`;
}
