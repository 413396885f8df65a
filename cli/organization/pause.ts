/** The schedule of the hub, and the runs that are under way. */

import type { GetScheduleCommandOutput, ScheduleState } from '@aws-sdk/client-scheduler';
import { HUB_NAME } from '../../lambda/core/organization-names';
import type { Session } from '../session/session';
import type { Change } from './change';
import type { HubPlace } from './hub';

/** No account is started from then on; the functions that run end by themselves. */
export async function pausing(session: Session, hub: HubPlace): Promise<readonly Change[]> {
  const schedule = await switched(session, 'DISABLED', 'disable the schedule: no further run starts');
  return [...schedule, ...(await stops(session, hub))];
}

export const resuming = (session: Session, _hub: HubPlace): Promise<readonly Change[]> =>
  switched(session, 'ENABLED', 'enable the schedule: the next run starts with it');

async function switched({ config }: Session, State: ScheduleState, says: string): Promise<Change[]> {
  const { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } = await import('@aws-sdk/client-scheduler');
  const scheduler = new SchedulerClient(config);
  const live = await scheduler.send(new GetScheduleCommand({ Name: HUB_NAME }));
  if (live.State === State) return [];
  // An update sets everything: what is left out goes back to its default.
  const update = { ...settable(live), State };
  return [
    {
      says,
      command: `aws scheduler update-schedule --cli-input-json '${JSON.stringify(update)}'`,
      carryOut: () => scheduler.send(new UpdateScheduleCommand(update)),
    },
  ];
}

const settable = ({
  Name,
  GroupName,
  Description,
  ScheduleExpression,
  ScheduleExpressionTimezone,
  FlexibleTimeWindow,
  Target,
}: GetScheduleCommandOutput) => ({
  Name,
  GroupName,
  ...(Description !== undefined && { Description }),
  ScheduleExpression,
  ...(ScheduleExpressionTimezone !== undefined && { ScheduleExpressionTimezone }),
  FlexibleTimeWindow,
  Target,
});

async function stops({ config }: Session, { stateMachineArn }: HubPlace): Promise<Change[]> {
  const { paginateListExecutions, SFNClient, StopExecutionCommand } = await import('@aws-sdk/client-sfn');
  const client = new SFNClient(config);
  const changes: Change[] = [];
  for await (const { executions = [] } of paginateListExecutions(
    { client },
    { stateMachineArn, statusFilter: 'RUNNING' },
  ))
    for (const { executionArn = '', name = '' } of executions)
      changes.push({
        says: `stop the run ${name}: accounts that it has not come to are not started`,
        command: `aws stepfunctions stop-execution --execution-arn ${executionArn}`,
        carryOut: () => client.send(new StopExecutionCommand({ executionArn, cause: 'keyturn organization pause' })),
      });
  return changes;
}
