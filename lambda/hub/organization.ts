/** Reads the organization from the hub's account, which is a delegated administrator: its accounts with their OUs, and the instances of the waves. */

import {
  type CloudFormationClient,
  paginateListStackInstances,
  StackSetNotFoundException,
} from '@aws-sdk/client-cloudformation';
import {
  ListRootsCommand,
  type OrganizationsClient,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
} from '@aws-sdk/client-organizations';
import type { Account, Instance } from '../core/organization/roll';
import { STACK_SET_PREFIX } from '../core/organization-names';

/** By OUs and not by ListAccounts, which would take a further call for the parent of each account. */
export async function listAccounts(organizations: OrganizationsClient): Promise<Account[]> {
  const { Roots = [] } = await organizations.send(new ListRootsCommand({}));
  const accounts: Account[] = [];
  // One after the other: the limit of calls is small.
  const units = Roots.map(({ Id = '' }) => ({ id: Id, ou: '' }));
  for (let unit = units.shift(); unit; unit = units.shift()) {
    const { id: ParentId, ou } = unit;
    for await (const { Accounts = [] } of paginateListAccountsForParent({ client: organizations }, { ParentId }))
      for (const { Id = '', Name = '', State, Status } of Accounts)
        accounts.push({ accountId: Id, name: Name, ou, state: State ?? Status ?? 'unknown' });
    const pages = paginateListOrganizationalUnitsForParent({ client: organizations }, { ParentId });
    for await (const { OrganizationalUnits = [] } of pages)
      for (const { Id = '', Name = '' } of OrganizationalUnits)
        units.push({ id: Id, ou: ou === '' ? Name : `${ou}/${Name}` });
  }
  return accounts;
}

/** @param only the one wave that is served: while a rollout comes to it, those behind it may have no StackSet yet */
export async function listInstances(
  client: CloudFormationClient,
  waves: readonly string[],
  only?: string,
): Promise<Instance[]> {
  const instances: Instance[] = [];
  for (const wave of waves)
    try {
      instances.push(...(await instancesOf(client, wave)));
    } catch (error) {
      const isAhead = error instanceof StackSetNotFoundException && only !== undefined && wave !== only;
      if (!isAhead) throw error;
    }
  return instances;
}

async function instancesOf(client: CloudFormationClient, wave: string): Promise<Instance[]> {
  const instances: Instance[] = [];
  const StackSetName = `${STACK_SET_PREFIX}${wave}`;
  const pages = paginateListStackInstances({ client }, { StackSetName, CallAs: 'DELEGATED_ADMIN' });
  for await (const { Summaries = [] } of pages)
    for (const { Account = '', StackInstanceStatus, Status = '', StatusReason } of Summaries)
      instances.push({
        accountId: Account,
        wave,
        detail: StackInstanceStatus?.DetailedStatus ?? Status,
        ...(StatusReason && { reason: StatusReason }),
      });
  return instances;
}
