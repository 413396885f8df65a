/** The rows of the page's long lists. */

import { type Incident, secondsBetween } from '../../lambda/core/audit/incidents';
import type { KeyLife } from '../../lambda/core/audit/key-lives';
import type { Rotation } from '../../lambda/core/audit/rotations';
import { day, isoSeconds } from '../../lambda/core/time';
import { type Html, html } from '../document/html';

export type Cells = readonly (Html | string)[];

/** In one cell, without what is empty. */
export const lines = (parts: readonly (Html | string | undefined)[]): Html =>
  html`${parts.filter((part) => part !== undefined && part !== '').map((part, n) => html`${n > 0 && html`<br>`}${part}`)}`;

const at = (what: string, when: Date | undefined) => when && `${what} ${isoSeconds(when)}`;

export const keyCells = (key: KeyLife): Cells => {
  const { userName, owner, accessKeyId, createdAt, endedAt, daysPast, maxKeyAgeDays, under, isLost } = key;
  return [
    lines([userName, owner]),
    accessKeyId || 'not named by the credential report',
    lines([day(createdAt), endedAt ? day(endedAt) : isLost ? 'end not known' : 'active']),
    `${daysPast} ${daysPast === 1 ? 'day' : 'days'} over ${maxKeyAgeDays}`,
    under || html`<b class="high">nothing that is logged</b>`,
  ];
};

export const rotationCells = (row: Rotation): Cells => [
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
];

export const incidentCells = (incident: Incident): Cells => {
  const seconds = secondsBetween(incident.reportedAt, incident.deactivatedAt);
  return [
    lines([incident.accessKeyId, incident.userName, incident.owner]),
    lines([isoSeconds(incident.reportedAt), incident.signal]),
    lines([incident.newKeyId, at('current', incident.movedAt)]),
    incident.deactivatedAt === undefined
      ? html`<b class="critical">not in the log</b>`
      : lines([
          isoSeconds(incident.deactivatedAt),
          `${seconds} seconds after the report`,
          at('deleted', incident.deletedAt),
        ]),
    lines([incident.requestedBy, incident.reason]),
  ];
};

/** A row of cloudtrail.csv. */
export const trailCells = (row: readonly string[]): Cells => {
  const [finding = '', when = '', event = '', user = '', key = '', status = '', by = '', id = ''] = row;
  return [lines([event, status]), when, lines([key, user]), by, lines([finding, id])];
};
