/** What the management account must have done once: StackSets have access to its accounts, and one of them may deploy. */

import { ACCESS_SERVICE } from '../../lambda/core/organization-names';
import type { Session } from '../session/session';
import { UsageProblem } from '../terminal/problem';
import type { Change } from './change';

export async function preparing({ config }: Session, delegate: string | undefined): Promise<readonly Change[]> {
  if (delegate === undefined || !/^\d{12}$/.test(delegate))
    throw new UsageProblem(
      delegate === undefined
        ? 'organization prepare needs --delegate <account>: the account that the hub is to be in.'
        : `The account is "${delegate.slice(0, 40)}", but must be an id of 12 digits.`,
      'Take one for security tools, not the management account: what the hub may do, its administrators may.',
    );
  const { ActivateOrganizationsAccessCommand, CloudFormationClient, DescribeOrganizationsAccessCommand } = await import(
    '@aws-sdk/client-cloudformation'
  );
  const { OrganizationsClient, paginateListDelegatedAdministrators, RegisterDelegatedAdministratorCommand } =
    await import('@aws-sdk/client-organizations');
  const stacks = new CloudFormationClient(config);
  const client = new OrganizationsClient(config);
  const { Status } = await stacks.send(new DescribeOrganizationsAccessCommand({}));
  const delegated = new Set<string | undefined>();
  for await (const { DelegatedAdministrators = [] } of paginateListDelegatedAdministrators(
    { client },
    { ServicePrincipal: ACCESS_SERVICE },
  ))
    for (const { Id } of DelegatedAdministrators) delegated.add(Id);
  const access: Change = {
    says: 'give StackSets access to the accounts of the organization (trusted access)',
    command: 'aws cloudformation activate-organizations-access',
    carryOut: () => stacks.send(new ActivateOrganizationsAccessCommand({})),
  };
  const register: Change = {
    says: `let account ${delegate} deploy StackSets and read the organization (delegated administrator)`,
    command: `aws organizations register-delegated-administrator --account-id ${delegate} --service-principal ${ACCESS_SERVICE}`,
    carryOut: () =>
      client.send(new RegisterDelegatedAdministratorCommand({ AccountId: delegate, ServicePrincipal: ACCESS_SERVICE })),
  };
  return [...(Status === 'ENABLED' ? [] : [access]), ...(delegated.has(delegate) ? [] : [register])];
}
