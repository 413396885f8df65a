import { Stack, Validations } from 'aws-cdk-lib';
import { Effect } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { Permission } from './permission';

/** States why a finding of cdk-nag's AwsSolutions rules is meant. Whoever does not use cdk-nag never sees it. */
export function acknowledge(scope: IConstruct, rule: string, reason: string): void {
  Validations.of(scope).acknowledge({ id: `AwsSolutions-${rule}`, reason });
}

/** Acknowledges each wildcard resource by itself, so that a new one is a new finding. */
export function acknowledgeWildcards(scope: IConstruct, permissions: readonly Permission[]): void {
  const reasons = new Map<string, string[]>();
  for (const { effect, resources, sid, why } of permissions)
    for (const resource of resources.map((arn) => asNagWritesIt(Stack.of(scope).resolve(arn))))
      if (effect === Effect.ALLOW && resource.includes('*'))
        reasons.set(resource, [...(reasons.get(resource) ?? []), `${sid}: ${why}`]);
  for (const [resource, whys] of reasons) acknowledge(scope, `IAM5[Resource::${resource}]`, whys.join(' '));
}

type Resolved =
  | string
  | { readonly Ref: string }
  | { readonly 'Fn::Join': readonly [string, readonly Resolved[]] }
  | { readonly 'Fn::GetAtt': readonly [string, string] };

/** cdk-nag's name of a finding holds the ARN with `<Name>` in place of a reference. */
function asNagWritesIt(value: Resolved): string {
  if (typeof value === 'string') return value;
  if ('Ref' in value) return `<${value.Ref}>`;
  if ('Fn::GetAtt' in value) return `<${value['Fn::GetAtt'].join('.')}>`;
  const [delimiter, parts] = value['Fn::Join'];
  return parts.map(asNagWritesIt).join(delimiter);
}
