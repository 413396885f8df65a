/** Is each alarm there, as the template says, and does it notify the topic? */

import type { ClientConfig } from '../session/connection';
import { ofType, type StackView } from '../session/stack-view';
import { count } from '../terminal/dates';
import { type Finding, found } from './finding';
import { CHANGED, fromJson, GONE } from './template/command';
import { differences } from './template/differences';
import { resolve } from './template/resolve';

const ALARMS = found('alarms');

type Wanted = Readonly<Record<string, unknown>> & { readonly AlarmName: string };

/** @throws the SDK's errors */
export async function checkAlarms(config: ClientConfig, view: StackView): Promise<readonly Finding[]> {
  const wanted = alarmsIn(view);
  if (wanted.length === 0)
    return [ALARMS.unknown(`the template of ${view.name} has no alarms`, 'Name its stack with --stack.')];
  const { CloudWatchClient, DescribeAlarmsCommand } = await import('@aws-sdk/client-cloudwatch');
  const AlarmNames = wanted.map(({ AlarmName }) => AlarmName);
  // A hundred names at most, and there are fewer than twenty.
  const { MetricAlarms = [] } = await new CloudWatchClient(config).send(new DescribeAlarmsCommand({ AlarmNames }));
  const findings = wanted.flatMap((each) =>
    judge(
      each,
      MetricAlarms.find(({ AlarmName }) => AlarmName === each.AlarmName),
    ),
  );
  return findings.length > 0 ? findings : [ALARMS.ok(`${count(wanted.length, 'alarm')}, each with its actions`)];
}

/** The stack may have alarms of its owner's. */
function alarmsIn(view: StackView): Wanted[] {
  return ofType(view, 'AWS::CloudWatch::Alarm')
    .map(([, { Properties = {} }]) => resolve(view, Properties) as Wanted)
    .filter(({ AlarmName }) => typeof AlarmName === 'string' && AlarmName.startsWith('keyturn-'));
}

function judge(wanted: Wanted, actual: object | undefined): Finding[] {
  const put = fromJson('cloudwatch put-metric-alarm', wanted);
  if (!actual) return [ALARMS.problem(`the alarm ${wanted.AlarmName} does not exist`, GONE, put)];
  if ((actual as { ActionsEnabled?: boolean }).ActionsEnabled === false)
    return [
      ALARMS.problem(
        `the alarm ${wanted.AlarmName} notifies nobody: its actions are disabled`,
        'To switch them on:',
        `aws cloudwatch enable-alarm-actions --alarm-names ${wanted.AlarmName}`,
      ),
    ];
  return differences(wanted, actual).map((difference) =>
    ALARMS.problem(`the alarm ${wanted.AlarmName} was changed: ${difference}`, CHANGED, put),
  );
}
