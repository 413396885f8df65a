/** The report as tables of texts, one for each file of `--csv`. Times are ISO 8601 in UTC; what is not known is empty. */

import { isoSeconds } from '../time';
import type { AuditReport } from './audit-report';
import { secondsBetween } from './incidents';
import { textIn } from './log-entry';
import type { LoggedStep } from './logged';

export interface AuditTable {
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

type Cell = string | number | boolean | Date | undefined;

const text = (cell: Cell): string => (cell instanceof Date ? isoSeconds(cell) : String(cell ?? ''));

/** A column is a name and what stands in it. */
type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

const tableOf = <Row>(file: string, rows: readonly Row[], columns: Columns<Row>): AuditTable => ({
  file,
  columns: Object.keys(columns),
  rows: rows.map((row) => Object.values(columns).map((cell) => text(cell(row)))),
});

export const tablesOf = (report: AuditReport): AuditTable[] => [
  populationTable(report),
  tableOf('settings.csv', report.settings.changes, {
    at: ({ at }) => at,
    setting: ({ name }) => name,
    before: ({ before }) => before,
    after: ({ after }) => after,
  }),
  tableOf('keys.csv', report.keys, {
    user_id: ({ userId }) => userId,
    user: ({ userName }) => userName,
    owner: ({ owner }) => owner,
    key: ({ accessKeyId }) => accessKeyId,
    created_at: ({ createdAt }) => createdAt,
    ended_at: ({ endedAt }) => endedAt,
    end_known: ({ isLost }) => !isLost,
    max_age_days: ({ maxKeyAgeDays }) => maxKeyAgeDays,
    days_past_max_age: ({ daysPast }) => daysPast,
    past_under: ({ under }) => under,
  }),
  rotationsTable(report),
  changesTable(report),
  exceptionsTable(report),
  incidentsTable(report),
  tableOf('runs.csv', report.continuity.runs, {
    at: ({ at }) => at,
    verdict: ({ verdict }) => verdict,
    users: ({ scanned }) => scanned,
    managed: ({ managed }) => managed,
    failures: ({ failures }) => failures,
    remaining: ({ remaining }) => remaining,
    version: ({ version }) => version,
    error: ({ error }) => error,
    run_id: ({ runId }) => runId,
  }),
  tableOf('days-without-good-run.csv', report.continuity.daysWithout, {
    day: (each) => each.day,
    because: ({ because }) => because,
  }),
  trailTable(report),
];

function populationTable({ population, cover }: AuditReport): AuditTable {
  const { first, last, now } = population;
  const rows = [
    ...(first ? [{ of: 'first of the period', ...first }] : []),
    ...(last && last !== first ? [{ of: 'last of the period', ...last }] : []),
    { of: 'when the report was made', at: cover.madeAt, ...now },
  ];
  return tableOf('population.csv', rows, {
    of: ({ of }) => of,
    at: ({ at }) => at,
    iam_users: ({ users }) => users,
    users_with_keys: ({ withKeys }) => withKeys,
    managed: ({ managed }) => managed,
    opted_out: ({ optedOut }) => optedOut,
    not_selected: ({ notSelected }) => notSelected,
    adds_up: (row) => row.withKeys === row.managed + row.optedOut + row.notSelected,
    not_in_credential_report: ({ unread }) => unread,
  });
}

function rotationsTable({ rotations, reconciliation: { eventIds } }: AuditReport): AuditTable {
  return tableOf('rotations.csv', rotations, {
    user_id: ({ userId }) => userId,
    user: ({ userName }) => userName,
    owner: ({ owner }) => owner,
    old_key: ({ oldKeyId }) => oldKeyId,
    old_created_at: ({ oldCreatedAt }) => oldCreatedAt,
    old_age_days: ({ oldAgeDays }) => oldAgeDays,
    max_age_days: ({ maxKeyAgeDays }) => maxKeyAgeDays,
    new_key: ({ newKeyId }) => newKeyId,
    new_created_at: ({ newCreatedAt }) => newCreatedAt,
    verified_at: ({ verifiedAt }) => verifiedAt,
    promoted_at: ({ promotedAt }) => promotedAt,
    notified_at: ({ notifiedAt }) => notifiedAt,
    old_last_used: ({ oldLastUse }) => oldLastUse,
    old_deactivated_at: ({ oldDeactivatedAt }) => oldDeactivatedAt,
    old_deleted_at: ({ oldDeletedAt }) => oldDeletedAt,
    because: ({ because }) => because,
    command: ({ command }) => command,
    run_id: ({ runId }) => runId,
    cloudtrail_event_id: ({ newKeyId = '' }) => eventIds.get(`CreateAccessKey ${newKeyId}`),
  });
}

const changesTable = ({ changes }: AuditReport): AuditTable =>
  tableOf('changes.csv', changes, {
    at: (step) => momentOf(step),
    user_id: ({ userId }) => userId,
    user: ({ userName }) => userName,
    step: ({ kind }) => kind,
    notification: ({ event }) => event,
    key: ({ accessKeyId, fields }) => accessKeyId ?? textIn(fields, 'newKeyId'),
    result: ({ result }) => result,
    because: ({ because }) => because,
    run_id: ({ runId }) => runId,
  });

/** When it was done; where no moment is known, the run's time. */
const momentOf = ({ fields, at }: LoggedStep): string =>
  textIn(fields, 'changedAt') ?? textIn(fields, 'promotedAt') ?? textIn(fields, 'notifiedAt') ?? isoSeconds(at);

const exceptionsTable = ({ exceptions }: AuditReport): AuditTable =>
  tableOf('exceptions.csv', exceptions, {
    kind: ({ kind }) => kind,
    user_id: ({ userId }) => userId,
    user: ({ userName }) => userName,
    owner: ({ owner }) => owner,
    key: ({ accessKeyId }) => accessKeyId,
    reason: ({ reason }) => reason,
    because: ({ because }) => because,
    since: ({ since }) => since,
    until: ({ until }) => until,
    open_at_end: ({ isOpen }) => isOpen,
    requested_by: ({ requestedBy }) => requestedBy,
  });

const incidentsTable = ({ incidents }: AuditReport): AuditTable =>
  tableOf('incidents.csv', incidents, {
    key: ({ accessKeyId }) => accessKeyId,
    user_id: ({ userId }) => userId,
    user: ({ userName }) => userName,
    owner: ({ owner }) => owner,
    signal: ({ signal }) => signal,
    reported_at: ({ reportedAt }) => reportedAt,
    requested_by: ({ requestedBy }) => requestedBy,
    reason: ({ reason }) => reason,
    new_key: ({ newKeyId }) => newKeyId,
    moved_at: ({ movedAt }) => movedAt,
    deactivated_at: ({ deactivatedAt }) => deactivatedAt,
    seconds_to_deactivation: ({ reportedAt, deactivatedAt }) => secondsBetween(reportedAt, deactivatedAt),
    notified_at: ({ notifiedAt }) => notifiedAt,
    deleted_at: ({ deletedAt }) => deletedAt,
  });

export function trailTable({ reconciliation: { outside, unlogged, missing } }: AuditReport): AuditTable {
  const rows = [
    ...outside.map((event) => ({ finding: 'outside Keyturn', ...event })),
    ...unlogged.map((event) => ({ finding: "by Keyturn's role, not in its log", ...event })),
    ...missing.map((change) => ({
      finding: "in Keyturn's log, not in CloudTrail",
      by: '',
      eventId: '',
      status: '',
      ...change,
    })),
  ];
  return tableOf('cloudtrail.csv', rows, {
    finding: ({ finding }) => finding,
    at: ({ at }) => at,
    event: ({ name }) => name,
    user: ({ userName }) => userName,
    key: ({ accessKeyId }) => accessKeyId,
    status: ({ status }) => status,
    by: ({ by }) => by,
    cloudtrail_event_id: ({ eventId }) => eventId,
  });
}
