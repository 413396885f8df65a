/** Where the hub of the organization is. */

import type { Stack } from '@aws-sdk/client-cloudformation';
import { parseReport, type Report } from '../../lambda/core/organization/report-schema';
import { HUB_STACK_NAME, REPORT_KEY, reportKey } from '../../lambda/core/organization-names';
import { problemFrom } from '../session/aws-errors';
import { type ClientConfig, DEFAULT_STACK } from '../session/connection';
import { findStack } from '../session/deployment';
import type { Session } from '../session/session';
import { Problem } from '../terminal/problem';
import { withProgress } from '../terminal/progress';

export interface HubPlace {
  readonly bucket: string;
  readonly stateMachineArn: string;
  readonly topicArn: string;
}

/** @throws Problem where it is not deployed */
export async function findHub(session: Session): Promise<HubPlace> {
  return placeIn(await findHubStack(session));
}

/** @throws Problem where there is no such stack */
export async function findHubStack({ config, options, terminal }: Session): Promise<Stack> {
  const name = options.stack === DEFAULT_STACK ? HUB_STACK_NAME : options.stack;
  const stack = await withProgress(terminal, 'Looking for the hub', () => findStack(config, name));
  if (!stack) throw new Problem(`There is no stack ${name} here.`, WHERE);
  return stack;
}

/** @throws Problem for the stack of something else, or for one that was never complete */
export function placeIn({ StackName, Outputs = [] }: Stack): HubPlace {
  const outputs = new Map(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const [bucket, stateMachineArn] = [outputs.get('BucketName'), outputs.get('StateMachineArn')];
  if (bucket === undefined || stateMachineArn === undefined)
    throw new Problem(`The stack ${StackName} is no hub of an organization.`, WHERE);
  return { bucket, stateMachineArn, topicArn: outputs.get('TopicArn') ?? '' };
}

const WHERE =
  'The hub is in the account of the delegated administrator for StackSets: pass --profile and --region, or --stack.';

/**
 * What the last run of everybody found, or the run of that name.
 * @throws Problem where there was none
 */
export async function readReport({ config, terminal }: Session, hub: HubPlace, run?: string): Promise<Report> {
  const report = await withProgress(terminal, 'Reading the report', () => fetchReport(config, hub, run)).catch(
    (error: unknown) => {
      throw problemFrom(error, { what: `read the report in ${hub.bucket}`, endpoint: config.endpoint });
    },
  );
  if (report) return report;
  throw new Problem(
    'The hub has had no run yet.',
    'It starts one with its schedule; without it: is it paused? npx keyturn organization resume',
  );
}

/** Undefined where there was none. @throws the SDK's errors */
export async function fetchReport(
  config: ClientConfig,
  { bucket }: HubPlace,
  run?: string,
): Promise<Report | undefined> {
  const { GetObjectCommand, NoSuchKey, S3Client } = await import('@aws-sdk/client-s3');
  const Key = run === undefined ? REPORT_KEY : reportKey(run);
  try {
    const s3 = new S3Client({ ...config, forcePathStyle: true });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return parseReport((await Body?.transformToString()) ?? '');
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}
