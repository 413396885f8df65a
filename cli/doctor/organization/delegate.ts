/** Is the hub's account the delegated administrator for StackSets, and which account do StackSets never serve? */

import { failureOf } from '../../../lambda/aws/errors/errors';
import { ACCESS_SERVICE } from '../../../lambda/core/organization-names';
import type { ClientConfig } from '../../session/connection';
import { type Finding, found } from '../finding';

const DELEGATE = found('delegated administrator');

const MANAGEMENT = found('management account');

/** @throws the SDK's errors */
export async function checkDelegate(config: ClientConfig, hubAccount: string): Promise<readonly Finding[]> {
  const prepare = `npx keyturn organization prepare --delegate ${hubAccount}`;
  try {
    if (await isDelegated(config, hubAccount))
      return [DELEGATE.ok(`account ${hubAccount} may deploy StackSets and read the organization`)];
  } catch (error) {
    // Organizations refuses it to every account but these, whatever rights one has there.
    if (failureOf(error).kind !== 'denied') throw error;
    return [
      DELEGATE.unknown(
        `Access denied (organizations:ListDelegatedAdministrators). Either you lack this right, or account ${hubAccount} is no delegated administrator any more`,
        `In the management account, this says whether it is one, and makes it one: ${prepare}`,
      ),
    ];
  }
  return [
    DELEGATE.problem(
      `account ${hubAccount} is no delegated administrator for StackSets: the hub can list no account, so no run serves anybody`,
      'Keys are not rotated until it is one again; nothing is locked out. In the management account:',
      prepare,
    ),
  ];
}

async function isDelegated(config: ClientConfig, hubAccount: string): Promise<boolean> {
  const { OrganizationsClient, paginateListDelegatedAdministrators } = await import('@aws-sdk/client-organizations');
  const client = new OrganizationsClient(config);
  const pages = paginateListDelegatedAdministrators({ client }, { ServicePrincipal: ACCESS_SERVICE });
  for await (const { DelegatedAdministrators = [] } of pages)
    if (DelegatedAdministrators.some(({ Id }) => Id === hubAccount)) return true;
  return false;
}

/** @returns its id @throws the SDK's errors */
export async function managementAccount(config: ClientConfig): Promise<string> {
  const { DescribeOrganizationCommand, OrganizationsClient } = await import('@aws-sdk/client-organizations');
  const { Organization } = await new OrganizationsClient(config).send(new DescribeOrganizationCommand({}));
  return Organization?.MasterAccountId ?? '';
}

/** Whether it has users that should be managed, the hub cannot see. */
export const managementFinding = (accountId: string): Finding =>
  MANAGEMENT.note(
    `${accountId} is served by no StackSet, as AWS has it`,
    'If keys there are to be rotated, deploy a KeyturnMember or the stack Keyturn in it. To see which keys it has, there:',
    'npx keyturn plan --local',
  );
