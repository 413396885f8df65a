/** Where Keyturn is not in us-east-1: is there a rule that passes on what AWS Health says there? */

import { isApartFromIam, REGION_OF_IAM } from '../../lambda/core/region-of-iam';
import type { ClientConfig } from '../session/connection';
import type { StackView } from '../session/stack-view';
import type { Gap } from './gap';

const SIGNALS = 'KeyturnSignals';

/** By what it does, and not by the name of its stack, which may be anybody's. @throws the SDK's errors */
export async function gapsOfSignals(config: ClientConfig, { arn }: StackView): Promise<readonly Gap[]> {
  const [, partition = 'aws', , home = '', account = ''] = arn.split(':');
  if (home === '' || !isApartFromIam(home)) return [];
  const { DescribeRuleCommand, EventBridgeClient, ListRuleNamesByTargetCommand } = await import(
    '@aws-sdk/client-eventbridge'
  );
  const client = new EventBridgeClient({ ...config, region: REGION_OF_IAM });
  const TargetArn = `arn:${partition}:events:${home}:${account}:event-bus/default`;
  const { RuleNames = [] } = await client.send(new ListRuleNamesByTargetCommand({ TargetArn }));
  const rules = await Promise.all(RuleNames.map((Name) => client.send(new DescribeRuleCommand({ Name }))));
  const ofHealth = rules.filter(({ EventPattern = '' }) => EventPattern.includes('"aws.health"'));
  if (ofHealth.some(({ State }) => State !== 'DISABLED')) return [];
  const [disabled] = ofHealth;
  if (disabled)
    return [
      {
        message: `the rule ${disabled.Name} in ${REGION_OF_IAM}, which passes on what AWS Health says, is disabled`,
        remedy: 'To enable it:',
        run: `aws events enable-rule --region ${REGION_OF_IAM} --name ${disabled.Name}`,
      },
    ];
  return [
    {
      message: `AWS Health reports leaked keys in ${REGION_OF_IAM}, and no rule there passes them on to ${home}; GuardDuty and AWS's quarantine are heard of without it`,
      remedy: `Deploy the stack ${SIGNALS}:`,
      run: `npx cdk deploy ${SIGNALS}`,
    },
  ];
}
