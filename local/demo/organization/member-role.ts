/** The role that lets the hub into an account: somebody deletes it, and puts it back as it was. */
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { MEMBER_ROLE_NAME } from '../../../lambda/core/organization-names';
import type { LocalAws } from '../../aws';

const RoleName = MEMBER_ROLE_NAME;

/** @returns what puts it back */
export async function deleteMemberRole({ clientConfig }: LocalAws): Promise<() => Promise<void>> {
  const iam = new IAMClient(clientConfig);
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const policies = await Promise.all(
    PolicyNames.map((PolicyName) => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))),
  );
  for (const PolicyName of PolicyNames) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  await iam.send(new DeleteRoleCommand({ RoleName }));
  const text = (document: string | undefined) => decodeURIComponent(document ?? '');
  return async () => {
    const AssumeRolePolicyDocument = text(Role?.AssumeRolePolicyDocument);
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    for (const { PolicyName, PolicyDocument } of policies)
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: text(PolicyDocument) }));
  };
}
