/**
 * Do the members' functions have the right to the key that encrypts the topic? CloudFormation itself compares it with the template, in the
 * name of whoever asks.
 */

import type { StackResourceDrift } from '@aws-sdk/client-cloudformation';
import { type Finding, found } from '../../doctor/finding';
import type { ClientConfig } from '../../session/connection';
import { ofType, type StackView } from '../../session/stack-view';

const KEY = found('key of the topic');

/** @throws the SDK's errors */
export async function checkKey(config: ClientConfig, view: StackView): Promise<readonly Finding[]> {
  const [logicalId] = ofType(view, 'AWS::KMS::Key')[0] ?? [];
  if (logicalId === undefined) return [KEY.unknown(`the template of ${view.name} has no key`)];
  const { CloudFormationClient, DetectStackResourceDriftCommand } = await import('@aws-sdk/client-cloudformation');
  const { StackResourceDrift: drift } = await new CloudFormationClient(config).send(
    new DetectStackResourceDriftCommand({ StackName: view.arn, LogicalResourceId: logicalId }),
  );
  return [judge(drift, view.name)];
}

function judge(drift: StackResourceDrift | undefined, stack: string): Finding {
  switch (drift?.StackResourceDriftStatus) {
    case 'IN_SYNC':
      return KEY.ok('its policy is that of the template: members may encrypt their messages');
    case 'DELETED':
      return KEY.problem(
        'the key is gone, or is to be deleted: nobody gets a message any more',
        'Cancel its deletion while it is pending (aws kms cancel-key-deletion, then aws kms enable-key). After that, destroy the hub and deploy it again.',
      );
    case 'MODIFIED':
      return KEY.problem(
        `the key was changed (${placesOf(drift)}): members may no longer be able to notify anybody`,
        'Changed manually. To put it back:',
        `npx cdk deploy ${stack} --revert-drift`,
      );
    default:
      return KEY.unknown(`CloudFormation answers ${drift?.StackResourceDriftStatus ?? 'nothing'}`);
  }
}

const placesOf = ({ PropertyDifferences = [] }: StackResourceDrift) =>
  [...new Set(PropertyDifferences.map(({ PropertyPath = '' }) => PropertyPath.split('/')[1] ?? ''))]
    .filter(Boolean)
    .join(', ') || 'CloudFormation does not say where';
