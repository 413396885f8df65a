import { equal, rejects } from 'node:assert/strict';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { zipped } from '../../support/local-aws/zipped';
import type { Check } from './checks';
import { addRole, byService, organizationOf } from './organization';
import { deployed } from './stacks';

/** Answers what it is given, after a while, and in another call than the one that it was asked in; with "nothing", that it failed. */
const ECHO = `exports.handler = async (event) => {
  const { ResponseURL, StackId, RequestId, LogicalResourceId, RequestType, ResourceProperties } = event;
  const { Says } = ResourceProperties;
  const Status = Says === 'nothing' ? 'FAILED' : 'SUCCESS';
  const Data = { Says: RequestType + ' ' + Says };
  const body = { Status, Reason: 'it says nothing', PhysicalResourceId: 'echo', StackId, RequestId, LogicalResourceId, Data };
  setTimeout(() => fetch(ResponseURL, { method: 'PUT', body: JSON.stringify(body) }), 300);
};`;

export const CUSTOM_RESOURCE_CHECKS: Readonly<Record<string, Check>> = {
  custom_resources: {
    says: "a custom resource is made and changed by its function in the stack's account, and its failure is the stack's",
    check: async (aws) => {
      const organization = await organizationOf(aws);
      const account = await organization.account(await organization.addAccount('custom'));
      await addRole(account, 'echo', byService('lambda'));
      const { FunctionArn: ServiceToken } = await new LambdaClient(account.clientConfig).send(
        new CreateFunctionCommand({
          FunctionName: 'echo',
          Role: `arn:aws:iam::${account.accountId}:role/echo`,
          Code: { ZipFile: zipped({ 'index.js': ECHO }) },
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
        }),
      );
      const saying = (Says: string) => ({
        Resources: { Echo: { Type: 'Custom::Echo', Properties: { ServiceToken, Says } } },
        Outputs: { Said: { Value: { 'Fn::GetAtt': ['Echo', 'Says'] } } },
      });
      equal((await deployed(account, 'custom', saying('one'))).Said, 'Create one');
      const update = { ChangeSetType: 'UPDATE' } as const;
      equal((await deployed(account, 'custom', saying('two'), update)).Said, 'Update two');
      await rejects(deployed(account, 'custom', saying('nothing'), update), /it says nothing/);
      // What had been made by then is as it was.
      equal((await deployed(account, 'custom', saying('three'), update)).Said, 'Update three');
    },
  },
};
