/** docs/troubleshooting.md, from the remedies. */

import { REMEDIES } from '../../lambda/aws/errors/remedies';

export const troubleshooting = (): string => `# Troubleshooting

While Keyturn does nothing, every key keeps working. So take your time:

1. \`npx keyturn doctor\` compares what is deployed with the template, and looks at the last runs. Each finding has its command.
2. \`npx keyturn status\` shows who is held, blocked or failed, since when, and why. [runbook.md](runbook.md) has an entry for each reason.
3. In the function's log, look for \`"message":"user failed"\`, \`"circuit breaker"\` or \`"run failed"\`. A failure begins with the step; then comes what AWS said; then what it means and what to do, in the words below.

A failed run is not repeated by Lambda: the next run is the retry. A user that three runs in a row cannot serve is tried once a day, and its owner is notified, then weekly. After the fix, \`npx keyturn rotate NAME\` does not wait for the next day.

An \`AccessDenied\` also names the statement of Keyturn's own policy that covers the action, so that you need not look whether it is there.

${REMEDIES.map(({ sign, means, remedy }) => `## ${sign}\n\n${means}\n\n**Do:** ${remedy}`).join('\n\n')}
`;
