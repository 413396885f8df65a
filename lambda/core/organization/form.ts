/** The form of what the organization's topic gets about the organization as a whole: for people, for programs, for chats. Pure. */

import { plain } from '../messages/email';
import { CARD, description } from '../messages/forms/card';
import { type HelpDesk, helpLines } from '../messages/forms/help';
import type { RenderedMessage, Severity } from '../messages/message';
import { cleaned, oneLine } from '../text';
import type { Report } from './report-schema';
import { totalsOf } from './totals';

/** Besides the events about users and those about one account: what filter policies choose by. */
export const ORGANIZATION_EVENTS = [
  'organization-digest',
  'organization-alert',
  'organization-rollout-stopped',
] as const;

type OrganizationEvent = (typeof ORGANIZATION_EVENTS)[number];

export interface Words {
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

export function rendered(
  event: OrganizationEvent,
  words: Words,
  report: Pick<Report, 'endedAt' | 'accounts'>,
  hub: Hub,
): RenderedMessage {
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
