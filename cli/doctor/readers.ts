/** Who carries a policy that an earlier deployment made for users that read their own secret? Each deployment makes its own, and all stay. */

import type { IAMClient } from '@aws-sdk/client-iam';
import { READ_OWN_SECRET_PATH } from '../../lambda/core/names';
import type { ClientConfig } from '../session/connection';
import { ofType, readOwnSecretPolicyIn, type StackView } from '../session/stack-view';
import { count } from '../terminal/dates';
import { type Finding, found } from './finding';
import { CHANGED, withDocument } from './template/command';
import { type PolicyDocument, parsedPolicy, policyDifferences } from './template/differences';
import { resolve } from './template/resolve';

const READERS = found('readers');

/** Whom a policy can be attached to, in the words of the AWS CLI. A role's id is no user's, so none can read by it. */
type Kind = 'user' | 'group' | 'role';

interface Carrier {
  readonly kind: Kind;
  readonly name: string;
}

/** @throws the SDK's errors */
export async function checkReaders(config: ClientConfig, view: StackView): Promise<readonly Finding[]> {
  const current = readOwnSecretPolicyIn(view);
  if (current === undefined)
    return [
      READERS.problem(
        `${view.name} has no policy by which users read their own secret`,
        'Deploy again: npx cdk deploy. Users that carry one of an earlier deployment go on reading.',
      ),
    ];
  const { IAMClient: Client, paginateListPolicies } = await import('@aws-sdk/client-iam');
  const client = new Client(config);
  const arns: string[] = [];
  for await (const { Policies = [] } of paginateListPolicies(
    { client },
    { Scope: 'Local', PathPrefix: READ_OWN_SECRET_PATH },
  ))
    arns.push(...Policies.flatMap(({ Arn }) => Arn ?? []));
  const present = new Set((await carriersOf(client, current)).map(idOf));
  const earlier = await Promise.all(
    arns
      .filter((arn) => arn !== current)
      .map(async (arn) => judge(arn, await carriersOf(client, arn), current, present)),
  );
  const findings = [...(await statementsThatDiffer(client, view, current)), ...earlier.flat()];
  return findings.length > 0 ? findings : [READERS.ok(`${count(present.size, 'reader')}, by the policy of this stack`)];
}

/** @throws the SDK's errors */
async function statementsThatDiffer(client: IAMClient, view: StackView, PolicyArn: string): Promise<Finding[]> {
  const { GetPolicyCommand, GetPolicyVersionCommand } = await import('@aws-sdk/client-iam');
  const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn }));
  const { PolicyVersion } = await client.send(
    new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }),
  );
  const [, resource] =
    ofType(view, 'AWS::IAM::ManagedPolicy').find(([id]) => view.physicalIds.get(id) === PolicyArn) ?? [];
  const wanted = resolve(view, resource?.Properties?.PolicyDocument ?? {}) as PolicyDocument;
  const put = withDocument(
    `iam create-policy-version --set-as-default --policy-arn ${PolicyArn} --policy-document`,
    wanted,
  );
  return policyDifferences(wanted, parsedPolicy(PolicyVersion?.Document ?? '')).map((difference) =>
    READERS.problem(`in the policy of this stack for readers, ${difference}`, CHANGED, put),
  );
}

const idOf = ({ kind, name }: Carrier) => `${kind} ${name}`;

function judge(arn: string, carriers: readonly Carrier[], current: string, present: ReadonlySet<string>): Finding[] {
  const policy = arn.slice(arn.lastIndexOf('/') + 1);
  if (carriers.length === 0)
    return [
      READERS.note(
        `nobody carries ${policy}, which an earlier deployment made`,
        'It can go. If it has more than one version, delete the others first (aws iam list-policy-versions).',
        `aws iam delete-policy --policy-arn ${arn}`,
      ),
    ];
  return carriers.map((carrier) => ({
    ...READERS.problem(
      `${idOf(carrier)} carries ${policy}, which an earlier deployment made and no deployment changes any more`,
      present.has(idOf(carrier))
        ? 'It carries the present one too. Take the earlier one off:'
        : 'Give it the present one first:',
      move(carrier, arn, present.has(idOf(carrier)) ? undefined : current),
    ),
    ...(carrier.kind === 'user' && { userName: carrier.name }),
  }));
}

/** Attached before the other one is taken off, so that the reader is never without. */
function move({ kind, name }: Carrier, from: string, to: string | undefined): string {
  const command = (verb: string, arn: string) =>
    `aws iam ${verb}-${kind}-policy --${kind}-name ${name} --policy-arn ${arn}`;
  return [...(to === undefined ? [] : [command('attach', to)]), command('detach', from)].join(' && ');
}

async function carriersOf(client: IAMClient, arn: string): Promise<Carrier[]> {
  const { paginateListEntitiesForPolicy } = await import('@aws-sdk/client-iam');
  const carriers: Carrier[] = [];
  for await (const page of paginateListEntitiesForPolicy({ client }, { PolicyArn: arn })) {
    for (const { UserName } of page.PolicyUsers ?? []) if (UserName) carriers.push({ kind: 'user', name: UserName });
    for (const { GroupName } of page.PolicyGroups ?? [])
      if (GroupName) carriers.push({ kind: 'group', name: GroupName });
    for (const { RoleName } of page.PolicyRoles ?? []) if (RoleName) carriers.push({ kind: 'role', name: RoleName });
  }
  return carriers;
}
