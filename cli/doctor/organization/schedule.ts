/** Does the hub start its runs by itself, or is it paused? */

import { HUB_NAME } from '../../../lambda/core/organization-names';
import { longestGapMs } from '../../../lambda/core/schedule';
import type { ClientConfig } from '../../session/connection';
import { ofType, type StackView } from '../../session/stack-view';
import { type Finding, found } from '../finding';
import { CHANGED, fromJson, GONE } from '../template/command';
import { differences } from '../template/differences';
import { resolve } from '../template/resolve';

const SCHEDULE = found('schedule');

type Properties = Readonly<Record<string, unknown>>;

const wantedIn = (view: StackView) =>
  resolve(view, ofType(view, 'AWS::Scheduler::Schedule')[0]?.[1].Properties ?? {}) as Properties;

/** How far two runs may lie apart; undefined where the template does not show it. */
export function hubGapMs(view: StackView): number | undefined {
  const { ScheduleExpression, ScheduleExpressionTimezone = 'UTC' } = wantedIn(view);
  return longestGapMs(String(ScheduleExpression), String(ScheduleExpressionTimezone));
}

/** @throws the SDK's errors */
export async function checkHubSchedule(config: ClientConfig, view: StackView): Promise<readonly Finding[]> {
  const { GetScheduleCommand, ResourceNotFoundException, SchedulerClient } = await import('@aws-sdk/client-scheduler');
  const wanted = wantedIn(view);
  try {
    const live = await new SchedulerClient(config).send(new GetScheduleCommand({ Name: HUB_NAME }));
    if (live.State !== 'ENABLED')
      return [
        SCHEDULE.problem(
          'the hub is paused (its schedule is disabled): no key is rotated, deactivated or deleted in any account',
          'Keys go on working, and grow old. To start it again:',
          'npx keyturn organization resume',
        ),
      ];
    const changed = differences(wanted, live).map((difference) =>
      SCHEDULE.problem(
        `the schedule ${HUB_NAME} was changed: ${difference}`,
        CHANGED,
        fromJson('scheduler update-schedule', wanted),
      ),
    );
    return changed.length > 0 ? changed : [SCHEDULE.ok(`on, ${live.ScheduleExpression}`)];
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    return [
      SCHEDULE.problem(
        `the schedule ${HUB_NAME} does not exist, so no run begins by itself`,
        GONE,
        fromJson('scheduler create-schedule', wanted),
      ),
    ];
  }
}
