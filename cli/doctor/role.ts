/** Does the function's role hold what the template gives it, and nothing else? (promise 5) */

import type { ClientConfig } from '../session/connection';
import { functionIn, type StackView } from '../session/stack-view';
import { type Finding, found } from './finding';
import { quoted, REVERT, withDocument } from './template/command';
import { type PolicyDocument, parsedPolicy, policyDifferences } from './template/differences';
import { resolve } from './template/resolve';

const ROLE = found('role');

/**
 * @param logicalId of the role in the template; of the function's, unless another one is meant
 * @throws the SDK's errors
 */
export async function checkRole(
  config: ClientConfig,
  view: StackView,
  roleArn: string,
  logicalId: string | undefined = roleOfFunction(view),
): Promise<readonly Finding[]> {
  const { IAMClient, ListAttachedRolePoliciesCommand, ListRolePoliciesCommand, GetRolePolicyCommand } = await import(
    '@aws-sdk/client-iam'
  );
  const iam = new IAMClient(config);
  const RoleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const [inline, attached] = await Promise.all([
    iam.send(new ListRolePoliciesCommand({ RoleName })),
    iam.send(new ListAttachedRolePoliciesCommand({ RoleName })),
  ]);
  const wanted = policiesInTemplate(view, logicalId);
  if (!wanted) return [ROLE.unknown(`the template of ${view.name} has no such role`, 'Name its stack with --stack.')];
  const names = inline.PolicyNames ?? [];
  const extra = [
    ...(attached.AttachedPolicies ?? []).map(({ PolicyArn }) =>
      ROLE.problem(
        `the policy ${PolicyArn} is attached to ${RoleName}`,
        NOTHING_ELSE,
        `aws iam detach-role-policy --role-name ${RoleName} --policy-arn ${PolicyArn}`,
      ),
    ),
    ...names
      .filter((name) => !wanted.has(name))
      .map((name) =>
        ROLE.problem(
          `the inline policy ${name} was added to ${RoleName}`,
          NOTHING_ELSE,
          `aws iam delete-role-policy --role-name ${RoleName} --policy-name ${quoted(name)}`,
        ),
      ),
  ];
  const changed = await Promise.all(
    [...wanted].map(async ([name, document]) => {
      const put = withDocument(
        `iam put-role-policy --role-name ${RoleName} --policy-name ${name} --policy-document`,
        document,
      );
      if (!names.includes(name))
        return [ROLE.problem(`the inline policy ${name} of ${RoleName} is missing`, BACK, put)];
      const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: name }));
      return policyDifferences(document, parsedPolicy(PolicyDocument)).map((difference) =>
        ROLE.problem(`in the policy ${name} of ${RoleName}, ${difference}`, BACK, put),
      );
    }),
  );
  const findings = [...extra, ...changed.flat()];
  return findings.length > 0
    ? findings
    : [ROLE.ok(`${RoleName} has the statements of the template, and no other policy`)];
}

const NOTHING_ELSE = 'Keyturn needs nothing besides its own policy. To take it off:';

const BACK = `Changed manually, and a deployment of the same template does not put it back. ${REVERT} does, or directly:`;

function roleOfFunction(view: StackView): string | undefined {
  const { Role } = functionIn(view)?.[1].Properties ?? {};
  return (Role as { 'Fn::GetAtt'?: readonly string[] } | undefined)?.['Fn::GetAtt']?.[0];
}

/** By name. Undefined when the role is not in the template. */
function policiesInTemplate(view: StackView, logicalId: string | undefined): Map<string, PolicyDocument> | undefined {
  const role = logicalId === undefined ? undefined : view.template[logicalId];
  const policies = role?.Properties?.Policies as { PolicyName: string; PolicyDocument: object }[] | undefined;
  return (
    role &&
    new Map((policies ?? []).map((each) => [each.PolicyName, resolve(view, each.PolicyDocument) as PolicyDocument]))
  );
}
