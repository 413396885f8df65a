/** `keyturn status`: a summary, who needs attention, and what comes next. Result in, lines out. */

import type { Result, ResultKey, ResultOutcome } from '../../lambda/core/report/result-schema';
import { VERSION } from '../../lambda/core/version';
import { deployedDryLines, failureLines } from '../outcomes/failures';
import { attentionLines, oldestLines, othersTable, phaseCounts } from '../outcomes/users';
import { managedInWords, programsInWords } from '../outcomes/words';
import { isUrgent } from '../session/result';
import { count } from '../terminal/dates';
import { paragraph, sections, share, type View } from '../terminal/layout';
import type { Line } from '../terminal/line';

export function renderStatus(result: Result, view: View): Line[] {
  const summary = [...summaryLines(result, view), ...withoutUser(result, view)];
  const more = 'npx keyturn status --all';
  const failures = failureLines(result, view, share(view, summary.length, 0.3), more);
  const attention = attentionLines(result, view, share(view, summary.length + failures.length, 0.6), more);
  const used = summary.length + failures.length + attention.length + 4;
  return sections(
    deployedDryLines(result, view),
    summary,
    failures,
    attention,
    othersTable(result, view, share(view, used, 1), more),
  );
}

function summaryLines(result: Result, view: View): Line[] {
  const { users, outcomes } = result;
  const counts = outcomes.length > 0 ? `: ${phaseCounts(outcomes)}` : '. Tag users in: npx keyturn adopt <user>';
  return [
    ...paragraph(`${managedInWords(users)}${counts}.`, view.columns, 0, 'bold'),
    ...oldestLines(outcomes, view),
    ...outcomes.flatMap((outcome) => leakLines(outcome, view)),
    ...(result.version === undefined || result.version === VERSION
      ? []
      : paragraph(
          `The function is Keyturn ${result.version}, and this command line ${VERSION}: deploy it again, or use its own.`,
          view.columns,
          0,
          'yellow',
        )),
  ];
}

/** `svc-reports: AWS reported AKIA…EXAMPLE as leaked (confirmed) on 2026-11-26; under AWSCompromisedKeyQuarantineV3`. */
function leakLines({ userName, quarantine, leaked }: ResultOutcome, { columns }: View): Line[] {
  const parts = leakFacts({ quarantine, leaked });
  return parts.length === 0 ? [] : paragraph(`${userName}: ${parts.join('; ')}.`, columns, 0, 'red');
}

const ANSWERED: Readonly<Record<string, string>> = {
  notify: 'no key was changed',
  replace: 'a new key was issued',
  deactivate: 'it was deactivated',
};

function leakFacts({ quarantine, leaked }: Pick<ResultOutcome, 'quarantine' | 'leaked'>): string[] {
  return [
    ...(leaked
      ? [
          `AWS reported ${leaked.accessKeyId} as leaked (${leaked.certainty}) on ${leaked.at.slice(0, 10)}, and ${ANSWERED[leaked.answer] ?? leaked.answer}`,
        ]
      : []),
    ...(quarantine === undefined
      ? []
      : [
          `AWS has attached ${quarantine}: it denies calls with any of the user's keys until it is detached, as AWS's support case says`,
        ]),
  ];
}

/** Keyturn deletes no secret: which of these is still read, only people know. */
function withoutUser({ secretsWithoutUser = [] }: Result, { columns, all }: View): Line[] {
  if (secretsWithoutUser.length === 0) return [];
  const shown = secretsWithoutUser.slice(0, all ? undefined : MOST_SECRETS).map(({ secretName }) => secretName);
  const more = secretsWithoutUser.length > shown.length ? ', … (npx keyturn status --all)' : '';
  const what = `${count(secretsWithoutUser.length, 'secret')} of users that are gone from IAM`;
  return paragraph(`${what}, which nobody deletes but you: ${shown.join(', ')}${more}.`, columns, 0);
}

const MOST_SECRETS = 5;

/** `status --user`: everything that is known of one. */
export function renderOne(result: Result, view: View): Line[] {
  return sections(
    deployedDryLines(result, view),
    failureLines(result, view, undefined, ''),
    attentionLines(result, view, undefined, ''),
    othersTable(result, view, undefined, ''),
    ...result.outcomes.map((outcome) => detailLines(outcome, view)),
  );
}

function detailLines(outcome: ResultOutcome, { columns }: View): Line[] {
  const { because, keys = [], secretName, owner, phase, programs, requested } = outcome;
  const isTold = isUrgent(phase);
  const facts = [
    ...(because === undefined || isTold ? [] : [because]),
    ...(isTold ? [] : keys.map((key) => `key ${keyText(key)}`)),
    ...programsInWords(programs),
    ...(secretName === undefined ? [] : [`secret ${secretName}`]),
    ...(requested
      ? [
          `last command ${requested.command}, ${requested.at.slice(0, 10)}${requested.reason === undefined ? '' : `: ${requested.reason}`}`,
        ]
      : []),
    ...(owner === undefined || isTold ? [] : [`owner ${owner}`]),
    ...leakFacts(outcome),
  ];
  return facts.flatMap((fact) => paragraph(fact, columns, 2));
}

const keyText = ({ accessKeyId, role, active, createdAt, ageDays, lastUse }: ResultKey) =>
  [
    accessKeyId,
    role,
    active ? 'active' : 'inactive',
    createdAt === undefined ? undefined : `made ${createdAt.slice(0, 10)}`,
    ageDays === undefined ? undefined : `${Math.floor(ageDays)} days old`,
    lastUse === undefined ? undefined : lastUse === 'never' ? 'never used' : `last use ${lastUse}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
