/** What the organization's topic gets about the organization as a whole: a digest each day, an alert on trouble. Pure. */

import { plain } from '../messages/email';
import { CARD, description } from '../messages/forms/card';
import { type HelpDesk, helpLines } from '../messages/forms/help';
import type { RenderedMessage, Severity } from '../messages/message';
import { cleaned, oneLine } from '../text';
import { isTroubled, type OrganizationNews } from './news';
import { postureOfAll } from './posture';
import type { Report, ReportedAccount } from './report-schema';
import { type Totals, totalsOf } from './totals';

/** Besides the events about users and those about one account: what filter policies choose by. */
export const ORGANIZATION_EVENTS = ['organization-digest', 'organization-alert'] as const;

type OrganizationEvent = (typeof ORGANIZATION_EVENTS)[number];

interface Words {
  readonly severity: Severity;
  readonly headline: string;
  readonly happened: string;
  readonly details: readonly string[];
  readonly toDo: readonly string[];
}

/** Where the hub is, and whom to ask. */
export interface Hub extends HelpDesk {
  readonly organizationId: string;
  readonly accountId: string;
  readonly region: string;
}

export function organizationMessages(report: Report, news: OrganizationNews, hub: Hub): readonly RenderedMessage[] {
  const { accounts, waves, digest } = news;
  return [
    ...(accounts.length > 0 || waves.length > 0
      ? [rendered('organization-alert', alertWords(report, news), report, hub)]
      : []),
    ...(digest ? [rendered('organization-digest', digestWords(report), report, hub)] : []),
  ];
}

const SEE_ALL = 'See all accounts: npx keyturn status --organization';

/** In a message; the command shows the rest. */
const MOST_LINES = 20;

const inWords = (count: number, one: string, many = `${one}s`) =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

function alertWords({ waves: all }: Report, { accounts, waves }: OrganizationNews): Words {
  const beyond = waves.map(
    ({ name, failed, accounts: of }) =>
      `In the wave ${name}, ${failed.toLocaleString('en-US')} of ${inWords(of, 'account')} ${failed === 1 ? 'is' : 'are'} not served, more than is tolerated.`,
  );
  return {
    severity: waves.length > 0 ? 'critical' : 'warning',
    headline:
      waves.length > 0
        ? `wave ${waves.map(({ name }) => name).join(', ')} fails`
        : `${inWords(accounts.length, 'account')} not served`,
    happened: [
      ...beyond,
      ...(accounts.length > 0
        ? [
            `Keyturn could not serve ${inWords(accounts.length, 'account')} that it served before or was to serve; the others were served.`,
          ]
        : []),
    ].join(' '),
    details: [
      ...linesOf(accounts),
      ...(waves.length < all.filter(({ isBeyond }) => isBeyond).length
        ? ['Another wave is still in the same state.']
        : []),
    ],
    toDo: [
      'Nothing is locked out: keys that are not rotated go on working. Find out why before they reach their maximum age.',
      SEE_ALL,
    ],
  };
}

function digestWords({ accounts }: Report): Words {
  const totals = totalsOf(accounts);
  const troubled = accounts.filter(isTroubled);
  return {
    severity: troubled.length > 0 || totals.keysPastMaxAge > 0 ? 'warning' : 'info',
    headline:
      troubled.length > 0
        ? `${inWords(troubled.length, 'account')} not served`
        : `${inWords(totals.standings.served, 'account')} served`,
    happened: [sentenceOf(totals), postureOfAll(accounts)].filter((each) => each !== undefined).join(' '),
    details: linesOf(troubled),
    toDo: [SEE_ALL],
  };
}

/** The organization in one sentence, for people. */
function sentenceOf(totals: Totals): string {
  const { standings, accounts, users, rotating, held, blocked, keysPastMaxAge } = totals;
  const others = [
    [standings.failing, 'failing'],
    [standings.unreached, 'not reached'],
    [standings['not-deployed'], 'not deployed'],
    [standings.joining, 'joining'],
    [standings.suspended, 'suspended'],
    [standings['in-no-wave'], 'in no wave'],
  ] as const;
  const rest = others.flatMap(([count, what]) => (count > 0 ? [`${count.toLocaleString('en-US')} ${what}`] : []));
  return `${inWords(accounts, 'account')}: ${[`${standings.served.toLocaleString('en-US')} served`, ...rest].join(', ')}. ${inWords(users, 'managed user')}: ${rotating} rotating, ${held} held, ${blocked} blocked, ${inWords(keysPastMaxAge, 'key')} past the maximum age.`;
}

function linesOf(accounts: readonly ReportedAccount[]): string[] {
  const lines = accounts.slice(0, MOST_LINES).map(lineOf);
  const more = accounts.length - lines.length;
  return more > 0 ? [...lines, `and ${more.toLocaleString('en-US')} more`] : lines;
}

/** `222233334444 billing (prod/payments), unreached since 2026-11-26: …` */
const lineOf = ({ accountId, name, ou, standing, since, because }: ReportedAccount) =>
  `${accountId} ${name}${ou ? ` (${ou})` : ''}, ${standing} since ${since.slice(0, 10)}${because ? `: ${because}` : ''}`;

function rendered(event: OrganizationEvent, words: Words, report: Report, hub: Hub): RenderedMessage {
  const { severity, headline, happened, details, toDo } = words;
  const { organizationId, accountId, region } = hub;
  const subject = `${severity === 'critical' ? 'URGENT: ' : ''}AWS access keys of ${organizationId}: ${headline}`
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 99);
  const { standings } = totalsOf(report.accounts);
  const body = { version: 1, event, severity, at: report.endedAt, organizationId, accountId, region };
  const json = JSON.stringify(cleaned({ ...body, happened, details, toDo, accounts: standings }));
  const email = [
    happened,
    '',
    'What to do:',
    ...toDo.map((each) => `- ${each}`),
    '',
    ...(details.length > 0 ? ['Accounts:', ...details.map((each) => `- ${each}`), ''] : []),
    `About the organization ${organizationId}. Sent by the hub of Keyturn in AWS account ${accountId}.`,
    ...helpLines(hub),
  ]
    .map(oneLine)
    .join('\n');
  const title = plain(subject);
  const card = {
    version: '1.0',
    source: 'custom',
    id: `${event}-${organizationId}-${report.endedAt}`,
    content: {
      textType: 'client-markdown',
      title: `${MARKS[severity]} ${title}`.slice(0, CARD.title),
      description: description([happened, ...details].map(plain), helpLines(hub)),
      nextSteps: toDo.map(plain).slice(0, CARD.steps),
      keywords: ['keyturn', event],
    },
    metadata: { threadId: `keyturn-${organizationId}`, summary: title, eventType: event },
  };
  return {
    subject,
    message: JSON.stringify({ default: json, sqs: json, lambda: json, email, https: JSON.stringify(card) }),
    attributes: { event, accountId, severity },
  };
}

const MARKS: Readonly<Record<Severity, string>> = {
  info: ':white_check_mark:',
  warning: ':warning:',
  critical: ':rotating_light:',
};
