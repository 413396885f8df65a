/** May StackSets reach the accounts of the organization (trusted access)? */

import type { ClientConfig } from '../../session/connection';
import { type Finding, found } from '../finding';

const ACCESS = found('trusted access');

/** @throws the SDK's errors */
export async function checkAccess(config: ClientConfig, hubAccount: string): Promise<readonly Finding[]> {
  const { CloudFormationClient, DescribeOrganizationsAccessCommand } = await import('@aws-sdk/client-cloudformation');
  const { Status } = await new CloudFormationClient(config).send(
    new DescribeOrganizationsAccessCommand({ CallAs: 'DELEGATED_ADMIN' }),
  );
  if (Status === 'ENABLED') return [ACCESS.ok('StackSets may reach the accounts of the organization')];
  return [
    ACCESS.problem(
      `StackSets may not reach the accounts of the organization (${Status}): accounts that join get no Keyturn, and no change comes to any`,
      'Keyturn that is deployed goes on. To give access again, in the management account:',
      `npx keyturn organization prepare --delegate ${hubAccount}`,
    ),
  ];
}
