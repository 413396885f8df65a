/**
 * The gate between two waves, a custom resource of the hub's stack: a run of the wave that was just updated, and only if it is a good one, the
 * next wave is updated. CloudFormation gets its answer when the run is over, which may be later than a function can wait. So a small state
 * machine calls this function again and again, and it keeps what it must know in the state between two calls.
 */

import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeExecutionCommand, type DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import * as v from 'valibot';
import { sendMessage } from '../aws/send-message';
import type { Hub } from '../core/organization/form';
import { wordsOf } from '../core/organization/report';
import { parseReport } from '../core/organization/report-schema';
import { reasonOf, rolloutStopped, type Stop } from '../core/organization/rollout';
import { errorLine } from '../core/text';
import { MINUTE_MS } from '../core/time';
import type { HubClients } from './clients';
import { answerCloudFormation, CUSTOM_RESOURCE } from './custom-resource';
import { isPaused, startExecution } from './executions';
import { getText } from './objects';

type GateClients = Pick<HubClients, 's3' | 'sns' | 'states' | 'stackSets' | 'scheduler'>;

export interface GateSettings extends Hub {
  readonly bucket: string;
  readonly topicArn: string;
  /** The hub's, which runs the wave. */
  readonly stateMachineArn: string;
  /** The gate's own, which waits. */
  readonly rolloutMachineArn: string;
}

const REQUEST = v.object({
  ...CUSTOM_RESOURCE,
  ResourceProperties: v.object({ Wave: v.string() }),
});

type Request = v.InferOutput<typeof REQUEST>;

const STEP = v.object({
  request: REQUEST,
  startedAt: v.string(),
  /** Runs of the wave that were started, those that made way for another included. */
  started: v.number(),
  /** Those that came to their end and were no good. */
  failed: v.number(),
  /** The one that is under way. */
  execution: v.optional(v.string()),
});

type Step = v.InferOutput<typeof STEP>;

/** What to go on with. */
type Outcome = Step & { readonly isOver: boolean };

export interface GateAnswer extends Step {
  readonly isOver: boolean;
  /** Whether anything has happened since the last call. */
  readonly hasNews: boolean;
}

/** CloudFormation waits for an hour. */
const LONGEST_MS = 50 * MINUTE_MS;

/** What IAM or Lambda refuse once by chance stops no rollout. */
const RUNS = 2;

/** @param event CloudFormation's request, or the state machine's step */
export async function gate(
  clients: GateClients,
  settings: GateSettings,
  event: unknown,
  now: Date,
): Promise<GateAnswer | undefined> {
  const step = v.safeParse(STEP, event);
  if (!step.success) {
    await begin(clients, settings, v.parse(REQUEST, event), now);
    return undefined;
  }
  try {
    const answer = await next(clients, settings, step.output, now);
    return { ...answer, hasNews: answer.isOver || answer.execution !== step.output.execution };
  } catch (error) {
    // Nobody else would ever answer.
    const found = { because: `could not be followed: ${errorLine(error)}` };
    return { ...(await stop(clients, settings, step.output, found, now)), hasNews: true };
  }
}

async function begin(clients: GateClients, settings: GateSettings, request: Request, now: Date): Promise<void> {
  try {
    if (request.RequestType === 'Delete' || (await isRollback(clients, request))) return await pass(request);
    const step: Step = { request, startedAt: now.toISOString(), started: 0, failed: 0 };
    await startExecution(clients, settings.rolloutMachineArn, `gate-${request.RequestId}`, step);
  } catch (error) {
    await answer(request, `The gate of the wave ${request.ResourceProperties.Wave} did not open: ${errorLine(error)}`);
  }
}

/** What is put back was there before, and nothing may stand in its way. */
async function isRollback({ stackSets }: GateClients, { StackId }: Request): Promise<boolean> {
  const { Stacks = [] } = await stackSets.send(new DescribeStacksCommand({ StackName: StackId }));
  return /ROLLBACK/.test(Stacks[0]?.StackStatus ?? '');
}

