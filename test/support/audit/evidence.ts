import { readLog } from '../../../cli/report/read-log';
import { readTrail } from '../../../cli/report/read-trail';
import { standingKeys } from '../../../cli/report/standing';
import { populationOf } from '../../../lambda/core/account/population';
import { type AuditReport, auditReport } from '../../../lambda/core/audit/audit-report';
import type { Period } from '../../../lambda/core/audit/period';
import { scan } from '../../../lambda/run/read/scan';
import type { TestConfig } from '../simulation/harness';
import type { Journal } from './journal';
import { PERSON } from './journal';

/** The report that the command makes of a journal, and of the account as it is. */
export async function reportOf(journal: Journal, config: TestConfig, period: Period): Promise<AuditReport> {
  const { world } = journal;
  const { now } = world;
  const log = await readLog({
    client: journal.logClient(),
    logGroup: 'keyturn-log',
    from: period.from,
    until: now,
    onProgress: () => undefined,
  });
  const trail = await readTrail({
    client: journal.trailClient(),
    roleName: 'keyturn-function',
    period,
    now,
    wait: async () => undefined,
    onProgress: () => undefined,
  });
  const view = await scan(world.clients('report'), config);
  return auditReport({
    cover: {
      accountId: world.accountId,
      region: 'eu-central-1',
      period,
      madeAt: now,
      madeBy: PERSON,
      version: '0.1.0',
      functionName: 'Keyturn-Function',
      logGroup: 'keyturn-log',
      lines: log.lines,
      logBegins: log.firstAt,
    },
    ledger: log.ledger,
    trail,
    population: populationOf(view, config, now),
    standing: standingKeys(view, config),
  });
}
