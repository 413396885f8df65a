/** AWS's limits, answered by the SDK's own retry modes and by Keyturn's paces: the same rotations, the real SDK, simulated time. */
import { IAMClient } from '@aws-sdk/client-iam';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { type Clients, ownAccountClients } from '../lambda/aws/clients';
import { fullAccount } from '../test/support/full-account';
import { shareOfLimit } from '../test/support/http/slow-aws';
import { simulate } from '../test/support/simulation/simulate';
import { percent, table } from './table';

const USERS = 200;

const LIMITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'ListAccessKeys 8/s': { ListAccessKeys: 8 },
  'ListAccessKeys 2/s': { ListAccessKeys: 2 },
  'DescribeSecret 5/s': { DescribeSecret: 5 },
  'TagResource 10/s': { TagResource: 10 },
  'GetCallerIdentity 10/s': { GetCallerIdentity: 10 },
  'Publish 5/s': { Publish: 5 },
};

function withRetryMode(retryMode: 'standard' | 'adaptive'): Clients {
  const patient = { retryMode, maxAttempts: 8 } as const;
  return {
    ...ownAccountClients(),
    iam: new IAMClient(patient),
    secrets: new SecretsManagerClient(patient),
    sns: new SNSClient(patient),
    stsSignedBy: (credentials) => new STSClient({ credentials, maxAttempts: 2 }),
  };
}

const WAYS: Readonly<Record<string, () => Clients>> = {
  'SDK standard, 8 attempts': () => withRetryMode('standard'),
  'SDK adaptive, 8 attempts': () => withRetryMode('adaptive'),
  'a pace per operation': ownAccountClients,
};

export async function throttling(): Promise<string> {
  const rows = [];
  for (const [what, limits] of Object.entries(LIMITS)) {
    const cells = [];
    for (const sdk of Object.values(WAYS)) cells.push(await cell(limits, sdk));
    rows.push([what, ...cells]);
  }
  return table([`${USERS} rotations`, ...Object.keys(WAYS)], rows);
}

async function cell(limits: Readonly<Record<string, number>>, sdk: () => Clients): Promise<string> {
  const world = await fullAccount({ users: USERS, due: USERS });
  const { result, traffic } = await simulate(world, { limits, config: { maxRotationsPerRun: USERS }, sdk });
  const [[operation = '', perSecond = 0] = []] = Object.entries(limits);
  const seen = traffic.get(operation);
  const failed = result.failures.length;
  const left = result.remaining > 0 ? `, ${result.remaining} left` : '';
  const used = seen ? percent(shareOfLimit(seen, perSecond)) : '';
  return `${used} used, ${seen?.throttled} refused, ${failed === 0 ? 'nobody failed' : `${failed} failed`}${left}`;
}