async function next(clients: GateClients, settings: GateSettings, step: Step, now: Date): Promise<Outcome> {
  const isLate = now.getTime() - Date.parse(step.startedAt) > LONGEST_MS;
  if (step.execution === undefined) {
    if (isLate)
      return stop(clients, settings, step, { because: `has not begun in ${LONGEST_MS / MINUTE_MS} minutes` }, now);
    return { ...(await startRun(clients, settings, step)), isOver: false };
  }
  const { execution, ...idle } = step;
  const found = await clients.states.send(new DescribeExecutionCommand({ executionArn: execution }));
  switch (found.status) {
    case 'RUNNING':
    case 'PENDING_REDRIVE':
      if (!isLate) return { ...step, isOver: false };
      return stop(clients, settings, step, { because: `was not over in ${LONGEST_MS / MINUTE_MS} minutes` }, now);
    case 'SUCCEEDED':
      return judge(clients, settings, idle, found, now);
    case 'ABORTED':
      // By "keyturn organization pause", or by a person: who stops it means it.
      return stop(clients, settings, step, { because: `was stopped${becauseOf(found)}` }, now);
    default:
      return again(clients, settings, idle, { because: `has failed${becauseOf(found)}` }, now);
  }
}

const becauseOf = ({ error = '', cause = '' }: DescribeExecutionOutput) => {
  const words = wordsOf({ error, cause }).slice(0, 300);
  return words === '' ? '' : `: ${words}`;
};

const OUTPUT = v.object({
  accounts: v.object({ makesWayFor: v.string() }),
  digest: v.optional(v.object({ reportKey: v.string() })),
});

async function judge(
  clients: GateClients,
  settings: GateSettings,
  step: Step,
  { output = '' }: DescribeExecutionOutput,
  now: Date,
): Promise<Outcome> {
  const { accounts, digest } = v.parse(OUTPUT, JSON.parse(output));
  // The hour's run was under way: after it.
  if (accounts.makesWayFor !== '' || !digest) return { ...step, isOver: false };
  const report = parseReport((await getText(clients.s3, settings.bucket, digest.reportKey)) ?? '');
  if (!report.isGood) return again(clients, settings, step, { report, because: '' }, now);
  await pass(step.request);
  return { ...step, isOver: true };
}

type Found = Omit<Stop, 'wave'>;

async function again(
  clients: GateClients,
  settings: GateSettings,
  step: Step,
  found: Found,
  now: Date,
): Promise<Outcome> {
  const failed = step.failed + 1;
  return failed < RUNS ? { ...step, failed, isOver: false } : stop(clients, settings, { ...step, failed }, found, now);
}

async function startRun(clients: GateClients, settings: GateSettings, step: Step): Promise<Step> {
  const { request } = step;
  const started = step.started + 1;
  const { Wave: wave } = request.ResourceProperties;
  // In a paused organization no key is made or deactivated: what would be done is found out all the same, and that the function works.
  const input = { wave, ...((await isPaused(clients)) && { command: 'plan' }) };
  const execution = await startExecution(
    clients,
    settings.stateMachineArn,
    `gate-${request.RequestId}-${started}`,
    input,
  );
  return { ...step, started, execution };
}

async function stop(
  { sns }: GateClients,
  settings: GateSettings,
  step: Step,
  found: Found,
  now: Date,
): Promise<Outcome> {
  const about = { ...found, wave: step.request.ResourceProperties.Wave };
  const unsent = await sendMessage(sns, settings.topicArn, rolloutStopped(about, settings, now)).then(
    () => '',
    (error: unknown) => ` (The notification was not sent: ${errorLine(error)})`,
  );
  await answer(step.request, `${reasonOf(about)}${unsent}`);
  return { ...step, isOver: true };
}

const pass = (request: Request) => answerCloudFormation(request, idOf(request), { Status: 'SUCCESS' });

const answer = (request: Request, Reason: string) =>
  answerCloudFormation(request, idOf(request), { Status: 'FAILED', Reason });

/** The same for all its life: another one would have CloudFormation delete the former. */
const idOf = ({ PhysicalResourceId, ResourceProperties }: Request) =>
  PhysicalResourceId ?? `gate-${ResourceProperties.Wave}`;
