/**
 * Every crash of a command, enumerated: it is repeated once for each of its API calls and each way in which a call can go wrong. Then
 * either whoever asked asks again, or walks away; the schedule goes on, and the promises are checked after every single call.
 */
import { reportProof } from '../support/proof/report-proof';
import { addUp } from '../support/simulation/excuses';
import { FAULTS, faultFor } from '../support/simulation/faults';
import { MINUTE } from '../support/simulation/harness';
import type { Asked, Life } from '../support/simulation/life';
import { COMMANDS } from '../support/simulation/scenarios';
import { atCall } from '../support/world';

let cases = 0;
const excused = new Map<string, number>();
afterAll(() => reportProof({ proof: 'crash-commands', cases, excused }));

/** A person who reads the failure and asks again. True when that was not refused. */
async function askAgain(life: Life, asked: Asked): Promise<boolean> {
  for (let tries = 0; tries < 3; tries++) {
    life.world.advance(MINUTE);
    if ((await life.ask(asked)).length === 0) return true;
  }
  return false;
}

describe.each(COMMANDS)('promise 6: crash anywhere in "$name"', ({ begin, ask, wanted }) => {
  test.each(FAULTS)('a call that ends in: %s', async (fault) => {
    const start = await begin();
    expect([...start.world.violations, ...start.lockouts]).toEqual([]);
    const asked = ask(start);
    const clean = start.fork();
    const calls: string[] = [];
    const failures = await clean.ask(asked, ({ operation }) => {
      calls.push(operation);
      return undefined;
    });
    expect([...clean.world.violations.map(({ message }) => message), ...failures]).toEqual([]);
    expect(wanted(clean, asked)).toBeUndefined();
    clean.consume();
    await clean.heal();
    expect([...clean.complaints(), wanted(clean, asked)]).toEqual([undefined]);
    const complaints: Record<string, unknown> = {};
    for (const [index, operation] of calls.entries())
      for (const repeats of [true, false]) {
        const life = start.fork();
        const failed = await life.ask(asked, atCall(index, faultFor(fault, operation)));
        if (repeats && failed.length === 0) continue;
        const isDone = repeats && (await askAgain(life, asked));
        life.consume();
        await life.heal(3);
        addUp(excused, life.watch.excuses.counts);
        const unmet = isDone ? wanted(life, asked) : undefined;
        cases++;
        const found = [...life.complaints(), ...(unmet ? [unmet] : [])];
        if (found.length > 0) complaints[`${index} ${operation}, ${repeats ? 'asked again' : 'left alone'}`] = found;
      }
    expect(complaints).toEqual({});
  });
});
