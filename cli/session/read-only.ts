/** The clients with which `plan --local` and `adopt` look at an account. They can read, and refuse everything else. */

import { IAMClient } from '@aws-sdk/client-iam';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Clients, REQUEST_LIMIT_MS } from '../../lambda/aws/clients';
import { missingRegion } from './aws-errors';
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

/** @throws Problem when no Region is known: secrets have one, though users have none */
export async function readOnlyClients(config: ClientConfig): Promise<Clients> {
  const requestHandler = { connectionTimeout: 5_000, requestTimeout: REQUEST_LIMIT_MS, throwOnRequestTimeout: true };
  const patient = { ...config, retryMode: 'adaptive', maxAttempts: 5, requestHandler } as const;
  const iam = new IAMClient(patient);
  const secrets = new SecretsManagerClient(patient);
  await secrets.config.region().catch(() => {
    throw missingRegion();
  });
  allowOnly(iam, IAM_READS);
  allowOnly(secrets, SECRET_READS);
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
function allowOnly({ middlewareStack }: IAMClient | SecretsManagerClient, actions: readonly string[]): void {
  (middlewareStack as IAMClient['middlewareStack']).add(
    (next, context) => async (args) => {
      const action = context.commandName?.replace(/Command$/, '');
      if (!actions.includes(action ?? '')) throw readsOnly(String(action));
      return next(args);
    },
    { step: 'initialize', name: 'readOnly', priority: 'high' },
  );
}

const readsOnly = (what: string) => new Error(`${what} was asked for, but only reading is allowed here`);
