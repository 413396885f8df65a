/**
 * The keys that a program holds, and which of them signs now.
 *
 * - The secret is read when a key is asked for and the last read is too old: no timer. One read at a time, however many ask.
 * - The key from the secret reads its own successor while both work. Before there is one, the bootstrap credentials do.
 * - Once a key came from the secret, only keys from the secret sign the program's calls. The bootstrap credentials may be another identity.
 * - The predecessor is kept: it works through the grace, also where a new key is not known yet.
 * - A read that fails changes nothing. It is reported, and tried again a minute later.
 */

import { KeyturnSecretError } from './errors';
import type { KeyturnSecretOptions } from './options';
import { readInTurn, type Signer, type Turn } from './read-in-turn';
import type { SecretReader } from './read-secret';
import { type Identity, identityFrom } from './value';

const MINUTE_MS = 60_000;

const REFRESH_EVERY_MS = 5 * MINUTE_MS;

/** How soon to look again after a read that failed, or a doubtful rejection wasted; how long a rejected key is passed over. */
const SOON_MS = MINUTE_MS;

/** How soon to look again after a certain rejection that brought no other key. */
const AT_ONCE_MS = 1_000;

export class Keys {
  readonly #refreshEveryMs: number;
  readonly #now: () => number;
  #issued: Identity | undefined;
  #previous: Identity | undefined;
  /** The last one that was found. It signs only until a key was issued. */
  #bootstrap: Identity | undefined;
  /** The key from the secret may not read it, and the bootstrap credentials may. */
  #bootstrapReads = false;
  /** Until when a key that AWS rejected is passed over, by its id. */
  readonly #rejectedUntil = new Map<string, number>();
  /** The last rejection for which the secret had no other key. */
  #inVain: { readonly accessKeyId: string; readonly at: number } | undefined;
  #dueAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;
  #problem: KeyturnSecretError | undefined;

  /** @throws RangeError for a time that is none */
  constructor(
    private readonly reader: SecretReader,
    private readonly options: Pick<
      KeyturnSecretOptions,
      'secretId' | 'format' | 'refreshEveryMs' | 'onProblem' | 'now'
    >,
  ) {
    this.#refreshEveryMs = options.refreshEveryMs ?? REFRESH_EVERY_MS;
    this.#now = options.now ?? Date.now;
    if (!(this.#refreshEveryMs > 0))
      throw new RangeError(
        `fromKeyturnSecret: refreshEveryMs is ${options.refreshEveryMs}, but must be greater than 0`,
      );
  }

  /** The key that signs now. @throws KeyturnSecretError when there is none */
  async current(): Promise<Identity> {
    if (this.#now() >= this.#dueAt) await this.#look();
    // The program's own credentials may change too: a role's do every hour. Why there are none, the look has told.
    if (!this.#issued) await this.#findBootstrap().catch(() => undefined);
    const key = this.#pick();
    if (!key) throw this.#problem ?? this.#error('holds no key yet, and no credentials were found to begin with');
    // So soon that the SDK asks again for every call, which costs nothing here. With a later one it would keep a key to itself.
    return { ...key, expiration: new Date(this.#now() + MINUTE_MS) };
  }

  get currentId(): string | undefined {
    return this.#pick()?.accessKeyId;
  }

  /** AWS rejected a key, or (not `certain`) may have. Is there another one to try now? */
  async isReplaced(accessKeyId: string, certain: boolean): Promise<boolean> {
    const isAnother = () => this.currentId !== accessKeyId;
    if (isAnother()) return true;
    if (!this.#wasLookedFor(accessKeyId, certain ? AT_ONCE_MS : SOON_MS)) await this.#look();
    if (isAnother()) return true;
    this.#inVain = { accessKeyId, at: this.#now() };
    if (certain) this.#passOver(accessKeyId);
    return isAnother();
  }

  #wasLookedFor(accessKeyId: string, lately: number): boolean {
    return this.#inVain?.accessKeyId === accessKeyId && this.#now() < this.#inVain.at + lately;
  }

  /** Newest first; a rejected one only when all are. */
  #pick(): Identity | undefined {
    const keys = this.#issued ? this.#fromSecret() : [this.#bootstrap].filter((key) => key !== undefined);
    return keys.find((key) => this.#now() >= (this.#rejectedUntil.get(key.accessKeyId) ?? 0)) ?? keys[0];
  }

  #passOver(accessKeyId: string): void {
    this.#rejectedUntil.set(accessKeyId, this.#now() + SOON_MS);
  }

  #fromSecret(): Identity[] {
    return [this.#issued, this.#previous].filter((key) => key !== undefined);
  }

  #look(): Promise<void> {
    this.#looking ??= this.#lookNow().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #lookNow(): Promise<void> {
    const turn = await readInTurn(this.reader.read, this.#signers());
    for (const accessKeyId of turn.rejected) this.#passOver(accessKeyId);
    const why = turn.readBy ? this.#accept(turn.text) : `cannot be read: ${turn.reasons.join('; ')}`;
    this.#noteReader(turn);
    this.#problem = why === undefined ? undefined : this.#error(why);
    this.#dueAt = this.#now() + (why === undefined ? this.#refreshEveryMs : Math.min(SOON_MS, this.#refreshEveryMs));
    if (this.#problem) this.#tell(this.#problem);
  }

  /** Whose signature to read with, in order. Reading counts as use, which keeps an old key alive: it comes after the new one. */
  #signers(): Signer[] {
    const own = this.#fromSecret().map((key): Signer => ({ of: 'secret', identity: async () => key }));
    const bootstrap: Signer = { of: 'bootstrap', identity: () => this.#findBootstrap() };
    return this.#bootstrapReads ? [bootstrap, ...own] : [...own, bootstrap];
  }

  /** A denial will be the same next time, unlike a rejection; so only that makes the bootstrap credentials the first to read. */
  #noteReader({ readBy, denied }: Turn): void {
    if (readBy?.of === 'secret') this.#bootstrapReads = false;
    else if (readBy && denied.some((signer) => signer.of === 'secret')) this.#bootstrapReads = true;
  }

  /** What is wrong with the value, as a sentence's end. Then everything stays as it was. */
  #accept(text: string | undefined): string | undefined {
    try {
      const key = identityFrom(text, this.options.format);
      if (key && key.accessKeyId !== this.#issued?.accessKeyId) this.#previous = this.#issued;
      if (key) this.#issued = key;
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  async #findBootstrap(): Promise<Identity> {
    this.#bootstrap = await this.reader.bootstrap();
    return this.#bootstrap;
  }

  #tell(problem: KeyturnSecretError): void {
    try {
      this.options.onProblem?.(problem);
    } catch {
      // A listener's trouble is no reason to be without a key.
    }
  }

  #error(why: string): KeyturnSecretError {
    return new KeyturnSecretError(this.options.secretId, why);
  }
}
