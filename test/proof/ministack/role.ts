/** The deployed role's policy, statement by statement, and whoever acts as the role. */
import {
  DeleteRolePolicyCommand,
  GetRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  TagUserCommand,
} from '@aws-sdk/client-iam';
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Deployed } from '../../support/deployed/deployed';

const RoleName = 'keyturn-function';
const PolicyName = 'keyturn';
const BROAD = 'broad';

interface Policy {
  readonly Version: string;
  readonly Statement: readonly { readonly Sid: string }[];
}

export async function policyOf({ iam }: Deployed): Promise<Policy> {
  const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
  return JSON.parse(decodeURIComponent(PolicyDocument));
}

/** Without one of its statements for as long as something lasts. */
export async function without<T>(deployed: Deployed, sid: string, work: () => Promise<T>): Promise<T> {
  const policy = await policyOf(deployed);
  const Statement = policy.Statement.filter(({ Sid }) => Sid !== sid);
  await put(deployed, PolicyName, { ...policy, Statement });
  try {
    return await work();
  } finally {
    await put(deployed, PolicyName, policy);
  }
}

const put = ({ iam }: Deployed, name: string, policy: object) =>
  iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: name, PolicyDocument: JSON.stringify(policy) }));

/** As if somebody had given the role everything. */
export async function withEverythingAllowed<T>(deployed: Deployed, work: () => Promise<T>): Promise<T> {
  await put(deployed, BROAD, { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
  try {
    return await work();
  } finally {
    await deployed.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: BROAD }));
  }
}

/** What the role may never do. Each ends in `ok` or in AWS's error. */
export type Deed = (clients: { readonly iam: IAMClient; readonly secrets: SecretsManagerClient }) => Promise<unknown>;

let copies = 0;
const aSecret = () => ({
  Name: `copied/${copies++}`,
  SecretString: '{}',
  AddReplicaRegions: [{ Region: 'eu-west-1' }],
});

export const DEEDS: Readonly<Record<string, Deed>> = {
  NeverReadOrExposeSecrets: ({ secrets }) => secrets.send(new GetSecretValueCommand({ SecretId: 'somebody/else' })),
  NeverWidenItsReach: ({ iam }) =>
    iam.send(new TagUserCommand({ UserName: 'stranger', Tags: [{ Key: 'keyturn:managed', Value: 'no' }] })),
  NeverCopyElsewhere: ({ secrets }) => secrets.send(new CreateSecretCommand(aSecret())),
  NeverOverwriteCopies: ({ secrets }) => {
    const { AddReplicaRegions, ...secret } = aSecret();
    return secrets.send(new CreateSecretCommand({ ...secret, ForceOverwriteReplicaSecret: true }));
  },
};

/** By somebody who has the function's credentials. */
export async function actAsRole({ aws }: Deployed, deed: Deed): Promise<string> {
  const RoleArn = `arn:aws:iam::${aws.accountId}:role/${RoleName}`;
  const sts = new STSClient(aws.clientConfig);
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'somebody' }));
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
  const config = { ...aws.clientConfig, credentials, maxAttempts: 1 };
  return deed({ iam: new IAMClient(config), secrets: new SecretsManagerClient(config) }).then(
    () => 'ok',
    (error: Error) => error.name,
  );
}
