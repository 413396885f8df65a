/** What the hub's state machine may do. No statement is on `*`. */

import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { HUB_NAME, HUB_ROLE_NAME, MEMBER_ROLE_NAME, RUNS_PREFIX } from '../../../lambda/core/organization-names';
import { acknowledgeWildcards } from '../../permissions/acknowledge';
import { allow, type Permission, toStatement } from '../../permissions/permission';
import { machineArn } from './machine';

interface MachineRoleProps {
  readonly bucketArn: string;
  /** Of its two functions. */
  readonly functionArns: readonly string[];
}

export function machineRole(scope: Construct, props: MachineRoleProps): Role {
  const { account } = Stack.of(scope);
  const allowed = machinePermissions(scope, props);
  const role = new Role(scope, 'MachineRole', {
    roleName: HUB_ROLE_NAME,
    description:
      'Lets the hub of Keyturn start runs in the accounts of the organization, and nothing that touches a key',
    assumedBy: new ServicePrincipal('states.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnEquals: { 'aws:SourceArn': machineArn(scope) } },
    }),
    inlinePolicies: { organization: new PolicyDocument({ statements: allowed.map(toStatement) }) },
  });
  acknowledgeWildcards(role, allowed);
  return role;
}

function machinePermissions(scope: Construct, { bucketArn, functionArns }: MachineRoleProps): Permission[] {
  const stack = Stack.of(scope);
  const executions = (name: string) =>
    stack.formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: name,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  return [
    allow({
      sid: 'ActAsMembers',
      why: 'In each account of the organization the role that may start a run there, and nothing else. A role of that name elsewhere is no member.',
      actions: ['sts:AssumeRole'],
      resources: [`arn:${stack.partition}:iam::*:role/${MEMBER_ROLE_NAME}`],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own variable
      conditions: { StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } },
    }),
    allow({
      sid: 'InvokeItsFunctions',
      why: 'Lists the accounts, and reads their answers.',
      actions: ['lambda:InvokeFunction'],
      resources: functionArns,
    }),
    allow({
      sid: 'RunTheMap',
      why: 'Each account is an execution of its own, which a map run starts in the name of this role.',
      actions: ['states:StartExecution'],
      resources: [machineArn(scope)],
    }),
    allow({
      sid: 'SeeTheMap',
      why: 'And waits for them, or stops them; a person may have those that failed tried again (redrive).',
      actions: ['states:DescribeExecution', 'states:StopExecution', 'states:RedriveExecution'],
      // AWS's pages write the one form for the map's children, and the other.
      resources: [executions(`${HUB_NAME}:*`), executions(`${HUB_NAME}/*`)],
    }),
    allow({
      sid: 'ReadAndWriteRuns',
      why: 'The list of accounts of each run, and what they answered.',
      actions: ['s3:GetObject', 's3:PutObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
      resources: [`${bucketArn}/${RUNS_PREFIX}*`],
    }),
  ];
}
