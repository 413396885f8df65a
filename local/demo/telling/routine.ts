/** What goes as it went before is notified of several days and users in one line. */
import { when } from './terminal';

const MOST_DAYS = 10;

interface Event {
  readonly day: number;
  readonly userName: string;
  readonly text: string;
}

export class Routine {
  #events: Event[] = [];

  constructor(private readonly print: (line: string) => void) {}

  add(day: number, { userName, text }: Omit<Event, 'day'>): void {
    this.#events.push({ day, userName, text: text.replace(/^K\d+ /, '') });
  }

  tellWhatIsOld(day: number): void {
    const [first] = this.#events;
    if (first && day - first.day >= MOST_DAYS) this.tell();
  }

  tell(): void {
    const [first, last] = [this.#events[0], this.#events.at(-1)];
    if (!first || !last) return;
    const kinds = [...new Set(this.#events.map(({ text }) => text))].map((text) => {
      const users = this.#events.filter((event) => event.text === text).map(({ userName }) => userName);
      return `${text}: ${users.join(', ')}`;
    });
    const until = last.day > first.day ? ` to ${last.day}` : '';
    this.print(`  ${when(first.day)}${until}  ${kinds.join('; ')}`);
    this.#events = [];
  }
}
