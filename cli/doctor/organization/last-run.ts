/** When did the hub last serve the organization, and was that run a good one? */

import type { Report } from '../../../lambda/core/organization/report-schema';
import { LOOK_PREFIX } from '../../../lambda/core/organization-names';
import { oneLine } from '../../../lambda/core/text';
import type { HubPlace } from '../../organization/hub';
import type { ClientConfig } from '../../session/connection';
import { count, duration, number, when } from '../../terminal/dates';
import { type Finding, found } from '../finding';
import { patienceFor } from '../runs';

const RUNS = found('last good run');

interface Situation {
  readonly hub: HubPlace;
  /** Of the last run that came to its end; undefined where there was none. */
  readonly report: Report | undefined;
  readonly gapMs: number | undefined;
  readonly deployedAt: Date | undefined;
  readonly now: Date;
}

const RUNBOOK = 'See docs/runbook.md, "No good run of the organization".';

/** @throws the SDK's errors */
export async function checkLastRun(config: ClientConfig, situation: Situation): Promise<readonly Finding[]> {
  const { report, gapMs, deployedAt, now } = situation;
  const age = report && now.getTime() - Date.parse(report.endedAt);
  const ago = report && age !== undefined ? `${duration(Math.max(0, age))} ago (${when(report.endedAt, now)})` : '';
  if (gapMs === undefined)
    return [
      RUNS.unknown(
        `${report ? `the last run was ${ago}` : 'there was no run yet'}, but how often the hub should run is not known (see schedule)`,
      ),
    ];
  const patienceMs = patienceFor(gapMs);
  if (report && age !== undefined && age <= patienceMs) return [judged(report, ago)];
  const sinceMs = deployedAt && now.getTime() - deployedAt.getTime();
  const broken = await lastBroken(config, situation.hub);
  if (!report && !broken && sinceMs !== undefined && sinceMs < patienceMs)
    return [RUNS.note(`none yet; the hub was deployed ${duration(sinceMs)} ago`, 'Look again after its first run.')];
  return [
    RUNS.problem(
      `${report ? `the last run that came to its end was ${ago}` : 'no run has come to its end yet'}${broken ? `; the last one that began ${broken.says}` : ', and none has begun since'}`,
      broken ? `${RUNBOOK} To see what it did:` : `See the schedule above. ${RUNBOOK}`,
      broken?.run,
    ),
  ];
}

function judged({ isGood, waves }: Report, ago: string): Finding {
  if (isGood) return RUNS.ok(ago);
  const beyond = waves
    .filter(({ isBeyond }) => isBeyond)
    .map(({ name, failed, accounts }) => `wave ${name}, ${number(failed)} of ${count(accounts, 'account')}`);
  return RUNS.problem(
    beyond.length > 0
      ? `the last run, ${ago}, was no good one. Not served, and more than is tolerated: ${beyond.join('; ')}`
      : `the last run, ${ago}, was no good one: the hub itself failed in the middle`,
    `The accounts and their reasons are below. ${RUNBOOK}`,
  );
}

/** How the newest execution ended, where that was not well. */
async function lastBroken(
  config: ClientConfig,
  { stateMachineArn }: HubPlace,
): Promise<{ readonly says: string; readonly run: string } | undefined> {
  const { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } = await import('@aws-sdk/client-sfn');
  const client = new SFNClient(config);
  // The newest first; those that only look are no runs.
  const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 50 }));
  const last = executions.find(({ name = '', status }) => !name.startsWith(LOOK_PREFIX) && status !== 'RUNNING');
  if (!last || last.status === 'SUCCEEDED') return undefined;
  const { executionArn } = last;
  const { status, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn }));
  const why = oneLine([error, cause].filter(Boolean).join(': ')).slice(0, 300);
  return {
    says: `ended as ${status}${why ? `: ${why}` : ''}`,
    run: `aws stepfunctions get-execution-history --execution-arn ${executionArn} --reverse-order`,
  };
}
