/** Does the hub's bucket let in whom the template says, and nobody else? The topic's policy and key are doctor's own check. */

import { type Finding, found } from '../../doctor/finding';
import { CHANGED, withDocument } from '../../doctor/template/command';
import { type PolicyDocument, policyDifferences } from '../../doctor/template/differences';
import { resolve } from '../../doctor/template/resolve';
import type { ClientConfig } from '../../session/connection';
import { ofType, type StackView } from '../../session/stack-view';

const BUCKET = found('bucket');

/** @throws the SDK's errors */
export async function checkBucketPolicy(
  config: ClientConfig,
  view: StackView,
  Bucket: string,
): Promise<readonly Finding[]> {
  const { GetBucketPolicyCommand, S3Client } = await import('@aws-sdk/client-s3');
  const [, policy] = ofType(view, 'AWS::S3::BucketPolicy')[0] ?? [];
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const { Policy = '{}' } = await s3.send(new GetBucketPolicyCommand({ Bucket })).catch((error: Error) => {
    if (error.name === 'NoSuchBucketPolicy') return { Policy: '{}' };
    throw error;
  });
  const wanted = resolve(view, policy?.Properties?.PolicyDocument ?? {}) as PolicyDocument;
  const findings = policyDifferences(wanted, JSON.parse(Policy) as PolicyDocument).map((difference) =>
    BUCKET.problem(
      `in its policy, ${difference}`,
      CHANGED,
      withDocument(`s3api put-bucket-policy --bucket ${Bucket} --policy`, wanted),
    ),
  );
  return findings.length > 0 ? findings : [BUCKET.ok('its policy is that of the template')];
}
