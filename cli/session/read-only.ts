/** The clients with which `plan --local`, `adopt`, `posture` and `report` look at an account. They can read, and refuse everything else. */

import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { IAMClient } from '@aws-sdk/client-iam';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Clients, REQUEST_LIMIT_MS } from '../../lambda/aws/clients';
import { missingRegionToLookIn } from './aws-errors';
import type { ClientConfig } from './connection';

const IAM_READS = [
  'GenerateCredentialReport',
  'GetCredentialReport',
  'GetAccountAuthorizationDetails',
  'ListAccessKeys',
  'GetAccessKeyLastUsed',
] as const;

const SECRET_READS = ['ListSecrets', 'DescribeSecret'] as const;

/** All that is ever called, and so all that must be allowed. No read of a secret's value is among them. */
export const READ_ONLY_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'KeyturnPlanLocal',
      Effect: 'Allow',
      Action: [
        ...IAM_READS.map((action) => `iam:${action}`),
        ...SECRET_READS.map((action) => `secretsmanager:${action}`),
      ],
      Resource: '*',
    },
  ],
} as const;

/** What `posture` calls: the bulk reads, and three that it can do without. */
const POSTURE_IAM_READS = [
  'GenerateCredentialReport',
  'GetCredentialReport',
  'GetAccountAuthorizationDetails',
  'GetAccountPasswordPolicy',
  'GetAccountSummary',
  'ListVirtualMFADevices',
] as const;

/** For the ids of keys, which CloudTrail is asked by. */
const EVIDENCE_IAM_READS = ['ListAccessKeys'] as const;

/** All that `posture` is ever allowed to call, with evidence or without. */
export const posturePolicy = (withEvidence: boolean) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'KeyturnPosture',
      Effect: 'Allow',
      Action: [...POSTURE_IAM_READS.map((action) => `iam:${action}`), 'secretsmanager:ListSecrets'],
      Resource: '*',
    },
    ...(withEvidence
      ? [
          {
            Sid: 'KeyturnPostureEvidence',
            Effect: 'Allow',
            Action: [...EVIDENCE_IAM_READS.map((action) => `iam:${action}`), 'cloudtrail:LookupEvents'],
            Resource: '*',
          },
        ]
      : []),
  ],
});

/** All that `report` is ever allowed to call. */
export const REPORT_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'KeyturnReport',
      Effect: 'Allow',
      Action: [
        'iam:GenerateCredentialReport',
        'iam:GetCredentialReport',
        'iam:GetAccountAuthorizationDetails',
        'secretsmanager:ListSecrets',
        'logs:FilterLogEvents',
        'cloudtrail:LookupEvents',
        'lambda:GetFunctionConfiguration',
        'cloudformation:DescribeStacks',
      ],
      Resource: '*',
    },
  ],
} as const;

/** The bulk reads of the population. */
export const reportClients = (config: ClientConfig): Promise<Clients> =>
  readOnlyClients(
    config,
    ['GenerateCredentialReport', 'GetCredentialReport', 'GetAccountAuthorizationDetails'],
    ['ListSecrets'],
  );

export const postureClients = (config: ClientConfig): Promise<Clients> =>
  readOnlyClients(config, [...POSTURE_IAM_READS, ...EVIDENCE_IAM_READS], ['ListSecrets']);

/** Where CloudTrail is asked. */
export interface Trail {
  readonly region: string;
  readonly client: CloudTrailClient;
}

/** CloudTrail keeps the events of each Region there, and those of global services, such as IAM, in us-east-1. */
export async function trailsOf({ secrets }: Clients, config: ClientConfig): Promise<readonly Trail[]> {
  const own = await secrets.config.region();
  return [...new Set([own, 'us-east-1'])].map((region) => trailIn(region, config));
}

/** Where CloudTrail keeps what was done in IAM: in the commercial partition, one Region for all. */
export function iamTrail(region: string, config: ClientConfig): Trail {
  const home = /^cn-/.test(region) ? 'cn-north-1' : /^us-gov-/.test(region) ? 'us-gov-west-1' : 'us-east-1';
  return trailIn(home, config);
}

function trailIn(region: string, config: ClientConfig): Trail {
  const client = new CloudTrailClient({ ...config, region, maxAttempts: 5, requestHandler: requestHandler() });
  allowOnly(client, ['LookupEvents']);
  return { region, client };
}

const requestHandler = () => ({
  connectionTimeout: 5_000,
  requestTimeout: REQUEST_LIMIT_MS,
  throwOnRequestTimeout: true,
});

/** @throws Problem when no Region is known: secrets have one, though users have none */
export async function readOnlyClients(
  config: ClientConfig,
  iamReads: readonly string[] = IAM_READS,
  secretReads: readonly string[] = SECRET_READS,
): Promise<Clients> {
  const patient = { ...config, retryMode: 'adaptive', maxAttempts: 5, requestHandler: requestHandler() } as const;
  const iam = new IAMClient(patient);
  const secrets = new SecretsManagerClient(patient);
  await secrets.config.region().catch(() => {
    throw missingRegionToLookIn();
  });
  allowOnly(iam, iamReads);
  allowOnly(secrets, secretReads);
  return {
    iam,
    secrets,
    get iamWithoutRetries(): never {
      throw readsOnly('a client for changes');
    },
    get sns(): never {
      throw readsOnly('a client for messages');
    },
    stsSignedBy: () => {
      throw readsOnly('a client for new keys');
    },
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    elapsedMs: () => performance.now(),
  };
}

/** The core that runs here is the function's own, which can do more than look. This is the wall. */
function allowOnly(
  { middlewareStack }: IAMClient | SecretsManagerClient | CloudTrailClient,
  actions: readonly string[],
): void {
  (middlewareStack as IAMClient['middlewareStack']).add(
    (next, context) => async (args) => {
      const action = context.commandName?.replace(/Command$/, '');
      if (!actions.includes(action ?? '')) throw readsOnly(String(action));
      return next(args);
    },
    { step: 'initialize', name: 'readOnly', priority: 'high' },
  );
}

const readsOnly = (what: string) => new Error(`${what} was called, but only reading is allowed here`);
