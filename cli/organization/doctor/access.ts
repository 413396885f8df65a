/** May the hub deploy in the organization, and who is not reached by it? */

import { failureOf } from '../../../lambda/aws/errors/errors';
import { ACCESS_SERVICE } from '../../../lambda/core/organization-names';
import { type Finding, found } from '../../doctor/finding';
import type { ClientConfig } from '../../session/connection';

const ACCESS = found('trusted access');
const MANAGEMENT = found('management account');

/** @throws the SDK's errors */
export async function checkAccess(config: ClientConfig): Promise<readonly Finding[]> {
  const { CloudFormationClient, DescribeOrganizationsAccessCommand } = await import('@aws-sdk/client-cloudformation');
  const { OrganizationsClient, paginateListDelegatedAdministrators } = await import('@aws-sdk/client-organizations');
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const { Account: own = '' } = await new STSClient(config).send(new GetCallerIdentityCommand({}));
  const client = new OrganizationsClient(config);
  const delegates: string[] = [];
  const asked = { ServicePrincipal: ACCESS_SERVICE };
  const prepare = `npx keyturn organization prepare --delegate ${own}`;
  try {
    for await (const { DelegatedAdministrators = [] } of paginateListDelegatedAdministrators({ client }, asked))
      for (const { Id } of DelegatedAdministrators) if (Id !== undefined) delegates.push(Id);
  } catch (error) {
    // Organizations refuses it to every account but the management account and delegated ones, whatever rights one has there.
    if (failureOf(error).kind !== 'denied') throw error;
    return [
      ACCESS.unknown(
        `Access denied (organizations:ListDelegatedAdministrators). Either you lack this right, or the account ${own} of the hub is no delegated administrator any more`,
        `In the management account, this says whether it is one, and makes it one: ${prepare}`,
      ),
    ];
  }
  if (!delegates.includes(own))
    return [
      ACCESS.problem(
        `the account ${own} of the hub is no delegated administrator for StackSets${delegates.length > 0 ? ` (${delegates.join(', ')} is)` : ''}`,
        'Accounts that join get no Keyturn, and no change reaches anybody. In the management account:',
        prepare,
      ),
    ];
  const { Status } = await new CloudFormationClient(config).send(
    new DescribeOrganizationsAccessCommand({ CallAs: 'DELEGATED_ADMIN' }),
  );
  return Status === 'ENABLED'
    ? [ACCESS.ok(`StackSets may deploy in the organization, and ${own} is their delegated administrator`)]
    : [
        ACCESS.problem(
          `StackSets have no access to the organization (${Status ?? 'it is not said'})`,
          'In the management account:',
          prepare,
        ),
      ];
}

/** @returns its id @throws the SDK's errors */
export async function managementAccount(config: ClientConfig): Promise<string> {
  const { DescribeOrganizationCommand, OrganizationsClient } = await import('@aws-sdk/client-organizations');
  const { Organization } = await new OrganizationsClient(config).send(new DescribeOrganizationCommand({}));
  return Organization?.MasterAccountId ?? 'of the organization';
}

export const managementFinding = (id: string): Finding =>
  MANAGEMENT.note(
    `StackSets do not reach the management account ${id}, so the hub does not serve it`,
    'If it has IAM users with keys, deploy KeyturnMember or a standalone Keyturn there. To see whether it has any, with its credentials:',
    'npx keyturn posture',
  );
