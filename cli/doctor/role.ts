/** Does the function's role hold what the template gives it, and nothing else? (promise 5) */

import type { ClientConfig } from '../session/connection';
import { Problem } from '../terminal/problem';
import { type Finding, found } from './finding';
import { functionIn, type StackView } from './stack-view';

const ROLE = found('role');

interface Statement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
}

/** @throws the SDK's errors */
export async function checkRole(config: ClientConfig, view: StackView, roleArn: string): Promise<readonly Finding[]> {
  const { IAMClient, ListAttachedRolePoliciesCommand, ListRolePoliciesCommand, GetRolePolicyCommand } = await import(
    '@aws-sdk/client-iam'
  );
  const iam = new IAMClient(config);
  const RoleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const [inline, attached] = await Promise.all([
    iam.send(new ListRolePoliciesCommand({ RoleName })),
    iam.send(new ListAttachedRolePoliciesCommand({ RoleName })),
  ]);
  const wanted = policiesInTemplate(view);
  if (!wanted)
    return [ROLE.unknown(`the template of ${view.name} has no role for the function`, 'Name its stack with --stack.')];
  const names = inline.PolicyNames ?? [];
  const extra = [
    ...(attached.AttachedPolicies ?? []).map(({ PolicyArn }) => `the policy ${PolicyArn} is attached to ${RoleName}`),
    ...names.filter((name) => !wanted.has(name)).map((name) => `the inline policy ${name} was added to ${RoleName}`),
  ].map((message) =>
    ROLE.problem(message, `Keyturn needs nothing beside its own policy. Take it off the role ${RoleName}.`),
  );
  const changed = await Promise.all(
    [...wanted].map(async ([name, statements]) => {
      const missing = `the inline policy ${name} of ${RoleName} is missing`;
      if (!names.includes(name)) return [ROLE.problem(missing, BACK)];
      const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: name }));
      const actual = statementsOf(parsed(PolicyDocument));
      return actual === statements
        ? []
        : [ROLE.problem(`the statements of the policy ${name} of ${RoleName} are not those of the template`, BACK)];
    }),
  );
  const findings = [...extra, ...changed.flat()];
  return findings.length > 0
    ? findings
    : [ROLE.ok(`${RoleName} has the statements and actions of the template, and no other policy`)];
}

/** IAM answers with an URL-encoded document. */
function parsed(text: string): Parameters<typeof statementsOf>[0] {
  try {
    return JSON.parse(decodeURIComponent(text));
  } catch {
    throw new Problem('IAM answered with a policy that is not JSON.');
  }
}

const BACK =
  'Changed by hand. Put it back as the template says (npx cdk synth shows it): a deployment of the same template does not.';

/** Name → its statements in a form that can be compared. Undefined when the role is not in the template. */
function policiesInTemplate(view: StackView): Map<string, string> | undefined {
  const { Role } = functionIn(view)?.[1].Properties ?? {};
  const logicalId = (Role as { 'Fn::GetAtt'?: readonly string[] } | undefined)?.['Fn::GetAtt']?.[0];
  const role = logicalId === undefined ? undefined : view.template[logicalId];
  const policies = role?.Properties?.Policies as { PolicyName: string; PolicyDocument: object }[] | undefined;
  return role && new Map((policies ?? []).map((each) => [each.PolicyName, statementsOf(each.PolicyDocument)]));
}

/** Names, effects and actions. Resources and conditions hold references, which a template does not spell out. */
function statementsOf(document: { readonly Statement?: readonly Statement[] | Statement }): string {
  const statements = [document.Statement ?? []].flat() as Statement[];
  const brief = statements.map(({ Sid, Effect, Action }) => [Sid ?? '', Effect ?? '', ...[Action ?? []].flat().sort()]);
  return JSON.stringify(brief.map((each) => each.join(' ')).sort());
}
