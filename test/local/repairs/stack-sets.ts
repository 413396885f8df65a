import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import {
  ActivateOrganizationsAccessCommand,
  CloudFormationClient,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DeactivateOrganizationsAccessCommand,
  DeleteStackCommand,
  DeleteStackInstancesCommand,
  DescribeOrganizationsAccessCommand,
  DescribeStackSetOperationCommand,
  ListStackInstancesCommand,
  UpdateStackInstancesCommand,
  UpdateStackSetCommand,
} from '@aws-sdk/client-cloudformation';
import { GetTopicAttributesCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import type { LocalAws } from '../../../local/aws';
import type { LocalOrganization } from '../../../local/organization';
import type { Check } from './checks';
import { addRole, byService, organizationOf } from './organization';
import { deployed } from './stacks';

const Regions = ['us-east-1'];

/** A topic in each account, whose display name is a parameter, and a role of a fixed name. */
const template = (name: string) =>
  JSON.stringify({
    Parameters: { Says: { Type: 'String', Default: 'nothing' } },
    Resources: {
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: name, DisplayName: { Ref: 'Says' } } },
      Role: {
        Type: 'AWS::IAM::Role',
        DependsOn: 'Topic',
        Properties: { RoleName: name, AssumeRolePolicyDocument: byService('lambda') },
      },
    },
  });

const says = (ParameterValue: string) => [{ ParameterKey: 'Says', ParameterValue }];

const stacksOf = (aws: LocalAws) => new CloudFormationClient({ ...aws.clientConfig, maxAttempts: 1 });

async function addSet(aws: LocalAws, StackSetName: string, units: readonly string[], isAutomatic = false) {
  const stacks = stacksOf(aws);
  await stacks.send(
    new CreateStackSetCommand({
      StackSetName,
      TemplateBody: template(StackSetName),
      PermissionModel: 'SERVICE_MANAGED',
      AutoDeployment: { Enabled: isAutomatic, RetainStacksOnAccountRemoval: false },
    }),
  );
  const DeploymentTargets = { OrganizationalUnitIds: [...units] };
  const OperationPreferences = { FailureTolerancePercentage: 100 };
  await stacks.send(
    new CreateStackInstancesCommand({ StackSetName, DeploymentTargets, Regions, OperationPreferences }),
  );
}

/** `account: status detail`, in order. */
async function instancesOf(aws: LocalAws, StackSetName: string): Promise<Record<string, string>> {
  const { Summaries = [] } = await stacksOf(aws).send(new ListStackInstancesCommand({ StackSetName }));
  const entries = Summaries.map(({ Account, Status, StackInstanceStatus }) => [
    Account,
    `${Status} ${StackInstanceStatus?.DetailedStatus}`,
  ]);
  return Object.fromEntries(entries);
}

