/** Deploy, adopt a reader, destroy, deploy again: nothing fails, the reader never loses its right, and doctor says what is left. */
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DetachUserPolicyCommand,
  IAMClient,
  ListAttachedUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Finding } from '../../cli/doctor/finding';
import type { LocalAws } from '../../local/aws';
import { deployKeyturn, destroy } from '../../local/deploy';
import { Cli } from '../support/cli/cli';
import { deployedAws, synthesizedApp } from '../support/local-aws/shared';

let aws: LocalAws;
let cli: Cli;
let app: string;
let iam: IAMClient;
let first: string;
let second: string;

beforeAll(async () => {
  const lent = await deployedAws();
  [aws, app, cli] = [lent.aws, await synthesizedApp(), await Cli.build()];
  await aws.setClock(new Date());
  iam = new IAMClient(aws.clientConfig);
  await iam.send(new CreateUserCommand({ UserName: 'svc-reports' }));
  await iam.send(new CreateAccessKeyCommand({ UserName: 'svc-reports' }));
});
afterAll(async () => {
  await aws?.stop();
  cli?.remove();
});

const keyturn = (command: string) => cli.run(command.split(' '), { env: aws.env });

async function findings(check: string): Promise<Finding[]> {
  const { stdout } = await keyturn('doctor --json');
  return (JSON.parse(stdout) as { findings: Finding[] }).findings.filter((each) => each.check === check);
}

async function policiesOf(UserName: string): Promise<(string | undefined)[]> {
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedUserPoliciesCommand({ UserName }));
  return AttachedPolicies.map(({ PolicyArn }) => PolicyArn);
}

/** What a program that has only the key of its user gets. */
async function readsItsSecret(): Promise<string | undefined> {
  const secrets = new SecretsManagerClient(aws.clientConfig);
  const { SecretString = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId: 'keyturn/svc-reports' }));
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = JSON.parse(SecretString);
  const own = new SecretsManagerClient({ ...aws.clientConfig, credentials: { accessKeyId, secretAccessKey } });
  const answer = await own.send(new GetSecretValueCommand({ SecretId: 'keyturn/svc-reports' }));
  return JSON.parse(answer.SecretString ?? '{}').AccessKeyId;
}

test('adopt attaches the policy of this deployment', async () => {
  const { code, stdout } = await keyturn('adopt svc-reports --read-own-secret --yes');
  expect([code, stdout]).toEqual([0, expect.stringContaining('1 user may now read its own secret.')]);
  [first = ''] = (await policiesOf('svc-reports')) as string[];
  expect(first).toMatch(/^arn:aws:iam::123456789012:policy\/keyturn\/Keyturn-KeyRotationReadOwnSecret\w+-\w+$/);
  expect((await keyturn('rotate svc-reports --yes')).code).toBe(0);
  expect(await readsItsSecret()).toMatch(/^AKIA/);
  expect(await findings('readers')).toMatchObject([{ level: 'ok', message: '1 reader, by the policy of this stack' }]);
});

test('the local AWS refuses to delete it, as IAM does', async () => {
  await expect(iam.send(new DeletePolicyCommand({ PolicyArn: first }))).rejects.toThrow(
    'Cannot delete a policy attached to entities.',
  );
});

test('cdk destroy succeeds, and the reader still has its right', async () => {
  await destroy(aws, { app });
  expect(await policiesOf('svc-reports')).toEqual([first]);
  expect(await readsItsSecret()).toMatch(/^AKIA/);
});

test('plain cdk deploy works again; doctor names the user that carries the first policy, and how to move it', async () => {
  const { outputs } = await deployKeyturn(aws, { app, isBootstrapped: true });
  second = outputs.ReadOwnSecretPolicyArn ?? '';
  expect(second).not.toBe(first);
  expect(await readsItsSecret()).toMatch(/^AKIA/);
  expect(await findings('readers')).toEqual([
    {
      check: 'readers',
      level: 'problem',
      message: `user svc-reports carries ${first.split('/').at(-1)}, which an earlier deployment made and no deployment changes any more`,
      remedy: 'Give it the present one first:',
      run: `aws iam attach-user-policy --user-name svc-reports --policy-arn ${second} && aws iam detach-user-policy --user-name svc-reports --policy-arn ${first}`,
      userName: 'svc-reports',
    },
  ]);
});

test('adopt attaches the present one beside it; without the first, doctor names a policy that nobody carries', async () => {
  expect((await keyturn('adopt svc-reports --read-own-secret --yes')).code).toBe(0);
  expect((await policiesOf('svc-reports')).sort()).toEqual([first, second].sort());
  expect(await findings('readers')).toMatchObject([
    { level: 'problem', run: `aws iam detach-user-policy --user-name svc-reports --policy-arn ${first}` },
  ]);
  await iam.send(new DetachUserPolicyCommand({ UserName: 'svc-reports', PolicyArn: first }));
  expect(await findings('readers')).toMatchObject([
    { level: 'note', run: `aws iam delete-policy --policy-arn ${first}` },
  ]);
  await iam.send(new DeletePolicyCommand({ PolicyArn: first }));
  expect(await findings('readers')).toMatchObject([{ level: 'ok' }]);
});
