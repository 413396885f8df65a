import * as cloudTrail from '@aws-sdk/client-cloudtrail';
import * as iam from '@aws-sdk/client-iam';
import * as secretsManager from '@aws-sdk/client-secrets-manager';
import * as sns from '@aws-sdk/client-sns';
import * as sts from '@aws-sdk/client-sts';

/*
 * The errors that the modelled services answer with: instances of the SDK's own classes where it exports one, so that
 * `instanceof` and `name` behave as they do against AWS.
 */

export type Service = 'cloudtrail' | 'iam' | 'secretsmanager' | 'sns' | 'sts';

const options = (httpStatusCode: number, message: string) => ({ message, $metadata: { httpStatusCode } });

export const noSuchEntity = (message: string) => new iam.NoSuchEntityException(options(404, message));
export const keyQuotaExceeded = () =>
  new iam.LimitExceededException(options(409, 'Cannot exceed quota for AccessKeysPerUser: 2'));
export const reportNotPresent = () => new iam.CredentialReportNotPresentException(options(410, 'No report exists'));
export const reportInProgress = () => new iam.CredentialReportNotReadyException(options(404, 'Report is in progress'));
export const reportExpired = () => new iam.CredentialReportExpiredException(options(410, 'Report has expired'));

export const noSuchSecret = () =>
  new secretsManager.ResourceNotFoundException(options(400, "Secrets Manager can't find the specified secret."));
export const noSuchVersion = (versionId: string) =>
  new secretsManager.ResourceNotFoundException(options(400, `There is no version ${versionId}.`));
export const secretExists = (message: string) => new secretsManager.ResourceExistsException(options(400, message));
export const badParameter = (message: string) => new secretsManager.InvalidParameterException(options(400, message));
export const badRequest = (message: string) => new secretsManager.InvalidRequestException(options(400, message));
export const secretIsDeleted = () =>
  new secretsManager.InvalidRequestException(options(400, 'The secret was marked for deletion.'));

export const badMessage = (message: string) =>
  new sns.InvalidParameterException(options(400, `Invalid parameter: ${message}`));
export const noSuchTopic = () => new sns.NotFoundException(options(404, 'Topic does not exist'));
export const badAttribute = (message: string) => new sns.InvalidParameterValueException(options(400, message));

export const unknownKey = () =>
  serviceError('sts', 'InvalidClientTokenId', 403, 'The security token included in the request is invalid.');
export const wrongSecretHalf = () =>
  serviceError('sts', 'SignatureDoesNotMatch', 403, 'The request signature we calculated does not match.');

export const accessDenied = (service: Service, message = 'not authorized to perform this operation') =>
  serviceError(service, service === 'secretsmanager' ? 'AccessDeniedException' : 'AccessDenied', 403, message);

/** A throttle that is left after the SDK has used up its retries, which are not modelled. */
export const throttled = (service: Service) =>
  serviceError(service, service === 'secretsmanager' ? 'ThrottlingException' : 'Throttling', 400, 'Rate exceeded');

/** What the SDK's HTTP handler throws when no answer comes: the caller cannot know whether the call took effect. */
export function timedOut(): Error {
  return Object.assign(new Error('Connection timed out after 3000 ms'), { name: 'TimeoutError', $metadata: {} });
}

const bases = {
  cloudtrail: cloudTrail.CloudTrailServiceException,
  iam: iam.IAMServiceException,
  secretsmanager: secretsManager.SecretsManagerServiceException,
  sns: sns.SNSServiceException,
  sts: sts.STSServiceException,
};

/** An error for which the SDK exports no class of its own. */
export function serviceError(service: Service, name: string, httpStatusCode: number, message: string): Error {
  return new bases[service]({ name, $fault: 'client', ...options(httpStatusCode, message) });
}
