/** AWS's errors as sentences for somebody in a hurry: what it means, and what to do. Pure. docs/troubleshooting.md is made from them. */

import { DENIALS, isAboutKms } from './denials';
import type { Failure } from './failure';
import { isTagging, isTelling, type Operation } from './operation';
import type { Remedy } from './remedy';

/** Undefined when nothing better can be said than what AWS said. */
export function remedyFor(failure: Failure, operation: Operation): string | undefined {
  const found = REMEDIES.find(({ fits }) => fits(failure, operation));
  return found && `${found.detail?.(failure) ?? ''}${found.means} ${found.remedy}`.replaceAll('`', '');
}

const are =
  (...kinds: readonly Failure['kind'][]) =>
  ({ kind }: Failure): boolean =>
    kinds.includes(kind);

/**
 * The first that fits.
 * @internal docs/troubleshooting.md is made from it
 */
export const REMEDIES: readonly Remedy[] = [
  {
    sign: 'Throttling, ThrottlingException, Rate exceeded',
    fits: are('throttled'),
    means: 'AWS is throttling this account.',
    remedy:
      'Nothing: the next run goes on where this one stopped. If it lasts, look in CloudTrail for who else calls IAM that often.',
  },
  {
    sign: 'LimitExceededException … AccessKeysPerUser',
    fits: ({ kind, message }) => kind === 'quota' && message.includes('AccessKeysPerUser'),
    means: 'The user has two keys already: somebody made one at that moment.',
    remedy: 'Delete the key that nobody needs. The next run says what is in the way.',
  },
  {
    sign: 'LimitExceededException, InvalidParameterException … tags',
    fits: ({ kind, message }, operation) =>
      isTagging(operation) && (kind === 'quota' || (kind === 'invalid-parameter' && /\btags\b/i.test(message))),
    means: 'The secret has no room for the tags in which Keyturn keeps its state: AWS allows 50 on a secret.',
    remedy:
      'Remove tags that nobody needs from the secret; Keyturn needs about a dozen. No quota of the account is used up.',
  },
  {
    sign: 'read the credential report: LimitExceededException',
    fits: ({ kind }, operation) => kind === 'quota' && operation === 'read the credential report',
    means:
      'IAM has no capacity for a new credential report at the moment, and the last one is too old; it is no quota.',
    remedy: 'Nothing: the next run asks again. If it lasts, look for tools that ask for reports in a loop.',
  },
  {
    sign: 'store the new key: LimitExceededException',
    fits: ({ kind }, operation) => kind === 'quota' && operation === 'store the new key',
    means: 'The secret has as many versions as AWS allows.',
    remedy: 'Nothing: AWS removes versions without a label after a day, and the next runs try again.',
  },
  {
    sign: 'LimitExceededException, anything else',
    fits: are('quota'),
    means: 'A quota of the account is used up; the error says which.',
    remedy: 'Have it raised in Service Quotas, or delete what is not needed.',
  },
  {
    sign: 'KMSAccessDeniedException, KMSDisabledException, KMSInvalidStateException, KMSNotFoundException',
    fits: (failure, operation) => isAboutKms(failure) && (failure.name.startsWith('KMS') || isTelling(operation)),
    means: 'The KMS key that encrypts the topic cannot be used, so owners cannot be notified.',
    remedy:
      'Enable the key if somebody disabled it; `npx cdk drift` shows what else was changed since the last deployment.',
  },
  {
    sign: 'Access to KMS is not allowed, EncryptionFailure, DecryptionFailure',
    fits: isAboutKms,
    means: 'The secret is encrypted with a KMS key that is disabled, or that the role may not use.',
    remedy:
      'Enable it, or allow the role `keyturn-function` the actions `kms:GenerateDataKey` and `kms:Decrypt` in the policy of that key; or have the secret encrypted with the key in the setting `secretKey` (`aws secretsmanager update-secret --kms-key-id`).',
  },
  {
    sign: 'InvalidRequestException … marked for deletion, scheduled for deletion',
    fits: are('scheduled-for-deletion'),
    means: 'Somebody has scheduled the secret for deletion, so nothing can be written to it.',
    remedy:
      'Run `aws secretsmanager restore-secret --secret-id NAME`, or take the user out: remove its tag `keyturn:managed`.',
  },
  {
    sign: 'verify the new key: InvalidClientTokenId',
    fits: ({ kind }, operation) => kind === 'unknown-credentials' && operation === 'verify the new key',
    means: 'IAM did not know the new key after more than a minute, so nobody was given it.',
    remedy: 'Nothing: the next run starts again. If it lasts, look at the AWS Health Dashboard for IAM.',
  },
  {
    sign: 'ExpiredToken, ExpiredTokenException, token is expired, SSO session … has expired',
    fits: are('expired'),
    means: 'The credentials in use have expired.',
    remedy: 'Sign in again, for example with `aws sso login`. The function gets fresh ones by itself.',
  },
  {
    sign: 'SignatureDoesNotMatch, InvalidSignatureException, RequestTimeTooSkewed, Signature expired, Signature not yet current',
    fits: are('clock-skew', 'wrong-signature'),
    means:
      'The clock of the machine that called differs from AWS by more than 5 minutes, or its secret access key is wrong.',
    remedy:
      'Set the clock by NTP; if it is right, check the profile. In Lambda AWS keeps the clock: the next run tries again.',
  },
  {
    sign: 'InvalidClientTokenId, UnrecognizedClientException, RegionDisabledException, OptInRequired',
    fits: are('unknown-credentials', 'region-disabled'),
    means: 'AWS does not know the credentials in this Region.',
    remedy:
      'Enable the Region for the account if it is one to opt in to; otherwise check the profile: its key may be inactive or deleted.',
  },
  {
    sign: 'CredentialsProviderError, Could not load credentials',
    fits: are('no-credentials'),
    means: 'No AWS credentials were found.',
    remedy: 'Name a profile with `--profile` or AWS_PROFILE, or sign in, for example with `aws sso login`.',
  },
  {
    sign: 'Region is missing',
    fits: are('no-region'),
    means: 'Nobody has said which Region to look in.',
    remedy: 'Name it with `--region` or AWS_REGION.',
  },
  {
    sign: 'ENOTFOUND, EAI_AGAIN, ECONNREFUSED, ECONNRESET, ETIMEDOUT, EHOSTUNREACH, TimeoutError, socket hang up',
    fits: are('network'),
    means: 'No answer came over the network, so whether the call took effect is not known.',
    remedy:
      'Nothing, if it was once: the next run sees what is there. A function in a VPC needs a NAT gateway or VPC endpoints; on your own machine check the network, the Region and `--endpoint-url`.',
  },
  ...DENIALS,
  {
    sign: 'NoSuchEntityException',
    fits: are('no-such-entity'),
    means: 'The user or its key went away while Keyturn was at work on it.',
    remedy: 'Nothing, if somebody deleted or renamed it: the next run sees what is there.',
  },
  {
    sign: "ResourceNotFoundException, Secrets Manager can't find the specified secret",
    fits: are('no-such-resource'),
    means: 'The secret, or the version that was to be changed, went away while Keyturn was at work on it.',
    remedy: 'Nothing: the next run sees what is there, and makes a new secret where none is left.',
  },
  {
    sign: 'ResourceExistsException',
    fits: are('exists'),
    means: 'Somebody, or another run, has just made a secret with that name.',
    remedy: "Nothing: the next run looks at it, and says so if it is not Keyturn's.",
  },
  {
    sign: 'InvalidParameterException … replica secret',
    fits: are('replica'),
    means: "The secret is the copy of another Region's secret, and AWS lets nobody write a copy.",
    remedy:
      'Let Keyturn write the original: deploy it in that Region; or make the copy a secret of its own with `aws secretsmanager stop-replication-to-replica --secret-id NAME`.',
  },
  {
    sign: 'copy the secret to other Regions: InvalidParameterException',
    fits: ({ kind }, operation) => kind === 'invalid-parameter' && operation === 'copy the secret to other Regions',
    means:
      'The secret cannot be copied there: the Region is not enabled, or has a secret of that name. The new key is stored, and in use.',
    remedy: 'Enable the Region, delete or rename the secret there, or take the Region out of `replicaRegions`.',
  },
  {
    sign: 'InvalidParameterException … RemoveFromVersionId, staging label',
    fits: are('label-moved'),
    means: 'A label of the secret was moved while Keyturn was at work on it: another run or a person was first.',
    remedy: 'Nothing: the next run reads the labels and decides again.',
  },
  {
    sign: 'NotFoundException … Topic does not exist',
    fits: are('no-such-topic'),
    means: 'The topic that notifies the owners was deleted.',
    remedy:
      'Run `npx cdk destroy`, which touches no user, key or secret, deploy Keyturn again, and subscribe to the new topic.',
  },
  {
    sign: 'ServiceFailureException, InternalServiceError, InternalErrorException, InternalFailure, ServiceUnavailable',
    fits: are('aws-failed'),
    means: 'AWS itself failed.',
    remedy: 'Nothing: the next run tries again. If it lasts, look at the AWS Health Dashboard.',
  },
];
