/** The hub's bucket: the members' code, which the organization may read, and what each run found, which nobody else may. */

import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, type IRole, OrganizationPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { CODE_PREFIX, HUB_NAME, RUNS_PREFIX } from '../../../lambda/core/organization-names';
import { codeAsset } from '../../function-code';
import { acknowledge } from '../../permissions/acknowledge';

const RUNS_ARE_KEPT = Duration.days(90);

export function hubBucket(scope: Construct, organizationId: string): Bucket {
  const { account, region } = Stack.of(scope);
  const bucket = new Bucket(scope, 'Bucket', {
    bucketName: `${HUB_NAME}-${account}-${region}`,
    // With a KMS key, every account of the organization would need a right to it for the code, which is no secret.
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    lifecycleRules: [
      { prefix: RUNS_PREFIX, expiration: RUNS_ARE_KEPT, abortIncompleteMultipartUploadAfter: Duration.days(1) },
    ],
    // What it holds is a copy of code, and reports: the record of what was done to keys is in the log of each account. A fixed name that
    // stays behind would be in the way of the next deployment.
    removalPolicy: RemovalPolicy.DESTROY,
  });
  acknowledge(
    bucket,
    'S1',
    'It holds code and reports without secrets; CloudTrail data events, where they are recorded, show who reads them.',
  );
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'OrganizationMayReadCode',
      effect: Effect.ALLOW,
      principals: [new OrganizationPrincipal(organizationId)],
      actions: ['s3:GetObject'],
      resources: [bucket.arnForObjects(`${CODE_PREFIX}*`)],
    }),
  );
  return bucket;
}

export interface MemberCode {
  readonly key: string;
  /** What must wait until the code is there. */
  readonly resource: CustomResource;
}

/** Lambda reads code in the name of whoever deploys, who in a member may read this bucket and not that of the CDK. */
export function memberCode(
  scope: Construct,
  bucket: Bucket,
  copier: IFunction & { readonly role?: IRole },
): MemberCode {
  const asset = new Asset(scope, 'MemberCode', codeAsset('function'));
  const key = `${CODE_PREFIX}${asset.assetHash}.zip`;
  copier.role?.addToPrincipalPolicy(
    new PolicyStatement({
      sid: 'ReadTheAsset',
      actions: ['s3:GetObject'],
      resources: [asset.bucket.arnForObjects(asset.s3ObjectKey)],
    }),
  );
  const resource = new CustomResource(scope, 'Code', {
    resourceType: 'Custom::KeyturnCode',
    serviceToken: copier.functionArn,
    properties: { From: `${asset.s3BucketName}/${asset.s3ObjectKey}`, Bucket: bucket.bucketName, Key: key },
  });
  if (bucket.policy) resource.node.addDependency(bucket.policy);
  return { key, resource };
}
