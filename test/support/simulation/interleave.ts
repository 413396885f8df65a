/** Two processes, one world: decides after every call which of them goes on, so that each order of their calls can be tried. */
import type { Intercept } from '../world';

/** `[['A', 3], ['B', 5], ['A', Infinity]]`: three calls of A, five of B, the rest of A, and then whatever is left. */
export type Schedule = readonly (readonly [actor: string, calls: number])[];

interface Waiting {
  readonly actor: string;
  readonly release: () => void;
}

/** Runs the processes, one call at a time, in the order of the schedule. */
export async function interleave(
  schedule: Schedule,
  processes: Readonly<Record<string, (intercept: Intercept) => Promise<unknown>>>,
): Promise<void> {
  const waiting: Waiting[] = [];
  const running = new Set(Object.keys(processes));
  const gate: Intercept = (call) =>
    new Promise((resolve) => {
      waiting.push({ actor: call.actor, release: () => resolve(undefined) });
    });
  const ends = Object.entries(processes).map(([actor, start]) =>
    start(gate).finally(() => {
      running.delete(actor);
    }),
  );
  /** Lets one call of an actor go. False when that actor has ended. */
  const step = async (actor: string): Promise<boolean> => {
    for (;;) {
      await everythingElse();
      const index = waiting.findIndex((call) => call.actor === actor);
      if (index >= 0) {
        waiting.splice(index, 1)[0]?.release();
        return true;
      }
      if (!running.has(actor)) return false;
    }
  };
  for (const [actor, calls] of schedule) for (let call = 0; call < calls; call++) if (!(await step(actor))) break;
  while (running.size > 0) for (const actor of running) await step(actor);
  await Promise.all(ends);
}

/** Until every promise that can settle has settled. */
const everythingElse = () => new Promise((resolve) => setImmediate(resolve));
