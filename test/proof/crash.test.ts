/**
 * Every crash, enumerated. Each scenario's run is repeated once for each of its API calls (found by counting a clean run) and each way in
 * which a call can go wrong; then the schedule goes on, and the promises are checked after every single call.
 */
import { reportProof } from '../support/proof/report-proof';
import { addUp } from '../support/simulation/excuses';
import { FAULTS, faultFor } from '../support/simulation/faults';
import { SCENARIOS } from '../support/simulation/scenarios';
import { atCall } from '../support/world';

let cases = 0;
const excused = new Map<string, number>();
afterAll(() => reportProof({ proof: 'crash', cases, excused }));

describe.each(SCENARIOS)('promise 6: crash anywhere in "$name", and the next runs heal it', ({ begin }) => {
  test.each(FAULTS)('a call that ends in: %s', async (fault) => {
    const start = await begin();
    expect([...start.world.violations, ...start.lockouts]).toEqual([]);
    const clean = start.fork();
    const calls: string[] = [];
    const failures = await clean.run(({ operation }) => {
      calls.push(operation);
      return undefined;
    });
    expect([...clean.world.violations.map(({ message }) => message), ...failures]).toEqual([]);
    clean.consume();
    await clean.heal();
    expect(clean.complaints()).toEqual([]);
    const complaints: Record<string, string[]> = {};
    for (const [index, operation] of calls.entries()) {
      const life = start.fork();
      await life.run(atCall(index, faultFor(fault, operation)));
      life.consume();
      await life.heal();
      cases++;
      addUp(excused, life.watch.excuses.counts);
      const found = life.complaints();
      if (stateOf(life) !== stateOf(clean)) found.push(`ended as ${stateOf(life)}, and not as ${stateOf(clean)}`);
      if (found.length > 0) complaints[`${index} ${operation}`] = found;
    }
    expect(complaints).toEqual({});
  });
});

/** Where a user has got to, however long it took. */
function stateOf({ world }: Awaited<ReturnType<(typeof SCENARIOS)[number]['begin']>>): string {
  const secret = [...world.secrets.values()].find(({ name }) => name === 'keyturn/alice');
  const current = secret?.labels.get('AWSCURRENT')?.replace(/^keyturn-access-key-.*/, 'a key');
  const keys = world.keysOf('alice').map((key) => key.status);
  return JSON.stringify({ keys: keys.sort(), current: current ?? null });
}
