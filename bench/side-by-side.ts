/** How many rotations side by side? 500 of them in simulated time, and what it costs when something is wrong with the account. */
import { FEWEST, MOST, SideBySide } from '../lambda/run/side-by-side';
import { fullAccount } from '../test/support/full-account';
import { simulate } from '../test/support/simulation/simulate';
import { seconds, table } from './table';

const WIDTHS: readonly (readonly [fewest: number, most: number])[] = [
  [1, 1],
  [10, 10],
  [20, 20],
  [40, 40],
  [5, 20],
  [FEWEST, MOST],
  [5, 60],
  [5, 100],
];

export async function sideBySide(): Promise<string> {
  const rows = [];
  for (const [fewest, most] of WIDTHS) {
    const healthy = await run(fewest, most, 8_000);
    const broken = await run(fewest, most, 3_600_000);
    const after = await runBreakingAfter(fewest, most, 100);
    const { examined } = healthy.result.users;
    rows.push([
      fewest === most ? `${most}` : `${fewest}, growing to ${most}`,
      healthy.result.remaining > 0 ? `${examined} in ${seconds(healthy.seconds)}` : seconds(healthy.seconds),
      `${broken.calls.CreateAccessKey}`,
      `${after}`,
    ]);
  }
  return table(['side by side', '500 rotations', 'keys wasted: broken from the start', 'broken after 100'], rows);
}

async function run(fewest: number, most: number, propagationMs: number) {
  const world = await fullAccount({ users: 500, due: 500 });
  const config = { maxRotationsPerRun: 500 };
  return simulate(world, { propagationMs, config, sideBySide: new SideBySide(fewest, most) });
}

/** No key works any more once so many have been announced. */
async function runBreakingAfter(fewest: number, most: number, announced: number): Promise<number> {
  const world = await fullAccount({ users: 500, due: 500 });
  const config = { maxRotationsPerRun: 500 };
  const propagationMs = () => (world.published.length < announced ? 8_000 : 3_600_000);
  const { calls } = await simulate(world, { propagationMs, config, sideBySide: new SideBySide(fewest, most) });
  return (calls.CreateAccessKey ?? 0) - world.published.length;
}
