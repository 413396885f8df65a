/** `keyturn posture` on a terminal: a sentence with numbers, then the worst. Posture in, lines out. */

import { checkOf, type Finding, type Level } from '../../lambda/core/posture/checks';
import { postureSentence } from '../../lambda/core/posture/counts';
import { HELD_IN } from '../../lambda/core/posture/instead/held-in';
import type { Posture } from '../../lambda/core/posture/posture';
import type { PosturedKey, PosturedUser } from '../../lambda/core/posture/postured-user';
import { count, number } from '../terminal/dates';
import { paragraph, sections, type View } from '../terminal/layout';
import { type Line, line, type Style, span } from '../terminal/line';
import { acceptedInWords, commandFor, insteadInWords, keyInWords } from './words';

const WORST = 5;

export function renderPosture(posture: Posture, view: View, withEvidence: boolean): Line[] {
  const { columns } = view;
  return sections(
    paragraph(postureSentence(posture.counts), columns, 0, 'bold'),
    accountLines(posture.account, columns),
    usersLines(posture.users, view),
    notLookedAtLines(posture, columns),
    paragraph(closing(posture, withEvidence), columns, 0, 'dim'),
  );
}

const STYLES: Readonly<Record<Level, Style>> = { critical: 'red', high: 'red', medium: 'yellow', low: 'dim' };

function accountLines(findings: readonly Finding[], columns: number): Line[] {
  if (findings.length === 0) return [];
  return [line(span('Root and the account', 'bold')), ...findings.flatMap((finding) => findingLines(finding, columns))];
}

function findingLines(finding: Finding & { readonly acceptedUntil?: Date }, columns: number): Line[] {
  const { level } = checkOf(finding.id);
  const style = finding.acceptedUntil ? 'dim' : STYLES[level];
  return paragraph(`${level}: ${finding.because}${acceptedInWords(finding)}`, columns, 2, style);
}

function usersLines(users: readonly PosturedUser[], { columns, all }: View): Line[] {
  const shown = (all ? users : users.slice(0, WORST)).filter(isWorthShowing);
  if (shown.length === 0) return [];
  const left = users.length - shown.length;
  return [
    line(span(all ? count(shown.length, 'user') : `The worst of ${count(users.length, 'user')}`, 'bold')),
    ...shown.flatMap((user) => userLines(user, columns)),
    ...(left > 0 && !all ? [line(span(`… and ${number(left)} more: npx keyturn posture --all`, 'dim'))] : []),
  ];
}

const isWorthShowing = ({ findings, keys, tagProblem }: PosturedUser) =>
  findings.length > 0 || keys.length > 0 || tagProblem !== undefined;

function userLines(user: PosturedUser, columns: number): Line[] {
  const { name, owner, isManaged, findings, keys, tagProblem } = user;
  const whose = [...(owner === undefined ? [] : [`owner ${owner}`]), ...(isManaged ? ['managed'] : [])].join(', ');
  return [
    ...paragraph(`${name}${whose && `: ${whose}`}`, columns, 2),
    ...findings.flatMap((finding) => findingLines(finding, columns - 2).map(indented)),
    ...(tagProblem === undefined ? [] : paragraph(tagProblem, columns, 4, 'yellow')),
    ...keys.flatMap((key) => keyLines(key, user, columns)),
  ];
}

const indented = (each: Line): Line => [{ text: '  ' }, ...each];

function keyLines(key: PosturedKey, user: PosturedUser, columns: number): Line[] {
  const { recommendation, heldIn, accessKeyId } = key;
  const lines = paragraph(keyInWords(key), columns, 4);
  if (!recommendation) return lines;
  const held = heldIn.length > 0 ? `. The key is ${heldIn.map((place) => HELD_IN[place]).join(', and ')}` : '';
  return [
    ...lines,
    ...paragraph(`instead (${recommendation.confidence}): ${insteadInWords(recommendation)}`, columns, 6, 'cyan'),
    ...paragraph(`because ${recommendation.because}${held}`, columns, 6),
    // A command to be copied is never broken.
    line('      ', span(commandFor(recommendation, user, accessKeyId), 'dim')),
  ];
}

function notLookedAtLines({ notLookedAt }: Posture, columns: number): Line[] {
  if (notLookedAt.length === 0) return [];
  return [
    line(span('Not looked at', 'bold')),
    ...notLookedAt.flatMap(({ what, because }) => paragraph(`${what}: ${because}`, columns, 2, 'yellow')),
  ];
}

function closing({ counts, users }: Posture, withEvidence: boolean): string {
  const isOpen = users.some(({ keys }) => keys.some(({ recommendation }) => recommendation?.confidence === 'unknown'));
  return [
    'Nothing was changed.',
    ...(counts.accepted > 0 ? [`${number(counts.accepted)} accepted by tag, and counted all the same.`] : []),
    ...(isOpen && !withEvidence ? ['Who uses the keys, and from where: npx keyturn posture --evidence.'] : []),
    'All of it on a page: npx keyturn posture --html FILE.',
  ].join(' ');
}
