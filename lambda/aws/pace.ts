/**
 * How AWS's throttling is answered: by slowing down, not by failing. Each operation has a pace of its own, as AWS's limits are per operation.
 * As long as nothing is throttled, calls pass freely. From then on they queue and leave one by one, with a gap between them that grows
 * with each refusal and shrinks with each answer; so the rate stays just above what AWS accepts, and everybody has a turn.
 * (The SDK's adaptive mode has one limit for all operations of a client: docs/performance.md has the comparison.)
 */

import { classify } from './errors/failure';

/** What a pace needs of the clients. */
export interface Clock {
  readonly wait: (ms: number) => Promise<void>;
  readonly elapsedMs: () => number;
}

const FIRST_GAP_MS = 100;

const LONGEST_GAP_MS = 2_000;

/** Below it, a gap is no more than the time that a call takes by itself. */
const SHORTEST_GAP_MS = 10;

const SLOWER = 1.25;

/** Six answers make up for one refusal, so about every seventh call is refused: the limit is used, and not stormed. */
const FASTER = 0.96;

/** A pace from longer ago tells nothing about now. */
const FORGOTTEN_MS = 60_000;

/** A call gives up after so long, and only if AWS has not accepted any call of its kind for half of that. */
const PATIENCE_MS = 50_000;

export class Pace {
  #gapMs = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  #slowedAt = Number.NEGATIVE_INFINITY;
  #acceptedAt = Number.NEGATIVE_INFINITY;
  readonly #waiting: { readonly go: () => void; readonly fail: (error: unknown) => void }[] = [];
  #isServing = false;

  constructor(private readonly clock: Clock) {}

  /** Sends when it is this call's turn, and again as long as AWS throttles it. @throws what it fails with otherwise */
  async send<T>(call: () => Promise<T>): Promise<T> {
    const begunAt = this.clock.elapsedMs();
    if (begunAt - this.#sentAt > FORGOTTEN_MS && this.#waiting.length === 0) this.#gapMs = 0;
    await this.#turn();
    for (;;) {
      const sentAt = this.clock.elapsedMs();
      this.#sentAt = sentAt;
      try {
        const answer = await call();
        this.#faster();
        return answer;
      } catch (error) {
        if (classify(error).kind !== 'throttled') throw error;
        this.#slower(sentAt);
        if (this.#isHopeless(begunAt)) throw error;
        // Behind the others, so that one that AWS refuses for a reason of its own does not keep them all waiting.
        await this.#turn();
      }
    }
  }

  #faster(): void {
    this.#acceptedAt = this.clock.elapsedMs();
    this.#gapMs = this.#gapMs > SHORTEST_GAP_MS ? this.#gapMs * FASTER : 0;
  }

  /** Once for all calls that were on their way together. */
  #slower(sentAt: number): void {
    if (sentAt < this.#slowedAt) return;
    this.#slowedAt = this.clock.elapsedMs();
    this.#gapMs = Math.min(LONGEST_GAP_MS, this.#gapMs === 0 ? FIRST_GAP_MS : this.#gapMs * SLOWER);
  }

  #isHopeless(begunAt: number): boolean {
    const now = this.clock.elapsedMs();
    return now - begunAt > PATIENCE_MS && now - this.#acceptedAt > PATIENCE_MS / 2;
  }

  async #turn(): Promise<void> {
    if (this.#gapMs === 0 && this.#waiting.length === 0) return;
    const turn = new Promise<void>((go, fail) => {
      this.#waiting.push({ go, fail });
    });
    if (!this.#isServing) this.#serve().catch((error: unknown) => this.#failAll(error));
    return turn;
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    while (this.#waiting.length > 0) {
      const pauseMs = this.#sentAt + this.#gapMs - this.clock.elapsedMs();
      if (pauseMs > 0) await this.clock.wait(pauseMs);
      this.#sentAt = this.clock.elapsedMs();
      this.#waiting.shift()?.go();
    }
    this.#isServing = false;
  }

  #failAll(error: unknown): void {
    this.#isServing = false;
    for (const { fail } of this.#waiting.splice(0)) fail(error);
  }
}

/** The paces of one client, or of several that share their limits. */
export class Paces {
  readonly #byOperation = new Map<string, Pace>();

  constructor(private readonly clock: Clock) {}

  of(operation: string): Pace {
    const known = this.#byOperation.get(operation);
    if (known) return known;
    const pace = new Pace(this.clock);
    this.#byOperation.set(operation, pace);
    return pace;
  }
}

const pacesOfClients = new WeakMap<object, Paces>();

/** For a client whose caller has a say before each try (cut.ts). */
export function paceOf(client: object, operation: string, clock: Clock): Pace {
  const paces = pacesOfClients.get(client) ?? new Paces(clock);
  pacesOfClients.set(client, paces);
  return paces.of(operation);
}

type Try = (args: object) => Promise<unknown>;

/** What is used of a client's middleware; the SDK's own types differ from service to service. */
interface Stack {
  addRelativeTo(
    middleware: (next: Try, context: { readonly commandName?: string }) => Try,
    options: { readonly name: string; readonly relation: 'after'; readonly toMiddleware: string },
  ): void;
}

/** The client, with each of its tries in turn. Behind the SDK's own retries, which see to all failures but throttling. */
export function paced<C extends { readonly middlewareStack: unknown }>(client: C, paces: Paces): C {
  (client.middlewareStack as Stack).addRelativeTo(
    (next, { commandName = '' }) =>
      (args) =>
        paces.of(commandName).send(() => next(args)),
    { name: 'pace', relation: 'after', toMiddleware: 'retryMiddleware' },
  );
  return client;
}
