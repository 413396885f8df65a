/** Where the hub of the organization is. */

import { parseReport, type Report } from '../../lambda/core/organization/report-schema';
import { HUB_STACK_NAME, REPORT_KEY, reportKey } from '../../lambda/core/organization-names';
import { problemFrom } from '../session/aws-errors';
import { DEFAULT_STACK } from '../session/connection';
import { findStack } from '../session/deployment';
import type { Session } from '../session/session';
import { Problem } from '../terminal/problem';
import { withProgress } from '../terminal/progress';

export interface HubPlace {
  readonly bucket: string;
  readonly stateMachineArn: string;
}

/** @throws Problem where it is not deployed */
export async function findHub({ config, options, terminal }: Session): Promise<HubPlace> {
  const name = options.stack === DEFAULT_STACK ? HUB_STACK_NAME : options.stack;
  const stack = await withProgress(terminal, 'Looking for the hub', () => findStack(config, name));
  const outputs = new Map((stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const [bucket, stateMachineArn] = [outputs.get('BucketName'), outputs.get('StateMachineArn')];
  if (bucket !== undefined && stateMachineArn !== undefined) return { bucket, stateMachineArn };
  throw new Problem(
    stack ? `The stack ${name} is no hub of an organization.` : `There is no stack ${name} here.`,
    'The hub is in the account of the delegated administrator for StackSets: pass --profile and --region, or --stack.',
  );
}

/**
 * What the last run of everybody found, or the run of that name.
 * @throws Problem where there was none
 */
export async function readReport({ config, terminal }: Session, { bucket }: HubPlace, run?: string): Promise<Report> {
  const { GetObjectCommand, NoSuchKey, S3Client } = await import('@aws-sdk/client-s3');
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  try {
    const { Body } = await withProgress(terminal, 'Reading the report', () =>
      s3.send(new GetObjectCommand({ Bucket: bucket, Key: run === undefined ? REPORT_KEY : reportKey(run) })),
    );
    return parseReport((await Body?.transformToString()) ?? '');
  } catch (error) {
    if (error instanceof NoSuchKey)
      throw new Problem(
        'The hub has had no run yet.',
        'It starts one with its schedule; without it: is it paused? npx keyturn organization resume',
      );
    throw problemFrom(error, { what: `read the report in ${bucket}`, endpoint: config.endpoint });
  }
}
