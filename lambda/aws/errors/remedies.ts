/** AWS's errors as sentences for somebody in a hurry: what it means, and what to do. Pure. The README's "Troubleshooting" has the same words. */

import { errorLine } from '../../core/text';
import { DENIALS } from './denials';
import type { Failure, Remedy } from './remedy';

/** Undefined when nothing better can be said than what AWS said. */
export function remedyFor(error: unknown, step: string): string | undefined {
  const text = errorLine(error).slice(0, LONGEST_TEXT_READ);
  const failure = { name: /^[^:]*/.exec(text)?.[0] ?? '', text, step };
  const found = REMEDIES.find(({ fits }) => fits(failure));
  return found && `${found.detail?.(failure) ?? ''}${found.means} ${found.remedy}`.replaceAll('`', '');
}

/** AWS names the policy at the end of a text that holds two ARNs. */
const LONGEST_TEXT_READ = 5000;

const named =
  (...names: readonly string[]) =>
  ({ name }: Failure): boolean =>
    names.includes(name) || names.includes(`${name}Exception`);

const saying =
  (pattern: RegExp) =>
  ({ text }: Failure): boolean =>
    pattern.test(text);

/** Where another kind of policy is named as what refused, the key's own is not to blame. */
const isKmsDenied = saying(
  /Access to KMS is not allowed|customer master key|perform: kms:(?!.*(control policy|boundary|session policy|endpoint policy))/,
);

const isTelling = ({ step }: Failure) => /^(announce|send the message)/.test(step);

const isQuota = named('LimitExceededException');

const isUnknownToken = named('InvalidClientTokenId', 'UnrecognizedClientException');

