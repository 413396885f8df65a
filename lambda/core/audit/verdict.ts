/** The report in a sentence, with numbers; and what it does not show. There is no word for "in order": an auditor has it. */

import { day } from '../time';
import type { AuditReport } from './audit-report';
import type { KeyLife } from './key-lives';
import { lastDay } from './period';

export interface Verdict {
  /** `none`: nothing can be shown. `gaps`: days without a good run, keys past their maximum age that nothing explains, or two sources that differ. */
  readonly level: 'none' | 'gaps' | 'shown';
  readonly sentence: string;
  readonly limits: readonly string[];
}

export function verdictOf(report: AuditReport): Verdict {
  const { continuity, keys, reconciliation } = report;
  const limits = limitsOf(report);
  if (continuity.goodRuns === 0) return { level: 'none', sentence: noEvidence(report), limits };
  const past = keys.filter(({ daysPast }) => daysPast > 0);
  const hasGaps =
    continuity.daysWithout.length > 0 ||
    past.some(({ under }) => under === '') ||
    reconciliation.unlogged.length + reconciliation.missing.length > 0;
  const sentence = [ofKeys(keys, past), ofDays(report), ...ofTrail(report)].join(' ');
  return { level: hasGaps ? 'gaps' : 'shown', sentence, limits };
}

function noEvidence({ continuity, cover }: AuditReport): string {
  const { from } = cover.period;
  const runs = continuity.runs.length;
  const what = runs === 0 ? 'the log has no run' : `none of the ${runs} runs in the log is a good one`;
  return `No evidence: from ${day(from)} to ${lastDay(cover.period)} ${what}. For this period nothing is shown.`;
}

const count = (n: number, noun: string) => `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;

function ofKeys(keys: readonly KeyLife[], past: readonly KeyLife[]): string {
  if (keys.length === 0) return 'No key of a managed user was active in the period.';
  const of = `Of ${count(keys.length, 'key')} of managed users that ${keys.length === 1 ? 'was' : 'were'} active in the period`;
  const within = `${(keys.length - past.length).toLocaleString('en-US')} never passed their maximum age`;
  if (past.length === 0) return `${of}, ${within}.`;
  const explained = past.filter(({ under }) => under !== '').length;
  const unexplained = past.length - explained;
  return `${of}, ${within}; ${past.length} did, ${explained} of them under a hold, an exemption or in an announced window, ${unexplained} without any that is logged.`;
}

function ofDays({ continuity: { days, daysWithGoodRun, daysWithout } }: AuditReport): string {
  const have = `${daysWithGoodRun} of ${count(days, 'day')} ${daysWithGoodRun === 1 ? 'has' : 'have'} a good run`;
  if (daysWithout.length === 0) return `${have}.`;
  const first = daysWithout.slice(0, 5).map((each) => each.day);
  const list = `${first.join(', ')}${daysWithout.length > 5 ? ', …' : ''}`;
  return `${have}; ${daysWithout.length} ${daysWithout.length === 1 ? 'has' : 'have'} none (${list}): for these nothing is shown.`;
}

/** Nothing where both say the same and nobody else has changed a key. */
function ofTrail({ reconciliation: { span, outside, unlogged, missing } }: AuditReport): string[] {
  if (!span) return [];
  const said = [
    ...(outside.length > 0 ? [`${count(outside.length, 'change')} of keys by others`] : []),
    ...(unlogged.length > 0 ? [`${unlogged.length} by Keyturn's role that its log does not have`] : []),
  ];
  const lacks = missing.length > 0 ? ` CloudTrail lacks ${count(missing.length, 'change')} that the log has.` : '';
  const shows = said.length > 0 ? `Since ${day(span.from)}, CloudTrail shows ${said.join(' and ')}.` : '';
  return [`${shows}${lacks}`.trim()].filter((text) => text !== '');
}

function limitsOf({ cover, population, keys, reconciliation, settings }: AuditReport): string[] {
  const { span, notLookedAt } = reconciliation;
  const { now } = population;
  const lost = keys.filter(({ isLost }) => isLost).length;
  const nameless = keys.filter(({ accessKeyId }) => accessKeyId === '').length;
  const said = (applies: boolean, text: string) => (applies ? [text] : []);
  return [
    span
      ? `CloudTrail was asked from ${day(span.from)} on: it shows 90 days. Of what was done to keys outside Keyturn before that, the report knows nothing.`
      : `CloudTrail was not looked at (${notLookedAt ?? 'it shows the last 90 days'}): of what was done to keys outside Keyturn, the report knows nothing.`,
    ...said(
      span !== undefined && notLookedAt !== undefined,
      `CloudTrail was not looked at to the end: ${notLookedAt}.`,
    ),
    ...said(
      now.notSelected + now.optedOut > 0,
      `${count(now.notSelected + now.optedOut, 'user')} with keys ${now.notSelected + now.optedOut === 1 ? 'is' : 'are'} not managed: the report says nothing of their age.`,
    ),
    ...said(
      now.unread > 0,
      `Of ${count(now.unread, 'user')} the credential report says nothing that can be read, so they may have keys that are not counted.`,
    ),
    ...said(
      nameless > 0,
      `${count(nameless, 'key')} ${nameless === 1 ? 'is' : 'are'} known from the credential report alone, which has no key ids, and whose date is that of the creation or of the last change.`,
    ),
    ...said(
      lost > 0,
      `Of ${count(lost, 'key')} the end is not known: somebody else deleted the key or its user, or the user is not managed any more.`,
    ),
    ...said(Object.keys(settings.inForce).length === 0, 'No run of the period has logged its settings.'),
    `The log of the function is the source (${cover.logGroup}, kept for 400 days). Whoever may delete or write log lines could change what it shows: CloudTrail has such calls.`,
    'The name of whoever requested a command is what the command line gave; it is certain only that somebody with lambda:InvokeFunction did. Moments within a run are counted from its own time.',
  ];
}
