import { deepEqual, equal, rejects } from 'node:assert/strict';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { jsonApi } from '../../../local/api';
import type { LocalAws } from '../../../local/aws';
import { inAccount, LocalOrganization } from '../../../local/organization';
import { zipped } from '../../support/local-aws/zipped';
import type { Check } from './checks';
import { deployed } from './stacks';

/** The checks share one local AWS, which has one organization. */
export async function organizationOf(aws: LocalAws): Promise<LocalOrganization> {
  organizations.set(aws, organizations.get(aws) ?? LocalOrganization.create(aws));
  return organizations.get(aws) as Promise<LocalOrganization>;
}

const organizations = new WeakMap<LocalAws, Promise<LocalOrganization>>();

interface Trust {
  readonly Principal: object;
  readonly Condition?: object;
}

export const assumedBy = (trust: Trust) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...trust }],
});

export const byService = (service: string) => assumedBy({ Principal: { Service: `${service}.amazonaws.com` } });

export async function addRole(aws: LocalAws, RoleName: string, trust: object): Promise<string> {
  const AssumeRolePolicyDocument = JSON.stringify(trust);
  const made = await new IAMClient(aws.clientConfig).send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }),
  );
  return made.Role?.Arn ?? '';
}

/** In that account; answers in which one it runs, or fails where the event says so. */
export async function addFunction(aws: LocalAws, name: string): Promise<void> {
  const Role = await addRole(aws, `${name}-function`, byService('lambda'));
  const code = `exports.handler = async ({ fail, ...event }, { invokedFunctionArn }) => {
    if (fail) throw Object.assign(new Error('as asked'), { name: 'AsAskedError' });
    return { invokedFunctionArn, account: invokedFunctionArn.split(':')[4], event };
  };`;
  const ZipFile = zipped({ 'index.js': code });
  const lambda = new LambdaClient(aws.clientConfig);
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role,
      Code: { ZipFile },
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
    }),
  );
}

export const ORGANIZATION_CHECKS: Readonly<Record<string, Check>> = {
  trust_of_roles: {
    says: 'a role is assumed only where it is there and trusts the caller',
    check: async (aws) => {
      const organization = await organizationOf(aws);
      const account = await organization.account(await organization.addAccount('trusting'));
      const root = { AWS: `arn:aws:iam::${aws.accountId}:root` };
      const inOrganization = (id: string) => ({ StringEquals: { 'aws:PrincipalOrgID': id } });
      await addRole(account, 'open', assumedBy({ Principal: root, Condition: inOrganization(organization.id) }));
      // As the CDK's roles have it.
      const noExternalId = { Null: { 'sts:ExternalId': 'true' } };
      await addRole(account, 'cdk', assumedBy({ Principal: { AWS: aws.accountId }, Condition: noExternalId }));
      await addRole(account, 'foreign', assumedBy({ Principal: root, Condition: inOrganization('o-another000') }));
      await addRole(
        account,
        'secretive',
        assumedBy({ Principal: root, Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }),
      );
      await addRole(account, 'elsewhere', assumedBy({ Principal: { AWS: 'arn:aws:iam::210987654321:root' } }));
      await addRole(account, 'one-role', assumedBy({ Principal: { AWS: `arn:aws:iam::${aws.accountId}:role/one` } }));
      for (const role of ['open', 'cdk'])
        equal((await inAccount(aws, account.accountId, role)).accountId, account.accountId);
      for (const role of ['foreign', 'secretive', 'elsewhere', 'one-role', 'missing'])
        await rejects(inAccount(aws, account.accountId, role), { name: 'AccessDenied' });
    },
  },
  delegated_administrators: {
    says: 'a delegated administrator of StackSets reads the organization, and another account does not',
    check: async (aws) => {
      const organization = await organizationOf(aws);
      const [delegate, other] = [await organization.addAccount('delegate'), await organization.addAccount('other')];
      await organization.delegate(delegate);
      const seenBy = async (accountId: string) =>
        jsonApi<{ Accounts: { Id: string }[] }>(await organization.account(accountId), 'organizations', 'ListAccounts');
      const all = (await seenBy(aws.accountId)).Accounts.map(({ Id }) => Id);
      deepEqual(
        (await seenBy(delegate)).Accounts.map(({ Id }) => Id),
        all,
      );
      equal(
        await seenBy(other).then(
          ({ Accounts }) => Accounts.length,
          () => 0,
        ),
        0,
      );
    },
  },
  aliases_of_functions: {
    says: "a stack's alias is there, and a function that is invoked through it sees it in its context",
    check: async (aws) => {
      await addFunction(aws, 'aliased');
      const Properties = { FunctionName: 'aliased', FunctionVersion: '$LATEST', Name: 'hub' };
      await deployed(aws, 'aliased', { Resources: { Alias: { Type: 'AWS::Lambda::Alias', Properties } } });
      const lambda = new LambdaClient({ ...aws.clientConfig, maxAttempts: 1 });
      const invokedAs = async (FunctionName: string, Qualifier?: string) => {
        const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, ...(Qualifier && { Qualifier }) }));
        return JSON.parse(new TextDecoder().decode(Payload)).invokedFunctionArn;
      };
      const arn = `arn:aws:lambda:us-east-1:${aws.accountId}:function:aliased`;
      deepEqual(
        [await invokedAs(`${arn}:hub`), await invokedAs('aliased', 'hub'), await invokedAs('aliased')],
        [`${arn}:hub`, `${arn}:hub`, arn],
      );
      await rejects(invokedAs('aliased', 'another'), { name: 'ResourceNotFoundException' });
    },
  },
};