/** The first that fits. */
export const REMEDIES: readonly Remedy[] = [
  {
    sign: 'Throttling, ThrottlingException, Rate exceeded',
    fits: (failure) =>
      named(
        'ThrottlingException',
        'ThrottledException',
        'TooManyRequestsException',
        'KMSThrottlingException',
      )(failure) || saying(/\bRate exceeded\b/)(failure),
    means: 'AWS takes no more calls from this account just now.',
    remedy:
      'Nothing: the next run goes on where this one stopped. If it lasts, look in CloudTrail for who else calls IAM that often.',
  },
  {
    sign: 'LimitExceededException … AccessKeysPerUser',
    fits: (failure) => isQuota(failure) && failure.text.includes('AccessKeysPerUser'),
    means: 'The user has two keys already: somebody made one at that moment.',
    remedy: 'Delete the key that nobody needs. The next run says what is in the way.',
  },
  {
    sign: 'LimitExceededException, anything else',
    fits: isQuota,
    means: 'A quota of the account is used up; the error says which.',
    remedy: 'Have it raised in Service Quotas, or delete what is not needed.',
  },
  {
    sign: 'KMSAccessDeniedException, KMSDisabledException, KMSInvalidStateException, KMSNotFoundException',
    fits: (failure) => /^KMS/.test(failure.name) || (isTelling(failure) && isKmsDenied(failure)),
    means: 'The KMS key that encrypts the topic cannot be used, so owners cannot be told.',
    remedy:
      'Enable the key if somebody disabled it; `npx cdk drift` shows what else was changed since the last deployment.',
  },
  {
    sign: 'Access to KMS is not allowed, EncryptionFailure, DecryptionFailure',
    fits: (failure) => named('EncryptionFailure', 'DecryptionFailure')(failure) || isKmsDenied(failure),
    means: 'The secret is encrypted with a KMS key that is disabled, or that the role may not use.',
    remedy:
      'Enable it, or allow the role `keyturn-function` the actions `kms:GenerateDataKey` and `kms:Decrypt` in the policy of that key.',
  },
  {
    sign: 'InvalidRequestException … marked for deletion, scheduled for deletion',
    fits: (failure) =>
      named('InvalidRequestException')(failure) && /(marked|scheduled) for deletion|marked deleted/.test(failure.text),
    means: 'Somebody has scheduled the secret for deletion, so nothing can be written to it.',
    remedy:
      'Run `aws secretsmanager restore-secret --secret-id NAME`, or take the user out: remove its tag `keyturn:managed`.',
  },
  {
    sign: 'verify the new key: InvalidClientTokenId',
    fits: (failure) => isUnknownToken(failure) && failure.step === 'verify the new key',
    means: 'IAM did not know the new key after more than a minute, so nobody was given it.',
    remedy: 'Nothing: the next run starts afresh. If it lasts, look at the AWS Health Dashboard for IAM.',
  },
  {
    sign: 'ExpiredToken, ExpiredTokenException, token is expired, SSO session … has expired',
    fits: (failure) =>
      named('ExpiredToken', 'ExpiredTokenException')(failure) ||
      saying(/security token included in the request is expired|SSO session .*expired|Token is expired/)(failure),
    means: 'The credentials in use have expired.',
    remedy: 'Sign in again, for example with `aws sso login`. The function gets fresh ones by itself.',
  },
  {
    sign: 'SignatureDoesNotMatch, InvalidSignatureException, RequestTimeTooSkewed, Signature expired, Signature not yet current',
    fits: (failure) =>
      named('SignatureDoesNotMatch', 'InvalidSignatureException', 'RequestTimeTooSkewed', 'RequestExpired')(failure) ||
      saying(/Signature expired|Signature not yet current/)(failure),
    means:
      'The clock of the machine that called differs from AWS by more than 5 minutes, or its secret access key is wrong.',
    remedy:
      'Set the clock by NTP; if it is right, check the profile. In Lambda AWS keeps the clock: the next run tries again.',
  },
  {
    sign: 'InvalidClientTokenId, UnrecognizedClientException, RegionDisabledException, OptInRequired',
    fits: (failure) => isUnknownToken(failure) || named('RegionDisabledException', 'OptInRequired')(failure),
    means: 'AWS does not know the credentials in this Region.',
    remedy:
      'Enable the Region for the account if it is one to opt in to; otherwise check the profile: its key may be inactive or deleted.',
  },
  {
    sign: 'CredentialsProviderError, Could not load credentials',
    fits: (failure) => named('CredentialsProviderError')(failure) || saying(/Could not load credentials/)(failure),
    means: 'No AWS credentials were found.',
    remedy: 'Name a profile with `--profile` or AWS_PROFILE, or sign in, for example with `aws sso login`.',
  },
  {
    sign: 'Region is missing',
    fits: saying(/Region is missing/),
    means: 'Nobody has said which Region to look in.',
    remedy: 'Name it with `--region` or AWS_REGION.',
  },
  {
    sign: 'ENOTFOUND, EAI_AGAIN, ECONNREFUSED, ECONNRESET, ETIMEDOUT, EHOSTUNREACH, TimeoutError, socket hang up',
    fits: saying(
      /\b(ENOTFOUND|EAI_AGAIN|ECONN(REFUSED|RESET|ABORTED)|ETIMEDOUT|E(HOST|NET)(UNREACH|DOWN)|EPIPE|TimeoutError)\b|socket hang up/,
    ),
    means: 'No answer came over the network, so whether the call took effect is not known.',
    remedy:
      'Nothing, if it was once: the next run sees what is there. A function in a VPC needs a NAT gateway or VPC endpoints; on your own machine check the network, the Region and `--endpoint-url`.',
  },
  ...DENIALS,
  {
    sign: 'NoSuchEntityException',
    fits: named('NoSuchEntityException'),
    means: 'The user or its key went away while Keyturn was at work on it.',
    remedy: 'Nothing, if somebody deleted or renamed it: the next run sees what is there.',
  },
  {
    sign: "ResourceNotFoundException, Secrets Manager can't find the specified secret",
    fits: named('ResourceNotFoundException'),
    means: 'The secret, or the version that was to be changed, went away while Keyturn was at work on it.',
    remedy: 'Nothing: the next run sees what is there, and makes a new secret where none is left.',
  },
  {
    sign: 'ResourceExistsException',
    fits: named('ResourceExistsException'),
    means: 'Somebody, or another run, has just made a secret with that name.',
    remedy: "Nothing: the next run looks at it, and says so if it is not Keyturn's.",
  },
  {
    sign: 'InvalidParameterException … RemoveFromVersionId, staging label',
    fits: (failure) =>
      named('InvalidParameterException')(failure) && /RemoveFromVersionId|staging label/i.test(failure.text),
    means: 'A label of the secret was moved while Keyturn was at work on it: another run or a person was first.',
    remedy: 'Nothing: the next run reads the labels and decides anew.',
  },
  {
    sign: 'NotFoundException … Topic does not exist',
    fits: (failure) => named('NotFoundException')(failure) && /topic/i.test(failure.text),
    means: 'The topic that tells the owners is gone.',
    remedy:
      'Run `npx cdk destroy`, which touches no user, key or secret, deploy Keyturn again, and subscribe to the new topic.',
  },
  {
    sign: 'ServiceFailureException, InternalServiceError, InternalErrorException, InternalFailure, ServiceUnavailable',
    fits: named(
      'ServiceFailureException',
      'InternalServiceError',
      'InternalErrorException',
      'InternalFailure',
      'ServiceUnavailable',
      'ServiceUnavailableException',
    ),
    means: 'AWS itself failed.',
    remedy: 'Nothing: the next run tries again. If it lasts, look at the AWS Health Dashboard.',
  },
];
