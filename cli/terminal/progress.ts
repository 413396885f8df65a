/** A sign of life for what takes long: on a terminal a line that counts seconds, elsewhere a plain line now and then. */

import { line } from './line';
import type { Terminal } from './terminal';

const TICK_MS = 1000;

/** Short waits need no sign. */
const FIRST_MS = 400;

const PLAIN_EVERY_MS = 60_000;

interface Progress {
  /** Changes what is being done. */
  readonly now: (what: string) => void;
}

export async function withProgress<T>(
  terminal: Terminal,
  what: string,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  let current = what;
  const startedAt = performance.now();
  const show = () => {
    const seconds = Math.floor((performance.now() - startedAt) / 1000);
    if (terminal.showsProgress) terminal.progress(`${current} … ${seconds} s`);
    else terminal.say([line(`${current} … ${seconds} s`)]);
  };
  const first = terminal.showsProgress ? setTimeout(show, FIRST_MS) : undefined;
  const ticks = setInterval(show, terminal.showsProgress ? TICK_MS : PLAIN_EVERY_MS);
  try {
    return await work({
      now: (next) => {
        current = next;
      },
    });
  } finally {
    clearTimeout(first);
    clearInterval(ticks);
    terminal.progress('');
  }
}
