/** Who may invoke a member's function: the hub through the alias, which obeys little, and the operator directly. */

import { CfnCondition, Fn, Stack } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { HUB_ALIAS, HUB_ROLE_NAME, MEMBER_ROLE_NAME, OPERATOR_ROLE_NAME } from '../../lambda/core/organization-names';
import type { HubParameter } from './hub-parameters';

type Hub = Readonly<Record<HubParameter, string>>;

/** By names and not by references, so that a policy is exactly what it says: the alias's ARN, or the function's without it. */
export function memberRoles(scope: Construct, functionName: string, hub: Hub): CfnRole {
  const { partition, region, account } = Stack.of(scope);
  const functionArn = `arn:${partition}:lambda:${region}:${account}:function:${functionName}`;
  operatorRole(scope, functionArn, hub);
  return new CfnRole(scope, 'MemberRole', {
    roleName: MEMBER_ROLE_NAME,
    description: 'Lets the hub of the organization start runs of Keyturn, and look, and nothing else',
    assumeRolePolicyDocument: document({
      sid: 'HubOfTheOrganization',
      principal: `arn:${partition}:iam::${hub.accountId}:role/${HUB_ROLE_NAME}`,
      action: 'sts:AssumeRole',
      condition: { StringEquals: { 'aws:PrincipalOrgID': hub.organizationId } },
    }),
    policies: [mayInvoke('StartAndLook', `${functionArn}:${HUB_ALIAS}`)],
  });
}

/** Only where somebody is named: an account has one who may touch keys, or nobody but its own administrators. */
function operatorRole(scope: Construct, functionArn: string, hub: Hub): void {
  const isNamed = condition(scope, 'HasOperator', Fn.conditionNot(Fn.conditionEquals(hub.operatorPrincipalArn, '')));
  const needsMfa = condition(scope, 'OperatorNeedsMfa', Fn.conditionEquals(hub.operatorMfa, 'true'));
  const role = new CfnRole(scope, 'OperatorRole', {
    roleName: OPERATOR_ROLE_NAME,
    description: 'Lets a person rotate, roll back, revoke, confirm and hold through Keyturn',
    assumeRolePolicyDocument: document({
      sid: 'OperatorOfTheOrganization',
      principal: hub.operatorPrincipalArn,
      action: 'sts:AssumeRole',
      condition: {
        StringEquals: { 'aws:PrincipalOrgID': hub.organizationId },
        Bool: Fn.conditionIf(needsMfa.logicalId, { 'aws:MultiFactorAuthPresent': 'true' }, { Ref: 'AWS::NoValue' }),
      },
    }),
    policies: [mayInvoke('AskAnything', functionArn)],
  });
  role.cfnOptions.condition = isNamed;
}

function condition(scope: Construct, name: string, expression: ReturnType<typeof Fn.conditionNot>): CfnCondition {
  const made = new CfnCondition(scope, name, { expression });
  made.overrideLogicalId(name);
  return made;
}

const mayInvoke = (sid: string, resource: string) => ({
  policyName: 'invoke',
  policyDocument: document({ sid, action: 'lambda:InvokeFunction', resource }),
});

interface Words {
  readonly sid: string;
  readonly action: string;
  readonly principal?: string;
  readonly resource?: string;
  readonly condition?: object;
}

const document = ({ sid, action, principal, resource, condition: when }: Words) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: sid,
      Effect: 'Allow',
      Action: action,
      ...(principal !== undefined && { Principal: { AWS: principal } }),
      ...(resource !== undefined && { Resource: resource }),
      ...(when && { Condition: when }),
    },
  ],
});
