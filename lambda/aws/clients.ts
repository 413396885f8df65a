import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { IAMClient } from '@aws-sdk/client-iam';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { isApartFromIam, REGION_OF_IAM } from '../core/region-of-iam';
import type { KeyPair } from '../core/secret/key-pair';
import { Paces, paced } from './pace';
import { UsageCounter } from './usage';

/** Everything through which Keyturn reaches AWS. All of it is passed in, so that the same core can serve another account. */
export interface Clients {
  readonly iam: IAMClient;
  /**
   * One attempt with a time limit: for CreateAccessKey, because a retry after a lost answer would make a second key, and for what a rule
   * decided to deactivate, because a late retry would carry out a decision that may be void by then.
   */
  readonly iamWithoutRetries: IAMClient;
  readonly secrets: SecretsManagerClient;
  /** One attempt, which gives up soon: for the note ahead of a revocation, which must not keep a compromised key alive. @default - secrets */
  readonly secretsOnce?: SecretsManagerClient;
  readonly sns: SNSClient;
  /** Where evidence for a message is looked up; without it, messages do without. Gives up soon, because nothing depends on it. */
  readonly cloudTrail?: CloudTrailClient;
  /** The same for IAM and global STS, whose events are in us-east-1 only; missing where that is the own Region, or another partition. */
  readonly cloudTrailOfIam?: CloudTrailClient;
  /** An STS client that signs with the given key: the way to see a new key authenticate. */
  readonly stsSignedBy: (keyPair: KeyPair) => STSClient;
  /** Resolves after `ms` milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  /** Milliseconds on a clock that nobody sets: for the age of what was read, never for a date. */
  readonly elapsedMs: () => number;
}

/** A connection or an answer that takes longer has failed. Without it a call could hang until the function is stopped. */
export const REQUEST_LIMIT_MS = 15_000;

/** The clients of the account that the function runs in. Region, endpoint and role come from the function's environment. */
export function ownAccountClients(counter = new UsageCounter(), region = process.env.AWS_REGION): Clients {
  const requestHandler = {
    connectionTimeout: 5_000,
    requestTimeout: REQUEST_LIMIT_MS,
    throwOnRequestTimeout: true,
  };
  // A kept connection may have been closed at the other end, which only a retry could tell from a lost answer.
  const once = { keepAlive: false, maxSockets: Number.POSITIVE_INFINITY };
  const unshared = { ...requestHandler, httpAgent: once, httpsAgent: once };
  const patient = { maxAttempts: 8, requestHandler } as const;
  const soon = {
    maxAttempts: 2,
    requestHandler: { ...requestHandler, connectionTimeout: 1_000, requestTimeout: 2_000 },
  };
  const clock = {
    wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    elapsedMs: () => performance.now(),
  };
  // IAM's throttling limits are unpublished and cannot be raised, so every client slows down by itself.
  const paces = () => new Paces(clock);
  const ofSts = paces();
  // One for all: each new key would otherwise open a connection of its own.
  const { requestHandler: stsHandler } = new STSClient({ requestHandler }).config;
  return {
    iam: counter.count(paced(new IAMClient(patient), paces())),
    // Paced by its callers, who have a say before each try (cut.ts).
    iamWithoutRetries: counter.count(new IAMClient({ maxAttempts: 1, requestHandler: unshared })),
    secrets: counter.count(paced(new SecretsManagerClient(patient), paces())),
    secretsOnce: counter.count(
      new SecretsManagerClient({ maxAttempts: 1, requestHandler: { ...requestHandler, requestTimeout: 5_000 } }),
    ),
    sns: counter.count(paced(new SNSClient(patient), paces())),
    cloudTrail: counter.count(new CloudTrailClient(soon)),
    ...(region !== undefined &&
      isApartFromIam(region) && {
        cloudTrailOfIam: counter.count(new CloudTrailClient({ ...soon, region: REGION_OF_IAM })),
      }),
    // The caller polls, so a refused key must be answered at once.
    stsSignedBy: (keyPair) =>
      counter.count(paced(new STSClient({ credentials: keyPair, maxAttempts: 2, requestHandler: stsHandler }), ofSts)),
    ...clock,
  };
}
