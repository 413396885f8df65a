/** The part of docs/messages.md that shows every notification, as it is sent. */

import { emailFor, render } from '../../lambda/core/messages/render';
import { textOf } from '../../lambda/core/messages/texts';
import { EXAMPLES, REASON_EXAMPLES } from './examples';

export const notifications = (): string => `
${EXAMPLES.map(example).join('\n\n')}

### Each reason of a hold or a block

What differs from reason to reason, after "Your IAM user svc-reports in AWS account 123456789012":

${REASON_EXAMPLES.map(reason).join('\n')}
`;

function example(notification: (typeof EXAMPLES)[number]): string {
  const { subject, lines } = emailFor(notification);
  const { title, description, nextSteps } = cardOf(notification);
  return [
    `### ${notification.event}`,
    '',
    'As an e-mail:',
    '',
    '```text',
    `Subject: ${subject}`,
    '',
    ...lines,
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

function cardOf(notification: (typeof EXAMPLES)[number]): Card {
  const { https } = JSON.parse(render(notification).message) as { https: string };
  return (JSON.parse(https) as { content: Card }).content;
}

function reason(notification: (typeof REASON_EXAMPLES)[number]): string {
  const { happened, toDo } = textOf(notification);
  const state = happened.replace(/^.* 123456789012 (.*): \(the evidence\)\.$/, '$1');
  return `- \`${notification.reason}\`: "${state}". ${toDo.join(' ')}`;
}
