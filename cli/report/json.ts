/** The document of `keyturn report --json`. `version` changes when a field changes its meaning or goes. */

import type { AuditReport } from '../../lambda/core/audit/audit-report';
import { CONTROLS } from '../../lambda/core/audit/controls';
import { secondsBetween } from '../../lambda/core/audit/incidents';
import { verdictOf } from '../../lambda/core/audit/verdict';
import { inIsoTimes } from '../document/iso-times';
import type { CsvFile } from './files';

export function reportJson(report: AuditReport, files: readonly CsvFile[]) {
  const { reconciliation, incidents, changes, ...rest } = report;
  const { eventIds: _, ...found } = reconciliation;
  return inIsoTimes({
    version: 1,
    verdict: verdictOf(report),
    ...rest,
    incidents: incidents.map((incident) => ({
      ...incident,
      secondsToDeactivation: secondsBetween(incident.reportedAt, incident.deactivatedAt),
    })),
    changes: changes.map(({ fields, ...step }) => ({ ...step, facts: fields })),
    reconciliation: found,
    controls: CONTROLS,
    files: files.map(({ text: _text, ...file }) => file),
  });
}
