/** What AWS Health says about an account's keys is in us-east-1 of that account: a StackSet that passes it on to the member. */

import { Aws, CfnCondition, CfnParameter, CfnStackSet, Fn, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { SIGNALS_STACK_SET } from '../../../lambda/core/organization-names';
import { isApartFromIam, REGION_OF_IAM } from '../../../lambda/core/region-of-iam';
import { forwardHealth } from '../../leaks/forwarding';
import { stackSetTemplate } from '../stack-set-template';
import type { Wave, WaveRotation } from './props';
import { deploymentTargets } from './waves';

const HOME_REGION = 'HomeRegion';

/** Of the waves whose members answer leaks. None where the hub is in us-east-1 itself: there each member hears of them by itself. */
export function signalsSet(scope: Construct, waves: readonly Wave[], rotation: WaveRotation): CfnStackSet | undefined {
  const { region } = Stack.of(scope);
  const hearing = waves.filter((wave) => ({ ...rotation, ...wave.rotation }).leakResponse !== 'off');
  const isUnknown = Token.isUnresolved(region);
  if (hearing.length === 0 || !(isUnknown || isApartFromIam(region))) return undefined;
  const set = new CfnStackSet(scope, 'Signals', {
    stackSetName: SIGNALS_STACK_SET,
    description: 'Keyturn: passes on what AWS Health says about leaked access keys',
    permissionModel: 'SERVICE_MANAGED',
    callAs: 'DELEGATED_ADMIN',
    // The role by which EventBridge passes events on.
    capabilities: ['CAPABILITY_IAM'],
    // By itself for accounts that join; a wave of chosen accounts gets it with the next deployment.
    autoDeployment: {
      enabled: hearing.every(({ onlyAccounts }) => onlyAccounts === undefined),
      retainStacksOnAccountRemoval: false,
    },
    managedExecution: { Active: true },
    // Nothing in it can go wrong in one account alone, and no account's rotation waits for it.
    operationPreferences: { failureTolerancePercentage: 100, maxConcurrentPercentage: 100 },
    templateBody: signalsTemplate(),
    parameters: [{ parameterKey: HOME_REGION, parameterValue: region }],
    stackInstancesGroup: hearing.map((wave) => ({
      regions: [REGION_OF_IAM],
      deploymentTargets: deploymentTargets(wave),
    })),
  });
  if (isUnknown) set.cfnOptions.condition = isApart(scope);
  return set;
}

/** As `isApartFromIam`, once CloudFormation knows the Region. */
const isApart = (scope: Construct): CfnCondition =>
  new CfnCondition(scope, 'IsApartFromIam', {
    expression: Fn.conditionAnd(
      Fn.conditionEquals(Aws.PARTITION, 'aws'),
      Fn.conditionNot(Fn.conditionEquals(Aws.REGION, REGION_OF_IAM)),
    ),
  });

const signalsTemplate = (): string =>
  stackSetTemplate(SIGNALS_STACK_SET, 'Keyturn: passes on what AWS Health says about leaked access keys', (stack) => {
    const home = new CfnParameter(stack, HOME_REGION, { description: 'Where Keyturn is in this account' });
    forwardHealth(stack, home.valueAsString);
  }).body;
