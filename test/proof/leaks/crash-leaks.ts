/**
 * Every crash of the answer to a leak, enumerated: a signal is delivered once for each of its API calls and each way in which a call can go
 * wrong. The queue delivers it once more, as it does; the schedule goes on, and the promises are checked after every single call.
 */

import { currentOf, deliver, statusOf, toldSince } from '../../support/leaks/signals';
import { reportProof } from '../../support/proof/report-proof';
import { addUp } from '../../support/simulation/excuses';
import { FAULTS, faultFor } from '../../support/simulation/faults';
import { HOUR, MINUTE } from '../../support/simulation/harness';
import type { Life } from '../../support/simulation/life';
import { atCall } from '../../support/world';
import type { Leak } from './moments';

let cases = 0;
const excused = new Map<string, number>();
afterAll(() => reportProof({ proof: 'crash-leaks', cases, excused }));

/** What must be true in the end, whatever went wrong on the way. */
function unmet(life: Life, key: string, from: number): string[] {
  const isDeactivated = life.config.leakResponse === 'deactivate';
  const told = toldSince(life.world, from);
  const isTold = told.some(
    ({ event, accessKeyId }) => accessKeyId === key && ['key-leaked', 'key-revoked', 'key-deleted'].includes(event),
  );
  const current = currentOf(life.world);
  return [
    ...(isDeactivated && statusOf(life, key) === 'Active' ? [`promise 12: ${key} is Active`] : []),
    ...(!isDeactivated && statusOf(life, key) !== 'Active' ? [`${key} was touched`] : []),
    ...(current !== '' && statusOf(life, current) !== 'Active'
      ? ['promise 3: AWSCURRENT names no key that works']
      : []),
    ...(isTold ? [] : ['promise 8: nobody was told']),
  ];
}

export const everyCrash = (leaks: readonly Leak[]) =>
  describe.each(leaks)('promise 12, 6: crash anywhere in the answer: $name', ({ begin, event }) => {
    test.each(FAULTS)('a call that ends in: %s', async (fault) => {
      const start = await begin();
      const { key, event: signal } = event(start);
      const clean = start.fork();
      const calls: string[] = [];
      const failures = await deliver(clean, signal, ({ operation }) => {
        calls.push(operation);
        return undefined;
      });
      expect([...clean.world.violations.map(({ message }) => message), ...failures]).toEqual([]);
      const complaints: Record<string, unknown> = {};
      for (const [index, operation] of calls.entries()) {
        const life = start.fork();
        const from = life.world.published.length;
        const failed = await deliver(life, signal, atCall(index, faultFor(fault, operation)));
        life.world.advance(2 * MINUTE);
        const again = failed.length > 0 ? await deliver(life, signal, undefined, 'leaks, once more') : [];
        life.world.advance(HOUR);
        await life.run();
        const found = unmet(life, key, from);
        life.consume();
        await life.heal(3);
        addUp(excused, life.watch.excuses.counts);
        cases++;
        // A second failure is a dead letter, and an alarm.
        const all = [
          ...(again.length > 0 ? [`delivered twice in vain: ${again}`] : []),
          ...found,
          ...life.complaints(),
        ];
        if (all.length > 0) complaints[`${index} ${operation}`] = all;
      }
      expect(complaints).toEqual({});
    });
  });
