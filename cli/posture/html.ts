/** `keyturn posture --html`: the page that a manager reads and prints. Posture in, HTML out. */

import { checkOf, type Finding } from '../../lambda/core/posture/checks';
import { postureSentence } from '../../lambda/core/posture/counts';
import { HELD_IN } from '../../lambda/core/posture/instead/held-in';
import { alternativeOf, type RecommendationId } from '../../lambda/core/posture/instead/recommendations';
import type { Posture } from '../../lambda/core/posture/posture';
import type { PosturedKey, PosturedUser } from '../../lambda/core/posture/postured-user';
import { day, minute } from '../../lambda/core/time';
import { type Html, html } from '../document/html';
import { pageOf, table } from '../document/page';
import { acceptedInWords, insteadInWords, keyInWords, mappingInWords, mappingOf } from './words';

export const pageName = ({ accountId, at }: Posture) => `keyturn-posture-${accountId}-${day(at)}.html`;

export function postureHtml(posture: Posture): string {
  const { accountId, at, reportedAt, counts, account, users, notLookedAt } = posture;
  const body = html`<header><h1>Access keys of account ${accountId}</h1>
<p class="lead">${postureSentence(counts)}
<p class="soft">Looked at on ${minute(at)}; IAM's credential report is of ${minute(reportedAt)}. ${counts.users} IAM users, ${users.length} of them with a key, a password or a finding.</header>
<main>
${accountPart(account)}
${notLookedAt.length > 0 && html`<h2>Not looked at</h2><p>Nothing of this counts as in order.<ul>${notLookedAt.map(({ what, because }) => html`<li>${what}: ${because}`)}</ul>`}
${usersPart(users)}
${insteadPart(users)}
${numbersPart(posture)}
</main>
<footer><p class="soft">Made by Keyturn. <b>sure</b>: a field that AWS itself sets says so. <b>likely</b>: a user agent or an address suggests it, and whoever calls can forge both.</footer>`;
  return pageOf({ title: `Access keys of account ${accountId}, ${day(at)}`, body });
}

const mark = ({ id }: Finding): Html => html`<b class="${checkOf(id).level}">${checkOf(id).level}</b>`;

const accountPart = (findings: readonly Finding[]): Html =>
  findings.length === 0
    ? html`<h2>Root and the account</h2><p>Nothing was found.`
    : html`<h2>Root and the account</h2>${table(
        'The worst first',
        [{ head: 'What is wrong' }, { head: 'How bad' }, { head: 'Why' }],
        findings.map((finding) => [checkOf(finding.id).title, mark(finding), finding.because]),
      )}`;

function usersPart(users: readonly PosturedUser[]): Html {
  if (users.length === 0) return html`<h2>Users</h2><p>No user has a key or a password.`;
  return html`<h2>Users</h2>${table(
    `${users.length} users, the worst first`,
    [{ head: 'User' }, { head: 'Keys' }, { head: 'What is wrong' }, { head: 'Instead of it' }, { head: 'Because' }],
    users.map((user) => [
      nameCell(user),
      lines(user.keys.map(keyInWords)),
      wrongCell(user),
      insteadCell(user),
      becauseCell(user),
    ]),
  )}`;
}

/** In one cell: the first as it is, the others below. */
const lines = (parts: readonly (Html | string)[]): Html =>
  html`${parts.map((part, n) => html`${n > 0 && html`<br>`}${part}`)}`;

const nameCell = ({ name, owner, isManaged }: PosturedUser): Html =>
  html`${name}${owner !== undefined && html`<br><small>${owner}</small>`}${isManaged && html`<br><small>managed</small>`}`;

const wrongCell = ({ findings, tagProblem }: PosturedUser): Html =>
  lines([
    ...findings.map((finding) => html`${mark(finding)} ${finding.because}${acceptedInWords(finding)}`),
    ...(tagProblem === undefined ? [] : [tagProblem]),
  ]);

const recommended = ({ keys }: PosturedUser) => keys.flatMap(({ recommendation }) => recommendation ?? []);

const insteadCell = (user: PosturedUser): Html =>
  lines(recommended(user).map((each) => html`${insteadInWords(each)} <small>${each.confidence}</small>`));

/** What the other cells of the row do not say already. */
const becauseCell = ({ keys }: PosturedUser): Html =>
  lines(
    keys.flatMap((key) => (key.recommendation && isNews(key) ? [`${key.recommendation.because}${heldText(key)}`] : [])),
  );

const isNews = ({ recommendation, accessKeyId }: PosturedKey) =>
  recommendation?.id !== 'keyturn.unused-key' &&
  (recommendation?.id !== 'keyturn.not-known' || accessKeyId !== undefined);

const heldText = ({ heldIn }: PosturedKey) =>
  heldIn.length > 0 ? `. The key is ${heldIn.map((place) => HELD_IN[place]).join(', and ')}` : '';

/** What to do, once for each recommendation that occurs. */
function insteadPart(users: readonly PosturedUser[]): Html {
  const byId = new Map<RecommendationId, number>();
  for (const { id } of users.flatMap(recommended)) byId.set(id, (byId.get(id) ?? 0) + 1);
  if (byId.size === 0) return html``;
  return html`<h2>What to use instead</h2>${table(
    'For as many keys',
    [
      { head: 'Recommendation' },
      { head: 'Keys', align: 'right' },
      { head: 'What to do' },
      { head: 'Next command' },
      { head: 'More' },
    ],
    [...byId]
      .sort(([, a], [, b]) => b - a)
      .map(([id, n]) => {
        const { instead, toDo, page, command, ...mapping } = alternativeOf(id);
        return [
          html`${instead}<br><small>${id}</small>`,
          String(n),
          toDo,
          html`<code>${command}</code>`,
          html`<a href="${page}">AWS's page</a><br><small>${mappingInWords(mapping)}</small>`,
        ];
      }),
  )}`;
}

/** Under which numbers other tools and standards have the same. */
function numbersPart({ account, users }: Posture): Html {
  const found = new Map(
    [...account, ...users.flatMap(({ findings }) => findings)].map((finding) => [finding.id, finding]),
  );
  if (found.size === 0) return html``;
  return html`<h2>The same findings elsewhere</h2>${table(
    'Checks of prowler 5, controls of AWS Security Hub, CIS AWS Foundations Benchmark by version',
    [{ head: 'Finding' }, { head: 'How bad' }, { head: 'Number elsewhere' }],
    [...found.values()].map((finding) => [
      checkOf(finding.id).title,
      mark(finding),
      mappingInWords(mappingOf(finding)) || 'nowhere',
    ]),
  )}`;
}
