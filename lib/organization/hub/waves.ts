/** A StackSet for each wave, one after the other, and a gate between two. */

import { Annotations, CfnStackSet, Stack } from 'aws-cdk-lib';
import type { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Construct, IDependable } from 'constructs';
import { STACK_SET_PREFIX } from '../../../lambda/core/organization-names';
import { HUB_PARAMETERS, type HubParameter } from '../hub-parameters';
import { inTermsOf } from '../in-terms-of';
import { memberTemplate } from '../member-template';
import type { GateOf } from './gate';
import type { Wave, WaveRotation } from './props';

interface WavesProps {
  readonly waves: readonly Wave[];
  readonly rotation: WaveRotation;
  readonly schedule: ScheduleExpression;
  readonly hub: Readonly<Record<HubParameter, string>>;
  /** What members need to be deployed: the role that they trust, the code. */
  readonly after: readonly IDependable[];
  /** Missing where there is one wave. */
  readonly gateOf?: GateOf;
}

export function waveSets(
  scope: Construct,
  { waves, rotation, schedule, hub, after, gateOf }: WavesProps,
): CfnStackSet[] {
  const sets: CfnStackSet[] = [];
  const gates: IDependable[] = [];
  for (const [index, wave] of waves.entries()) {
    const props = { ...rotation, ...wave.rotation, schedule };
    const member = inTermsOf(`KeyturnOrganization: waves[${index}]`, () => memberTemplate(props), 'KeyturnMember: ');
    for (const warning of member.warnings)
      Annotations.of(scope).addWarningV2(`keyturn:wave-${wave.name}`, `The wave ${wave.name}: ${warning}`);
    const set = stackSet(scope, wave, member.body, { ...member.parameters, ...hubParametersOf(hub) });
    set.node.addDependency(...after, ...sets.slice(-1), ...gates.slice(-1));
    sets.push(set);
    if (gateOf && index < waves.length - 1) gates.push(gateOf(wave.name, set));
  }
  return sets;
}

const hubParametersOf = (hub: Readonly<Record<HubParameter, string>>) =>
  Object.fromEntries(
    Object.entries(HUB_PARAMETERS).map(([name, { parameter }]) => [parameter, hub[name as HubParameter]]),
  );

function stackSet(
  scope: Construct,
  wave: Wave,
  templateBody: string,
  parameters: Readonly<Record<string, string>>,
): CfnStackSet {
  const { name, onlyAccounts } = wave;
  return new CfnStackSet(scope, `Wave-${name}`, {
    stackSetName: `${STACK_SET_PREFIX}${name}`,
    description: `Keyturn in the accounts of the wave ${name}`,
    permissionModel: 'SERVICE_MANAGED',
    callAs: 'DELEGATED_ADMIN',
    capabilities: ['CAPABILITY_NAMED_IAM'],
    // A retained stack cannot come back into a StackSet, and its role would be in the way of the next. Taking a member away touches no
    // user, key or secret.
    autoDeployment: { enabled: onlyAccounts === undefined, retainStacksOnAccountRemoval: false },
    managedExecution: { Active: true },
    operationPreferences: {
      failureTolerancePercentage: 5,
      maxConcurrentPercentage: 25,
      concurrencyMode: 'SOFT_FAILURE_TOLERANCE',
    },
    templateBody,
    // All of them: CloudFormation keeps the former value of one that an update leaves out.
    parameters: Object.entries(parameters).map(([parameterKey, parameterValue]) => ({ parameterKey, parameterValue })),
    stackInstancesGroup: [
      {
        regions: [Stack.of(scope).region],
        deploymentTargets: deploymentTargets(wave),
      },
    ],
  });
}

/** Which accounts are in a wave, as a StackSet has it. */
export function deploymentTargets({
  organizationalUnits,
  exceptAccounts,
  onlyAccounts,
}: Wave): CfnStackSet.DeploymentTargetsProperty {
  const accounts = exceptAccounts ?? onlyAccounts;
  return {
    organizationalUnitIds: [...organizationalUnits],
    ...(accounts && {
      accounts: [...accounts],
      accountFilterType: exceptAccounts ? 'DIFFERENCE' : 'INTERSECTION',
    }),
  };
}
