/** Is the schedule on? */

import { longestGapMs } from '../../lambda/core/schedule';
import type { ClientConfig } from '../session/connection';
import { functionIn, mentions, ofType, type StackView } from '../session/stack-view';
import { type Finding, found } from './finding';
import { CHANGED, fromJson, GONE } from './template/command';
import { differences } from './template/differences';
import { resolve } from './template/resolve';

const SCHEDULE = found('schedule');

interface Schedule {
  readonly findings: readonly Finding[];
  /** How far two runs may lie apart; undefined where nothing shows it. */
  readonly gapMs: number | undefined;
}

/**
 * @param target the name of what it starts
 * @param schedule of the stack's function, unless another one is meant
 * @throws the SDK's errors
 */
export async function checkSchedule(
  config: ClientConfig,
  view: StackView,
  target: string,
  schedule: ScheduleInTemplate | undefined = scheduleIn(view),
): Promise<Schedule> {
  const [logicalId, resource] = schedule ?? [];
  const gapInTemplate = gapOf(resource?.Properties ?? {});
  const gone = (isInTemplate: boolean) => ({
    gapMs: gapInTemplate,
    findings: [missing(isInTemplate, view.name)],
  });
  const name = logicalId === undefined ? undefined : view.physicalIds.get(logicalId);
  if (name === undefined) return gone(logicalId !== undefined);

  const { GetScheduleCommand, ResourceNotFoundException, SchedulerClient } = await import('@aws-sdk/client-scheduler');
  const GroupName = (resource?.Properties?.GroupName as string | undefined) ?? 'default';
  // CloudFormation's id of a schedule may be its name, or group and name.
  const properties = resolve(view, resource?.Properties ?? {}) as Readonly<Record<string, unknown>>;
  const Name = typeof properties.Name === 'string' ? properties.Name : name.slice(name.lastIndexOf('|') + 1);
  const wanted: Wanted = { ...properties, Name, GroupName };
  try {
    const live = await new SchedulerClient(config).send(new GetScheduleCommand({ Name, GroupName }));
    return { gapMs: gapOf(live), findings: judge(live, wanted, target) };
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    return {
      gapMs: gapInTemplate,
      findings: [
        SCHEDULE.problem(
          `the schedule of ${view.name} does not exist, so no run begins by itself`,
          GONE,
          fromJson('scheduler create-schedule', wanted),
        ),
      ],
    };
  }
}

/** As the template says; for where the schedule itself cannot be read. */
export const gapInTemplate = (view: StackView) => gapOf(scheduleIn(view)?.[1].Properties ?? {});

type ScheduleInTemplate = ReturnType<typeof ofType>[number];

function scheduleIn(view: StackView): ScheduleInTemplate | undefined {
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
      ? `the schedule of ${stack} was never made, so no run begins by itself`
      : `the template of ${stack} has no schedule that starts it`,
    'Deploy again: npx cdk deploy.',
  );

/** As CreateSchedule and UpdateSchedule take it, which is as the template has it. */
interface Wanted {
  readonly Name: string;
  readonly GroupName: string;
  readonly [property: string]: unknown;
}

interface LiveSchedule {
  readonly State?: string | undefined;
  readonly ScheduleExpression?: string | undefined;
  readonly Target?: { readonly Arn?: string | undefined } | undefined;
}

function judge(live: LiveSchedule, wanted: Wanted, target: string): Finding[] {
  const { State, ScheduleExpression = '', Target } = live;
  const update = fromJson('scheduler update-schedule', wanted);
  const changed = (what: string, remedy: string) =>
    SCHEDULE.problem(`the schedule ${wanted.Name} ${what}`, remedy, update);
  if (State !== 'ENABLED')
    return [
      changed(
        'is disabled, so no run begins by itself',
        'Until then keys grow old and nothing else happens. To enable it:',
      ),
    ];
  if (!Target?.Arn?.endsWith(`:${target.slice(target.lastIndexOf(':') + 1)}`))
    return [changed(`invokes something else: ${Target?.Arn}`, CHANGED)];
  const findings = differences(wanted, live).map((difference) => changed(`was changed: ${difference}`, CHANGED));
  return findings.length > 0 ? findings : [SCHEDULE.ok(`on, ${ScheduleExpression}`)];
}
