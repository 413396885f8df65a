/** Is the schedule on? */

import { longestGapMs } from '../../lambda/core/schedule';
import type { ClientConfig } from '../session/connection';
import { type Finding, found } from './finding';
import { functionIn, mentions, ofType, type StackView } from './stack-view';

const SCHEDULE = found('schedule');

interface Schedule {
  readonly findings: readonly Finding[];
  /** How far two runs may lie apart; undefined when it cannot be told. */
  readonly gapMs: number | undefined;
}

/** @throws the SDK's errors */
export async function checkSchedule(config: ClientConfig, view: StackView, functionName: string): Promise<Schedule> {
  const [logicalId, resource] = scheduleIn(view) ?? [];
  const gone = (isInTemplate: boolean) => ({
    gapMs: gapInTemplate(view),
    findings: [missing(isInTemplate, view.name)],
  });
  const name = logicalId === undefined ? undefined : view.physicalIds.get(logicalId);
  if (name === undefined) return gone(logicalId !== undefined);

  const { GetScheduleCommand, ResourceNotFoundException, SchedulerClient } = await import('@aws-sdk/client-scheduler');
  const GroupName = (resource?.Properties?.GroupName as string | undefined) ?? 'default';
  try {
    // CloudFormation's id of a schedule may be its name, or group and name.
    const Name = name.slice(name.lastIndexOf('|') + 1);
    const live = await new SchedulerClient(config).send(new GetScheduleCommand({ Name, GroupName }));
    const expression = resource?.Properties?.ScheduleExpression as string | undefined;
    return { gapMs: gapOf(live), findings: [judge(live, expression, functionName)] };
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    return gone(true);
  }
}

/** As the template says; for where the schedule itself cannot be read. */
export const gapInTemplate = (view: StackView) => gapOf(scheduleIn(view)?.[1].Properties ?? {});

function scheduleIn(view: StackView) {
  const [functionId = ''] = functionIn(view) ?? [];
  return ofType(view, 'AWS::Scheduler::Schedule').find(([, each]) => mentions(each, functionId));
}

interface Timing {
  readonly ScheduleExpression?: unknown;
  readonly ScheduleExpressionTimezone?: unknown;
}

const gapOf = ({ ScheduleExpression, ScheduleExpressionTimezone }: Timing) =>
  longestGapMs(String(ScheduleExpression), String(ScheduleExpressionTimezone ?? 'UTC'));

const missing = (isInTemplate: boolean, stack: string) =>
  SCHEDULE.problem(
    isInTemplate
      ? `the schedule of ${stack} does not exist, so no run begins by itself`
      : `the template of ${stack} has no schedule for the function`,
    'Deploy again: npx cdk deploy. If the template is unchanged, CloudFormation will not notice: change the setting schedule, deploy, and change it back.',
  );

interface LiveSchedule {
  readonly Name?: string | undefined;
  readonly State?: string | undefined;
  readonly ScheduleExpression?: string | undefined;
  readonly EndDate?: Date | undefined;
  readonly Target?: { readonly Arn?: string | undefined } | undefined;
}

function judge(live: LiveSchedule, expression: string | undefined, functionName: string): Finding {
  const { Name, State, ScheduleExpression = '', Target } = live;
  if (State !== 'ENABLED')
    return SCHEDULE.problem(
      `the schedule ${Name} is switched off, so no run begins by itself`,
      'Switch it on: in the console under Amazon EventBridge, Schedules. Until then keys grow old and nothing else happens.',
    );
  if (!Target?.Arn?.endsWith(`:${functionName.slice(functionName.lastIndexOf(':') + 1)}`))
    return SCHEDULE.problem(
      `the schedule ${Name} invokes something else: ${Target?.Arn}`,
      'Set its target back, or deploy again with a changed schedule.',
    );
  if (expression !== undefined && ScheduleExpression !== expression)
    return SCHEDULE.problem(
      `the schedule ${Name} is ${ScheduleExpression}, and the template says ${expression}`,
      'Changed by hand. To keep it, write it into cdk.json and deploy; to undo it, set it back in the console.',
    );
  return SCHEDULE.ok(`on, ${ScheduleExpression}`);
}
