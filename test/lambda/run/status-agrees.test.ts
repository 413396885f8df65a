import { statusOfOneUser } from '../../../lambda/run/command';
import { survey } from '../../../lambda/run/survey';
import { CASES } from '../../proof/commands/moments';
import { DAY } from '../../support/simulation/harness';
import type { Life } from '../../support/simulation/life';

async function bothWays({ world, config }: Life) {
  const run = { clients: world.clients(), config, now: world.now, dryRun: false };
  const shown = ({ outcomes }: Awaited<ReturnType<typeof survey>>) => {
    const { phase, nextStep, nextAt, reason } = outcomes[0]?.standing ?? {};
    return { phase, reason, nextStep, day: nextAt && Math.round(nextAt.getTime() / DAY) };
  };
  return { all: shown(await survey(run)), one: shown(await statusOfOneUser(run, 'alice')) };
}

/** The bulk reads are up to four hours old, and one user is read afresh. */
test.each(CASES)(
  'status of everybody and status of one user say the same: %s, and the 40 days after it',
  async (_name, begin) => {
    const life = await begin();
    const different: unknown[] = [];
    for (let day = 0; day < 40; day++) {
      life.world.advance(5 * 3_600_000);
      const { all, one } = await bothWays(life);
      expect(one.phase).toBeDefined();
      if (JSON.stringify(all) !== JSON.stringify(one)) different.push({ day, all, one });
      await life.days(1);
    }
    expect(different).toEqual([]);
  },
);
