/**
 * The answer to a leak beside every command, a run, and another signal about the same key, at each moment, held or not: either is stopped
 * after calls of its own while the other goes on.
 */
import type { LeakResponse } from '../../../lambda/core/settings/leaks';
import { currentOf, deliver } from '../../support/leaks/signals';
import type { Life } from '../../support/simulation/life';
import { ALL, CASES } from '../commands/moments';
import { type Act, asking, reportTogether, running, together } from '../commands/together';
import { exposed } from './moments';

const answering =
  (event: object): Act =>
  (life, gate, actor) =>
    deliver(life, event, gate, actor);

const keyOf = ({ world }: Life) =>
  currentOf(world) || (world.keysOf('alice').find(({ status }) => status === 'Active')?.id ?? '');

/** @param stride each is stopped at every so manieth call of its own */
export function everyLeak(stride: number): void {
  reportTogether('leaks-together', stride);
  describe.each<LeakResponse>(['deactivate', 'replace'])('%s', (leakResponse) => {
    test.each(CASES)('promise 12, 6: %s: a leak beside every command, a run, and itself', async (_name, begin) => {
      const start = await begin();
      start.config = { ...start.config, leakResponse };
      const signal = answering(exposed(keyOf(start)));
      const others: [string, Act][] = [
        ['run', running],
        ['itself', signal],
        ...ALL.flatMap(([name, ask]): [string, Act][] => {
          const asked = ask(start);
          return asked ? [[name, asking(asked)]] : [];
        }),
      ];
      const complaints: Record<string, unknown> = {};
      for (const [name, other] of others)
        for (const [when, found] of Object.entries(await together(start, signal, other, stride)))
          complaints[`${name}: ${when}`] = found;
      expect(complaints).toEqual({});
    });
  });
}
