import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { READ_OWN_SECRET_PATH, SECRET_TAG } from '../../lambda/core/names';
import { acknowledgeWildcards } from './acknowledge';
import { type Permission, toStatement } from './permission';

interface ReadOwnSecretProps {
  readonly replicaRegions: readonly string[];
  /** The customer's key, if the secrets are encrypted with one. */
  readonly secretKeyArn: string | undefined;
}

/**
 * One policy for all managed users: each reads its own secret and no other, so that a program whose only credential is the key can fetch
 * the key's successor while both work. Secrets have no resource policies: a function that could write those could open every secret.
 *
 * People attach it, and IAM refuses to delete a policy that is attached, so it outlives the stack. CloudFormation cannot take a policy
 * back by its name, so it has none of its own: the next deployment makes another, and `keyturn doctor` says who still carries the first.
 */
export function readOwnSecretPolicy(scope: Construct, props: ReadOwnSecretProps): ManagedPolicy {
  const allowed = permissions(Stack.of(scope), props);
  const policy = new ManagedPolicy(scope, 'ReadOwnSecret', {
    path: READ_OWN_SECRET_PATH,
    description: 'Keyturn: lets a managed IAM user read its own secret',
    statements: allowed.map(toStatement),
  });
  // RetainExceptOnCreate: a first deployment that is rolled back leaves nothing.
  policy.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  acknowledgeWildcards(policy, allowed);
  return policy;
}

function permissions({ partition, account, region }: Stack, props: ReadOwnSecretProps): Permission[] {
  const { replicaRegions, secretKeyArn } = props;
  const regions = [region, ...replicaRegions];
  return [
    {
      sid: 'ReadOwnSecret',
      why: "A user's secret may have any name. The condition is what limits this to one: the secret's tag must equal the id of the IAM user who asks, an id that AWS gives and never gives again. A role's id has another form, so that no role matches.",
      effect: Effect.ALLOW,
      actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
      resources: regions.map((each) => `arn:${partition}:secretsmanager:${each}:${account}:secret:*`),
      conditions: { StringEquals: { [`aws:ResourceTag/${SECRET_TAG.userId}`]: `\${aws:userid}` } },
    },
    ...(secretKeyArn === undefined
      ? []
      : [
          {
            sid: 'DecryptOwnSecret',
            why: "Decrypts with the customer's key, through Secrets Manager only: it opens nothing that the statement above does not.",
            effect: Effect.ALLOW,
            actions: ['kms:Decrypt'],
            resources: [secretKeyArn],
            conditions: { StringLike: { 'kms:ViaService': `secretsmanager.${region}.*` } },
          },
        ]),
  ];
}