/** What the topic of that name says in that account; undefined where there is none. */
async function said(organization: LocalOrganization, accountId: string, name: string): Promise<string | undefined> {
  const sns = new SNSClient((await organization.account(accountId)).clientConfig);
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  const TopicArn = Topics.map((topic) => topic.TopicArn).find((arn) => arn?.endsWith(`:${name}`));
  if (TopicArn === undefined) return undefined;
  return (await sns.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes?.DisplayName;
}

async function anOrganization(aws: LocalAws, name: string) {
  const organization = await organizationOf(aws);
  const unit = await organization.addUnit(name);
  const deep = await organization.addUnit('b', await organization.addUnit('a', unit));
  const [near, far] = [
    await organization.addAccount(`${name}-near`, unit),
    await organization.addAccount(`${name}-far`, deep),
  ];
  return { organization, unit, deep, near, far };
}

/** As a resource of a stack. */
const setOfStack = (StackSetName: string, unit: string, TemplateBody: string, more: object = {}) => ({
  Type: 'AWS::CloudFormation::StackSet',
  Properties: {
    StackSetName,
    PermissionModel: 'SERVICE_MANAGED',
    AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
    TemplateBody,
    StackInstancesGroup: [{ DeploymentTargets: { OrganizationalUnitIds: [unit] }, Regions }],
    ...more,
  },
});

export const STACK_SET_CHECKS: Readonly<Record<string, Check>> = {
  organizations_access: {
    says: 'a StackSet is made only where the organization lets StackSets in, and by no account that is a mere member',
    check: async (aws) => {
      const organization = await organizationOf(aws);
      const stacks = stacksOf(aws);
      const status = async () => (await stacks.send(new DescribeOrganizationsAccessCommand({}))).Status;
      await stacks.send(new DeactivateOrganizationsAccessCommand({}));
      equal(await status(), 'DISABLED');
      await rejects(addSet(aws, 'too-early', []), /must enable organizations access/);
      await stacks.send(new ActivateOrganizationsAccessCommand({}));
      equal(await status(), 'ENABLED');
      await addSet(aws, 'in-time', [await organization.addUnit('access')]);
      const member = await organization.account(await organization.addAccount('mere-member'));
      await rejects(addSet(member, 'not-its-own', []), /not a delegated administrator/);
    },
  },
  targets_of_stack_sets: {
    says: 'a StackSet reaches every depth, skips what is suspended, and keeps the trouble of one account there',
    check: async (aws) => {
      const { organization, unit, near, far } = await anOrganization(aws, 'targets');
      const [gone, taken] = [await organization.addAccount('gone', unit), await organization.addAccount('taken', unit)];
      await organization.close(gone);
      await addRole(await organization.account(taken), 'targets', byService('lambda'));
      await addSet(aws, 'targets', [unit]);
      deepEqual(await instancesOf(aws, 'targets'), {
        [near]: 'CURRENT SUCCEEDED',
        [far]: 'CURRENT SUCCEEDED',
        [gone]: 'OUTDATED SKIPPED_SUSPENDED_ACCOUNT',
        [taken]: 'OUTDATED FAILED',
      });
      equal(await said(organization, far, 'targets'), 'nothing');
      equal(await said(organization, taken, 'targets'), undefined);
      equal(await said(organization, aws.accountId, 'targets'), undefined);
    },
  },
  updates_of_stack_sets: {
    says: 'an update of a StackSet, and one of its parameters by OU, reaches every stack, and a deletion by OU does',
    check: async (aws) => {
      const { organization, unit, near, far } = await anOrganization(aws, 'updates');
      await addSet(aws, 'updates', [unit]);
      const [stacks, StackSetName] = [stacksOf(aws), 'updates'];
      const DeploymentTargets = { OrganizationalUnitIds: [unit] };
      const all = () => Promise.all([near, far].map((account) => said(organization, account, 'updates')));
      const TemplateBody = template('updates');
      await stacks.send(new UpdateStackSetCommand({ StackSetName, TemplateBody, Parameters: says('set') }));
      deepEqual(await all(), ['set', 'set']);
      const ParameterOverrides = says('override');
      await stacks.send(
        new UpdateStackInstancesCommand({ StackSetName, DeploymentTargets, Regions, ParameterOverrides }),
      );
      deepEqual(await all(), ['override', 'override']);
      const RetainStacks = false;
      await stacks.send(new DeleteStackInstancesCommand({ StackSetName, DeploymentTargets, Regions, RetainStacks }));
      deepEqual([await all(), await instancesOf(aws, StackSetName)], [[undefined, undefined], {}]);
    },
  },
  failure_tolerance: {
    says: 'an operation of a StackSet fails with more instances than are tolerated, and so does the stack that the set is of',
    check: async (aws) => {
      const { organization, unit, near, far } = await anOrganization(aws, 'tolerance');
      await addSet(aws, 'tolerance', [unit]);
      const [stacks, StackSetName] = [stacksOf(aws), 'tolerance'];
      const update = async (TemplateBody: string, FailureToleranceCount: number) => {
        const OperationPreferences = { FailureToleranceCount };
        const { OperationId } = await stacks.send(
          new UpdateStackSetCommand({ StackSetName, TemplateBody, OperationPreferences }),
        );
        const { StackSetOperation } = await stacks.send(
          new DescribeStackSetOperationCommand({ StackSetName, OperationId }),
        );
        return StackSetOperation?.Status;
      };
      await addRole(await organization.account(near), 'taken', byService('lambda'));
      const { Parameters, Resources } = JSON.parse(template('tolerance'));
      const Second = { ...Resources.Role, Properties: { ...Resources.Role.Properties, RoleName: 'taken' } };
      const wider = JSON.stringify({ Parameters, Resources: { ...Resources, Second } });
      equal(await update(wider, 1), 'SUCCEEDED');
      deepEqual(await instancesOf(aws, StackSetName), { [near]: 'OUTDATED FAILED', [far]: 'CURRENT SUCCEEDED' });
      equal(await update(wider, 0), 'FAILED');
      deepEqual(await instancesOf(aws, StackSetName), { [near]: 'OUTDATED FAILED', [far]: 'OUTDATED CANCELLED' });
      // What failed in one account is put back there.
      equal(await said(organization, near, 'tolerance'), 'nothing');
      equal(await update(template('tolerance'), 0), 'SUCCEEDED');
      const ofStack = (TemplateBody: string) => ({
        Resources: { Members: setOfStack('in-a-stack', unit, TemplateBody) },
      });
      await deployed(aws, 'tolerates-none', ofStack(template('in-a-stack')));
      const failing = wider.replaceAll('tolerance', 'in-a-stack');
      const unlucky = deployed(aws, 'tolerates-none', ofStack(failing), { ChangeSetType: 'UPDATE' });
      await rejects(unlucky, /^Error: UPDATE_ROLLBACK_COMPLETE: Members Stack set operation/);
      deepEqual(await instancesOf(aws, 'in-a-stack'), { [near]: 'CURRENT SUCCEEDED', [far]: 'CURRENT SUCCEEDED' });
    },
  },
  automatic_deployment: {
    says: 'an account that joins gets its stack, and one that leaves loses it, where deployment is automatic',
    check: async (aws) => {
      const { organization, unit, deep, near, far } = await anOrganization(aws, 'joins');
      await addSet(aws, 'automatic', [unit], true);
      await addSet(aws, 'by-hand', [unit]);
      const late = await organization.addAccount('late', deep);
      await organization.move(near, unit, organization.rootId);
      deepEqual(Object.keys(await instancesOf(aws, 'automatic')), [far, late]);
      deepEqual(
        [await said(organization, late, 'automatic'), await said(organization, near, 'automatic')],
        ['nothing', undefined],
      );
      deepEqual(Object.keys(await instancesOf(aws, 'by-hand')), [near, far]);
    },
  },
  stack_sets_of_stacks: {
    says: 'a StackSet of a stack is made, changed and deleted with it, in the account of the stack',
    check: async (aws) => {
      const { organization, unit, near, far } = await anOrganization(aws, 'stack');
      const delegate = await organization.addAccount('hub-of-sets');
      await organization.delegate(delegate);
      const hub = await organization.account(delegate);
      const more = (value: string) => ({ CallAs: 'DELEGATED_ADMIN', Parameters: says(value) });
      const stack = (value: string) => ({
        Resources: { Members: setOfStack('of-a-stack', unit, template('of-a-stack'), more(value)) },
        Outputs: { Id: { Value: { Ref: 'Members' } } },
      });
      const outputs = await deployed(hub, 'with-a-set', stack('first'));
      match(outputs.Id ?? '', /^of-a-stack:/);
      equal(await said(organization, far, 'of-a-stack'), 'first');
      await deployed(hub, 'with-a-set', stack('second'), { ChangeSetType: 'UPDATE' });
      equal(await said(organization, near, 'of-a-stack'), 'second');
      await stacksOf(hub).send(new DeleteStackCommand({ StackName: 'with-a-set' }));
      equal(await said(organization, near, 'of-a-stack'), undefined);
    },
  },
};
