/** What the organization's topic gets about the organization as a whole: a digest each day, an alert on trouble. Pure. */

import type { RenderedMessage } from '../messages/message';
import { type Hub, rendered, type Words } from './form';
import { isTroubled, type OrganizationNews } from './news';
import { postureOfAll } from './posture';
import type { Report, ReportedAccount } from './report-schema';
import { type Totals, totalsOf } from './totals';

export function organizationMessages(report: Report, news: OrganizationNews, hub: Hub): readonly RenderedMessage[] {
  const { accounts, waves, digest } = news;
  return [
    ...(accounts.length > 0 || waves.length > 0
      ? [rendered('organization-alert', alertWords(report, news), report, hub)]
      : []),
    ...(digest ? [rendered('organization-digest', digestWords(report), report, hub)] : []),
  ];
}

export const SEE_ALL = 'See all accounts: npx keyturn status --organization';

/** In a message; the command shows the rest. */
const MOST_LINES = 20;

export const inWords = (count: number, one: string, many = `${one}s`) =>
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

export function linesOf(accounts: readonly ReportedAccount[]): string[] {
  const lines = accounts.slice(0, MOST_LINES).map(lineOf);
  const more = accounts.length - lines.length;
  return more > 0 ? [...lines, `and ${more.toLocaleString('en-US')} more`] : lines;
}

/** `222233334444 billing (prod/payments), unreached since 2026-11-26: …` */
const lineOf = ({ accountId, name, ou, standing, since, because }: ReportedAccount) =>
  `${accountId} ${name}${ou ? ` (${ou})` : ''}, ${standing} since ${since.slice(0, 10)}${because ? `: ${because}` : ''}`;
