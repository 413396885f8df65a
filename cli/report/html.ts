/** `keyturn report --html`: the page that an auditor reads and prints. Report in, HTML out. */

import type { AuditReport } from '../../lambda/core/audit/audit-report';
import { CONTROLS } from '../../lambda/core/audit/controls';
import type { Exception } from '../../lambda/core/audit/exceptions';
import { lastDay } from '../../lambda/core/audit/period';
import { trailTable } from '../../lambda/core/audit/tables';
import { type Verdict, verdictOf } from '../../lambda/core/audit/verdict';
import { day, minute } from '../../lambda/core/time';
import { type Html, html } from '../document/html';
import { type Column, pageOf, table } from '../document/page';
import type { CsvFile } from './files';
import { type Cells, incidentCells, keyCells, lines, rotationCells, trailCells } from './html-rows';

/** Of each list: a page of everything would be too large to open, and all of it is in the files. */
const MOST_ROWS = 500;

/** @param files those of `--csv`; empty where none were written */
export function reportHtml(report: AuditReport, files: readonly CsvFile[]): string {
  const { cover } = report;
  const verdict = verdictOf(report);
  const title = `Access keys of account ${cover.accountId}: evidence from ${day(cover.period.from)} to ${lastDay(cover.period)}`;
  const body = html`<header><h1>${title}</h1>
<p class="lead">${mark(verdict)}${verdict.sentence}
</header>
<main>
<h2>What this does not show</h2><ul>${verdict.limits.map((limit) => html`<li>${limit}`)}</ul>
${coverPart(report, files)}
${populationPart(report)}
${keysPart(report)}
${listPart('Rotations', 'rotations.csv', ['User', 'Retiring key', 'New key', 'Tested, current, notified', 'Retiring key: last use, end'], report.rotations, rotationCells)}
${listPart('Exceptions', 'exceptions.csv', ['User', 'Exception', 'Since, until', 'Why', 'Requested by'], report.exceptions, exceptionCells)}
${listPart('Incidents', 'incidents.csv', ['Key', 'Reported', 'Another key for programs', 'Deactivated', 'Requested by, why'], report.incidents, incidentCells)}
${runsPart(report)}
${trailPart(report)}
${controlsPart()}
</main>
<footer><p class="soft">Made by Keyturn ${cover.version}. All times are UTC.</footer>`;
  return pageOf({ title, body });
}

const MARKS: Readonly<Record<Verdict['level'], Html | false>> = {
  none: html`<b class="critical">No evidence</b> `,
  gaps: html`<b class="high">Gaps</b> `,
  shown: false,
};

const mark = ({ level }: Verdict) => MARKS[level];

const columns = (heads: readonly string[]): Column[] => heads.map((head) => ({ head }));

type Rows = readonly Cells[];

/** Only the rows that are shown are made. */
function listPart<Item>(
  title: string,
  file: string,
  heads: readonly string[],
  items: readonly Item[],
  cellsOf: (item: Item) => readonly (Html | string)[],
): Html {
  if (items.length === 0) return html`<h2>${title}</h2><p>None in the period.`;
  const n = items.length.toLocaleString('en-US');
  const caption = items.length > MOST_ROWS ? `The first ${MOST_ROWS} of ${n}; all of them are in ${file} (--csv)` : n;
  return html`<h2>${title}</h2>${table(caption, columns(heads), items.slice(0, MOST_ROWS).map(cellsOf))}`;
}

