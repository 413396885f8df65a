/** What a user is allowed by way of which policies, as GetAccountAuthorizationDetails shows it. */

import { READ_OWN_SECRET_PATH } from '../names';

export interface Grants {
  /** ARNs of the policies that are attached to the user itself. */
  readonly attached: readonly string[];
  /** Names of the policies that are written into the user. */
  readonly inline: readonly string[];
  /** How the user is an administrator, in words; undefined when none of the policies looked at makes it one. */
  readonly administratorBy: string | undefined;
}

interface PolicySource {
  readonly AttachedManagedPolicies?: readonly { readonly PolicyArn?: string | undefined }[] | undefined;
}

interface InlinePolicy {
  readonly PolicyName?: string | undefined;
  readonly PolicyDocument?: string | undefined;
}

export interface UserSource extends PolicySource {
  readonly UserPolicyList?: readonly InlinePolicy[] | undefined;
  readonly GroupList?: readonly string[] | undefined;
}

export interface GroupSource extends PolicySource {
  readonly GroupName?: string | undefined;
  readonly GroupPolicyList?: readonly InlinePolicy[] | undefined;
}

export function grantsOf(user: UserSource, administratorGroups: ReadonlySet<string>): Grants {
  const inline = user.UserPolicyList ?? [];
  const group = (user.GroupList ?? []).find((name) => administratorGroups.has(name));
  return {
    attached: arnsOf(user),
    inline: inline.map(({ PolicyName }) => PolicyName ?? ''),
    administratorBy: administratorBy(user, inline) ?? (group === undefined ? undefined : `the group ${group}`),
  };
}

export const administratorGroups = (groups: readonly GroupSource[]): ReadonlySet<string> =>
  new Set(
    groups.flatMap((group) => (administratorBy(group, group.GroupPolicyList ?? []) ? [group.GroupName ?? ''] : [])),
  );

function administratorBy(source: PolicySource, inline: readonly InlinePolicy[]): string | undefined {
  if (arnsOf(source).some((arn) => nameOf(arn) === 'AdministratorAccess')) return 'the policy AdministratorAccess';
  const all = inline.find(({ PolicyDocument }) => allowsEverything(PolicyDocument));
  return all && `the inline policy ${all.PolicyName ?? ''}`;
}

const arnsOf = ({ AttachedManagedPolicies }: PolicySource): string[] =>
  (AttachedManagedPolicies ?? []).flatMap(({ PolicyArn }) => (PolicyArn ? [PolicyArn] : []));

const nameOf = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);

/** A document that cannot be read makes nobody an administrator: the check says what it looks at. */
function allowsEverything(document: string | undefined): boolean {
  try {
    const { Statement } = Object(JSON.parse(decodeURIComponent(document ?? '')));
    return [Statement].flat().some((statement) => {
      const { Effect, Action, Resource, Condition } = Object(statement);
      const has = (value: unknown, wanted: RegExp) => [value].flat().some((each) => wanted.test(String(each)));
      return Effect === 'Allow' && !Condition && has(Action, /^(\*|\*:\*)$/) && has(Resource, /^\*$/);
    });
  } catch {
    return false;
  }
}

/** What AWS attaches to a user when it finds a key of it in public. */
export const quarantineOf = ({ attached }: Grants): string | undefined =>
  attached.map(nameOf).find((name) => /^AWSCompromisedKeyQuarantine(V\d+)?$/.test(name));

/** Policies of the user's own, but for the two that say nothing of how its team grants: AWS's quarantine, and the one for its own secret. */
export const ownPolicies = ({ attached, inline }: Grants): readonly string[] => [
  ...attached
    .filter((arn) => !arn.includes(`:policy${READ_OWN_SECRET_PATH}`))
    .map(nameOf)
    .filter((name) => !name.startsWith('AWSCompromisedKeyQuarantine')),
  ...inline,
];
