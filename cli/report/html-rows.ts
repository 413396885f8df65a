/** The rows of the page's long lists. */

import type { AuditReport } from '../../lambda/core/audit/audit-report';
import { secondsBetween } from '../../lambda/core/audit/incidents';
import type { KeyLife } from '../../lambda/core/audit/key-lives';
import { tablesOf } from '../../lambda/core/audit/tables';
import { day, isoSeconds } from '../../lambda/core/time';
import { type Html, html } from '../document/html';

type Rows = readonly (readonly (Html | string)[])[];

/** In one cell, without what is empty. */
export const lines = (parts: readonly (Html | string | undefined)[]): Html =>
  html`${parts.filter((part) => part !== undefined && part !== '').map((part, n) => html`${n > 0 && html`<br>`}${part}`)}`;

const at = (what: string, when: Date | undefined) => when && `${what} ${isoSeconds(when)}`;

export const keyRows = (keys: readonly KeyLife[]): Rows =>
  keys.map(({ userName, owner, accessKeyId, createdAt, endedAt, daysPast, maxKeyAgeDays, under, isLost }) => [
    lines([userName, owner]),
    accessKeyId || 'not named by the credential report',
    lines([day(createdAt), endedAt ? day(endedAt) : isLost ? 'end not known' : 'active']),
    `${daysPast} ${daysPast === 1 ? 'day' : 'days'} over ${maxKeyAgeDays}`,
    under || html`<b class="high">nothing that is logged</b>`,
  ]);

export const rotationRows = ({ rotations }: AuditReport): Rows =>
  rotations.map((row) => [
    lines([row.userName, row.owner]),
    lines([
      row.oldKeyId,
      at('created', row.oldCreatedAt),
      row.oldAgeDays === undefined ? undefined : `${row.oldAgeDays} days old`,
    ]),
    lines([row.newKeyId, at('created', row.newCreatedAt)]),
    lines([at('tested', row.verifiedAt), at('current', row.promotedAt), at('notified', row.notifiedAt)]),
    lines([
      row.oldLastUse && `last used ${row.oldLastUse}`,
      at('deactivated', row.oldDeactivatedAt),
      at('deleted', row.oldDeletedAt),
    ]),
  ]);

export const incidentRows = ({ incidents }: AuditReport): Rows =>
  incidents.map((incident) => {
    const seconds = secondsBetween(incident.reportedAt, incident.deactivatedAt);
    return [
      lines([incident.accessKeyId, incident.userName, incident.owner]),
      lines([isoSeconds(incident.reportedAt), incident.signal]),
      lines([incident.newKeyId, at('current', incident.movedAt)]),
      seconds === undefined
        ? html`<b class="critical">not in the log</b>`
        : lines([
            at('', incident.deactivatedAt),
            `${seconds} seconds after the report`,
            at('deleted', incident.deletedAt),
          ]),
      lines([incident.requestedBy, incident.reason]),
    ];
  });

export function trailRows(report: AuditReport): Rows {
  const rows = tablesOf({ ...report, changes: [] }).find(({ file }) => file === 'cloudtrail.csv')?.rows ?? [];
  return rows.map(([finding = '', when = '', event = '', user = '', key = '', status = '', by = '', id = '']) => [
    lines([event, status]),
    when,
    lines([key, user]),
    by,
    lines([finding, id]),
  ]);
}
