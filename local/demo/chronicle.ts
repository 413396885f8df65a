/** What the page shows: each user's keys, from when to when they were what, and the messages that were sent. */
import type { Published } from '../aws';
import type { Account } from './account';
import { emailIn, messagesIn } from './telling/messages';

export type KeyState = 'current' | 'grace' | 'held' | 'quarantine';

export interface Span {
  readonly state: KeyState;
  /** Days, the last one exclusive. */
  readonly from: number;
  readonly to: number;
}

export interface Sent {
  readonly day: number;
  readonly event: string;
  readonly severity: string;
  readonly subject: string;
  readonly email: string;
}

export interface Row {
  readonly userName: string;
  readonly who: string;
  readonly keys: readonly { readonly name: string; readonly spans: readonly Span[] }[];
  readonly sent: readonly Sent[];
}

/** A key's state from a day on; undefined: it is gone. */
interface Turn {
  readonly day: number;
  readonly state: KeyState | undefined;
}

export class Chronicle {
  readonly #turns = new Map<string, Map<string, Turn[]>>();
  readonly #sent = new Map<string, Sent[]>();
  /** Keys that were announced as held, and users that were announced as blocked. */
  readonly #held = new Set<string>();

  constructor(private readonly account: Account) {}

  note(day: number, news: readonly Published[]): void {
    for (const [n, message] of messagesIn(news).entries()) {
      const { event, severity = 'info', userName, accessKeyId } = message;
      if (userName === undefined) continue;
      if (event === 'key-held' || event === 'user-blocked') this.#held.add(accessKeyId ?? userName);
      if (event === 'key-rotated') this.#held.delete(userName);
      const published = news[n] as Published;
      const sent = this.#sent.get(userName) ?? [];
      const named = (text: string) => this.account.named(userName, text);
      sent.push({
        day,
        event,
        severity,
        subject: named(published.subject ?? event),
        email: named(emailIn(published)),
      });
      this.#sent.set(userName, sent);
    }
  }

  /** At the keys of users that something has changed for; of everybody by default. */
  async look(day: number, users = this.account.cast.map(({ userName }) => userName)): Promise<void> {
    const current = new Map((await this.account.currentKeys()).map((key) => [key.userName, key.accessKeyId]));
    for (const userName of users) {
      const keys = await this.account.keysOf(userName);
      const turns = this.#turns.get(userName) ?? new Map<string, Turn[]>();
      this.#turns.set(userName, turns);
      for (const { id } of keys) if (!turns.has(id)) turns.set(id, []);
      for (const [id, past] of turns) {
        const key = keys.find((each) => each.id === id);
        const state = key && this.#stateOf(userName, id, key.active, current.get(userName));
        if (past.at(-1)?.state !== state) past.push({ day, state });
      }
    }
  }

  #stateOf(userName: string, id: string, active: boolean, currentId: string | undefined): KeyState {
    if (!active) return 'quarantine';
    if (this.#held.has(id) || this.#held.has(userName)) return 'held';
    return currentId === undefined || currentId === id ? 'current' : 'grace';
  }

  until(days: number): readonly Row[] {
    return this.account.cast.map(({ userName, who }) => ({
      userName,
      who,
      keys: [...(this.#turns.get(userName) ?? [])].map(([id, turns]) => ({
        name: this.account.nameOf(userName, id),
        spans: spansOf(turns, days),
      })),
      sent: this.#sent.get(userName) ?? [],
    }));
  }
}

function spansOf(turns: readonly Turn[], days: number): Span[] {
  return turns.flatMap(({ day, state }, n) => {
    const to = turns[n + 1]?.day ?? days;
    return state && to > day ? [{ state, from: day, to }] : [];
  });
}