function coverPart({ cover, settings }: AuditReport, files: readonly CsvFile[]): Html {
  const { accountId, region, period, madeAt, madeBy, version, functionName, logGroup, logBegins } = cover;
  const rows: Rows = [
    ['Account', `${accountId} (function in ${region})`],
    ['Period', `${day(period.from)} to ${lastDay(period)}, ends ${minute(period.end)}`],
    ['Made', `${minute(madeAt)} by ${madeBy}`],
    ['Version', `command line ${version}, function ${settings.version || 'not logged'}`],
    [
      'Source',
      `${logGroup}${functionName && `, function ${functionName}`}: ${cover.lines.toLocaleString('en-US')} lines${logBegins ? `, the first of ${minute(logBegins)}` : ''}`,
    ],
  ];
  const inForce = Object.entries(settings.inForce);
  return html`<h2>Cover</h2>${table('About this report', columns(['What', 'Value']), rows)}
${inForce.length > 0 && table('Settings at the end of the period', columns(['Setting', 'Value']), inForce)}
${listPart(
  'Changes of settings',
  'settings.csv',
  ['Setting', 'When', 'Before', 'After'],
  settings.changes,
  ({ at, name, before, after }) => [name, minute(at), before, after],
)}
${
  files.length > 0 &&
  table(
    'Files of this report',
    columns(['File', 'Rows', 'SHA-256']),
    files.map(({ file, rows: n, sha256 }) => [file, String(n), html`<code>${sha256}</code>`]),
  )
}`;
}

function populationPart({ population }: AuditReport): Html {
  const { first, last, now } = population;
  const row = (
    of: string,
    { withKeys, managed, optedOut, notSelected, users, unread }: typeof now | NonNullable<typeof first>,
  ) => [
    of,
    `${users}${unread > 0 ? `, ${unread} of them not in the credential report` : ''}`,
    `${withKeys} = ${managed} managed + ${optedOut} opted out + ${notSelected} not selected`,
    withKeys === managed + optedOut + notSelected ? 'adds up' : 'does not add up',
  ];
  const rows = [
    ...(first ? [row(`${minute(first.at)}, the first of the period`, first)] : []),
    ...(last && last !== first ? [row(`${minute(last.at)}, the last of the period`, last)] : []),
    row('When this report was made', now),
  ];
  return html`<h2>Population</h2><p>From IAM's credential report and the list of all users, compared by name and date of creation.${table(
    'Users with access keys',
    columns(['When', 'IAM users', 'With keys', 'Reconciliation']),
    rows,
  )}`;
}

function keysPart({ keys }: AuditReport): Html {
  const past = keys.filter(({ daysPast }) => daysPast > 0);
  return listPart(
    `Keys past their maximum age: ${past.length} of ${keys.length}`,
    'keys.csv',
    ['User', 'Key', 'Created, ended', 'Past its maximum age', 'Under'],
    past,
    keyCells,
  );
}

const exceptionCells = ({
  userName,
  owner,
  kind,
  reason,
  accessKeyId,
  since,
  until,
  because,
  requestedBy,
}: Exception): Cells => [
  lines([userName, owner]),
  lines([`${kind}: ${reason}`, accessKeyId]),
  kind === 'command' ? minute(since) : lines([minute(since), until ? minute(until) : 'no end']),
  because,
  requestedBy,
];

function runsPart({ continuity }: AuditReport): Html {
  const { runs, goodRuns, days, daysWithGoodRun, daysWithout } = continuity;
  const sentence = `${runs.length.toLocaleString('en-US')} runs, ${goodRuns.toLocaleString('en-US')} of them good: real, failed for nobody, nothing left open. ${daysWithGoodRun} of ${days} days have a good run.`;
  return html`<h2>Runs</h2><p>${sentence}${listPart(
    'Days without a good run',
    'days-without-good-run.csv',
    ['Day', 'Why'],
    daysWithout,
    (each) => [each.day, each.because],
  )}`;
}

function trailPart(report: AuditReport): Html {
  const { span, notLookedAt, matched } = report.reconciliation;
  if (!span) return html`<h2>CloudTrail</h2><p>Not looked at: ${notLookedAt ?? 'the period is older than 90 days'}.`;
  return html`<h2>CloudTrail</h2><p>From ${minute(span.from)} to ${minute(span.end)}: ${matched} changes of keys are in both the log and CloudTrail.${listPart(
    'What only one of them has, or somebody else did',
    'cloudtrail.csv',
    ['Event', 'When', 'Key', 'By', 'Finding'],
    trailTable(report).rows,
    trailCells,
  )}`;
}

const controlsPart = (): Html =>
  html`<h2>Controls</h2>${table(
    "The standards' own text counts",
    columns(['Standard', 'Control', 'Shown by', 'Does not prove']),
    CONTROLS.map(({ standard, control, shownBy, notProven }) => [standard, control, shownBy, notProven]),
  )}`;
