/** docs/alarms.md, from the template. */

import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { KeyturnStack } from '../../lib/stack';

interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly Period?: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
}

export function alarms(): string {
  return `# Alarms

\`npx cdk deploy\` also makes a dashboard, \`Keyturn\` in CloudWatch (output \`DashboardUrl\`), and ${words(all().length)} alarms. They notify the topic when they begin and when they are over; subscriptions with a filter policy never get them. With the default settings:

${all().map(section).join('\n\n')}

Which one to put on call: \`keyturn-no-good-run\`, because it also goes off when nothing runs at all, and \`keyturn-key-too-old\`, because it is what an auditor asks about. Each scheduled run emits 21 metrics in the namespace \`Keyturn\`, with the one dimension
\`service=keyturn\`: about 10 USD a month with alarms and dashboard, at AWS's list price of 0.30 for a metric, 0.10 for an alarm and 3.00 for a dashboard.
`;
}

function all(): readonly AlarmProperties[] {
  // No code is bundled for it: the alarms do not depend on that.
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const template = Template.fromStack(new KeyturnStack(app, 'Keyturn'));
  const found = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
  return found
    .map(({ Properties }) => Properties as AlarmProperties)
    .sort((a, b) => (a.AlarmName < b.AlarmName ? -1 : 1));
}

function section({ AlarmName, AlarmDescription, ...when }: AlarmProperties): string {
  const [, says = '', anchor = ''] = /^(.*) Runbook: docs\/(.*)$/.exec(AlarmDescription) ?? [];
  return `## ${AlarmName}\n\n${says} It looks at ${window(when)}. What to do: [runbook](${anchor}).`;
}

function window({
  Period = 0,
  EvaluationPeriods,
  DatapointsToAlarm,
}: Omit<AlarmProperties, 'AlarmName' | 'AlarmDescription'>) {
  const minutes = `${Period / 60} minutes`;
  if (EvaluationPeriods === 1) return `the last ${minutes}`;
  return `${DatapointsToAlarm} of the last ${EvaluationPeriods} periods of ${minutes}`;
}

const words = (count: number) =>
  ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'][count] ?? String(count);
