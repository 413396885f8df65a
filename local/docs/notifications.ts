/** The part of docs/messages.md that shows every notification, as it is sent. */

import type { RenderedMessage } from '../../lambda/core/messages/message';
import { render } from '../../lambda/core/messages/render';
import { textOf } from '../../lambda/core/messages/texts';
import { EXAMPLES, REASON_EXAMPLES } from './examples';
import { LEAK_EXAMPLES } from './leak-examples';
import { POSTURE_EXAMPLES } from './posture-example';

export const notifications = (): string => `
${EXAMPLES.map(example).join('\n\n')}

${[...POSTURE_EXAMPLES, ...LEAK_EXAMPLES].map((each) => section(String(each.attributes.event), each)).join('\n\n')}

### Each reason of a hold or a block

What differs from reason to reason, after "Your IAM user svc-reports in AWS account 123456789012":

${REASON_EXAMPLES.map(reason).join('\n')}
`;

function example(notification: (typeof EXAMPLES)[number]): string {
  const shown = section(notification.event, render(notification));
  if (notification.event !== 'key-leaked') return shown;
  const { currentKeyId: _, currentSince: __, deactivatedAt: ___, deletedFrom: ____, ...leaked } = notification;
  const byDefault = render({ ...leaked, answer: 'notify', isCurrent: true, isInactive: false });
  return `${shown}\n\n${section('key-leaked, where leakResponse is notify', byDefault)}`;
}

function section(event: string, { subject, message }: Pick<RenderedMessage, 'subject' | 'message'>): string {
  const { email, https } = JSON.parse(message) as Record<'email' | 'https', string>;
  const { title, description, nextSteps } = (JSON.parse(https) as { content: Card }).content;
  return [
    `### ${event}`,
    '',
    'As an e-mail:',
    '',
    '```text',
    `Subject: ${subject}`,
    '',
    email,
    '```',
    '',
    'As a chat card:',
    '',
    '```text',
    title,
    '',
    description,
    '',
    ...nextSteps.map((step, n) => `${n + 1}. ${step}`),
    '```',
  ].join('\n');
}

interface Card {
  readonly title: string;
  readonly description: string;
  readonly nextSteps: readonly string[];
}

function reason(notification: (typeof REASON_EXAMPLES)[number]): string {
  const { happened, toDo } = textOf(notification);
  const state = happened.replace(/^.* 123456789012 (.*): \(the evidence\)\.$/, '$1');
  return `- \`${notification.reason}\`: "${state}". ${toDo.join(' ')}`;
}
