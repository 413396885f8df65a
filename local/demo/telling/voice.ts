/** What the demo prints. Never silent for long: where nothing happens, it says what it is at. */
import { paint } from './terminal';

const SILENCE_MS = 2_500;

export class Voice {
  #doing = '';
  #saidAt: number;
  #timer: NodeJS.Timeout | undefined;
  readonly #startedAt: number;

  /** @param now milliseconds, and print: for tests, which have neither a clock nor a terminal */
  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly print: (line: string) => void = (line) => console.log(line),
  ) {
    this.#startedAt = now();
    this.#saidAt = this.#startedAt;
  }

  line(text: string): void {
    this.#saidAt = this.now();
    this.print(text);
  }

  /** A line about the demo itself, with the seconds since it began. */
  stage(text: string): void {
    this.#doing = text;
    this.line(this.#timed(text));
  }

  /** What it is at, which is only printed where it lasts. */
  doing(text: string): void {
    this.#doing = text;
    this.#breakSilence();
  }

  /** In the background, until it is ended. */
  listen(): void {
    this.#timer = setInterval(() => this.#breakSilence(), SILENCE_MS / 5).unref();
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #breakSilence(): void {
    if (this.now() - this.#saidAt >= SILENCE_MS) this.line(this.#timed(`… ${this.#doing}`));
  }

  #timed(text: string): string {
    const seconds = Math.round((this.now() - this.#startedAt) / 1000);
    return paint('dim', `${String(seconds).padStart(3)} s  ${text}`);
  }
}
