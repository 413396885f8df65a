/**
 * A custom resource: the members' code, copied from where the CDK puts it to where the organization may read it. When the hub is destroyed,
 * the bucket is emptied, which CloudFormation could not delete otherwise.
 */

import { CopyObjectCommand, DeleteObjectsCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { errorLine } from '../core/text';
import { answerCloudFormation, CUSTOM_RESOURCE } from './custom-resource';

const REQUEST = v.object({
  ...CUSTOM_RESOURCE,
  ResourceProperties: v.object({ From: v.string(), Bucket: v.string(), Key: v.string() }),
});

type Request = v.InferOutput<typeof REQUEST>;

/** Answers CloudFormation in any case, which would wait for an hour otherwise. */
export async function code(s3: S3Client, event: unknown): Promise<void> {
  const request = v.parse(REQUEST, event);
  const answer = await carryOut(s3, request).then(
    () => ({ Status: 'SUCCESS' }) as const,
    (error: unknown) => ({ Status: 'FAILED', Reason: errorLine(error) }) as const,
  );
  // The bucket: CloudFormation deletes what an update has given another id, and this is emptied with its bucket only.
  const id = request.PhysicalResourceId ?? `${request.ResourceProperties.Bucket}/code`;
  await answerCloudFormation(request, id, answer);
}

async function carryOut(s3: S3Client, { RequestType, ResourceProperties }: Request): Promise<void> {
  const { From, Bucket, Key } = ResourceProperties;
  // Code of former versions stays: the members of a later wave may still have it.
  if (RequestType === 'Delete') return empty(s3, Bucket);
  await s3.send(new CopyObjectCommand({ CopySource: From, Bucket, Key }));
}

async function empty(client: S3Client, Bucket: string): Promise<void> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
    const Objects = Contents.flatMap(({ Key }) => (Key === undefined ? [] : [{ Key }]));
    if (Objects.length > 0) await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  }
}
