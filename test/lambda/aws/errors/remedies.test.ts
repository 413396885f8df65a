/** AWS's errors, in AWS's own words, become a sentence and a remedy; docs/troubleshooting.md is made from the same. */
import { Effect } from 'aws-cdk-lib/aws-iam';
import { failureOf, withoutText } from '../../../../lambda/aws/errors/errors';
import type { Operation } from '../../../../lambda/aws/errors/operation';
import { REMEDIES, remedyFor } from '../../../../lambda/aws/errors/remedies';
import { STATEMENTS } from '../../../../lambda/aws/errors/statements';
import { permissions } from '../../../../lib/permissions/permissions';
import { ACCOUNT_ID } from '../../../support/builders';
import { aConfig, TOPIC_ARN } from '../../../support/simulation/harness';

const ROLE = `arn:aws:sts::${ACCOUNT_ID}:assumed-role/keyturn-function/Keyturn-Function-1A2B3C`;
const USER = `arn:aws:iam::${ACCOUNT_ID}:user/alice`;
const SECRET = `arn:aws:secretsmanager:us-east-1:${ACCOUNT_ID}:secret:keyturn/alice-a1b2c3`;

const error = (name: string, message: string, code?: string) => Object.assign(new Error(message), { name, code });
const denied = (action: string, resource: string, why: string, who = ROLE) =>
  error('AccessDenied', `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${why}`);
const notAllowedBy = (policy: string, action: string) => `because no ${policy} allows the ${action} action`;

interface Case {
  readonly error: unknown;
  readonly step?: Operation;
  /** The remedy that it must get, by its sign. */
  readonly sign: string;
  /** What only this error tells. */
  readonly saying?: string;
}

const CREATE = 'iam:CreateAccessKey';
const IN_CREATE = "Keyturn's own policy covers iam:CreateAccessKey, in its statement RotateKeysOfManagedUsers. ";

const CASES: Record<string, Case> = {
  'IAM throttles': {
    error: error('Throttling', 'Rate exceeded'),
    sign: 'Throttling, ThrottlingException, Rate exceeded',
  },
  'Secrets Manager throttles': {
    error: error('ThrottlingException', 'Rate exceeded'),
    sign: 'Throttling, ThrottlingException, Rate exceeded',
  },
  'KMS throttles SNS': {
    error: error('KMSThrottlingException', 'You have exceeded the rate at which you may call KMS.'),
    sign: 'Throttling, ThrottlingException, Rate exceeded',
  },
  'a third key': {
    error: error('LimitExceededException', 'Cannot exceed quota for AccessKeysPerUser: 2'),
    sign: 'LimitExceededException … AccessKeysPerUser',
  },
  'another quota': {
    error: error('LimitExceededException', 'You can have at most 500000 secrets.'),
    sign: 'LimitExceededException, anything else',
  },
  'more tags than a secret may have': {
    error: error('InvalidParameterException', 'At most 50 tags.'),
    step: 'write the intent',
    sign: 'LimitExceededException, InvalidParameterException … tags',
  },
  'more tags than a secret may have, called a limit': {
    error: error('LimitExceededException', 'The request failed because it would exceed one of the quotas.'),
    step: 'note the message',
    sign: 'LimitExceededException, InvalidParameterException … tags',
  },
  'IAM has no capacity for a report': {
    error: error('LimitExceededException', 'Report generation is limited at the moment.'),
    step: 'read the credential report',
    sign: 'read the credential report: LimitExceededException',
  },
  'too many versions of a secret': {
    error: error('LimitExceededException', 'The request failed because it would exceed one of the quotas.'),
    step: 'store the new key',
    sign: 'store the new key: LimitExceededException',
  },
  'a write on the copy of a secret': {
    error: error(
      'InvalidParameterException',
      "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
    ),
    step: 'write the intent',
    sign: 'InvalidParameterException … replica secret',
  },
  'a Region that takes no copy': {
    error: error('InvalidParameterException', 'Invalid replica region: eu-west-9'),
    step: 'copy the secret to other Regions',
    sign: 'copy the secret to other Regions: InvalidParameterException',
  },
  'the topic’s KMS key refuses': {
    error: error(
      'KMSAccessDeniedException',
      'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access. (Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException)',
    ),
    step: 'announce the new key',
    sign: 'KMSAccessDeniedException, KMSDisabledException, KMSInvalidStateException, KMSNotFoundException',
  },
  'the secret’s KMS key refuses': {
    error: error('AccessDeniedException', 'Access to KMS is not allowed'),
    sign: 'Access to KMS is not allowed, EncryptionFailure, DecryptionFailure',
    saying: 'kms:GenerateDataKey and kms:Decrypt',
  },
  'the secret’s KMS key refuses, and names the action': {
    error: denied(
      'kms:GenerateDataKey',
      'arn:aws:kms:us-east-1:1:key/2',
      notAllowedBy('resource-based policy', 'kms:GenerateDataKey'),
    ),
    sign: 'Access to KMS is not allowed, EncryptionFailure, DecryptionFailure',
  },
  'the secret’s KMS key is disabled': {
    error: error(
      'EncryptionFailure',
      "Secrets Manager can't encrypt the protected secret text using the provided KMS key.",
    ),
    sign: 'Access to KMS is not allowed, EncryptionFailure, DecryptionFailure',
  },
  'a secret that is scheduled for deletion': {
    error: error(
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
    ),
    sign: 'InvalidRequestException … marked for deletion, scheduled for deletion',
    saying: 'aws secretsmanager restore-secret',
  },
  'the name of a secret that is scheduled for deletion': {
    error: error(
      'InvalidRequestException',
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    ),
    sign: 'InvalidRequestException … marked for deletion, scheduled for deletion',
  },
  'a new key that IAM does not know yet': {
    error: error('InvalidClientTokenId', 'The security token included in the request is invalid.'),
    step: 'verify the new key',
    sign: 'verify the new key: InvalidClientTokenId',
  },
  'a Region that was not opted in to': {
    error: error('UnrecognizedClientException', 'The security token included in the request is invalid.'),
    sign: 'InvalidClientTokenId, UnrecognizedClientException, RegionDisabledException, OptInRequired',
  },
  'a token that has expired': {
    error: error('ExpiredToken', 'The security token included in the request is expired'),
    sign: 'ExpiredToken, ExpiredTokenException, token is expired, SSO session … has expired',
  },
  'a sign-in that has expired': {
    error: error(
      'CredentialsProviderError',
      'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.',
    ),
    sign: 'ExpiredToken, ExpiredTokenException, token is expired, SSO session … has expired',
  },
  'a clock that is slow': {
    error: error(
      'SignatureDoesNotMatch',
      'Signature expired: 20151221T200419Z is now earlier than 20151221T201450Z (20151221T201950Z - 5 min.)',
    ),
    sign: 'SignatureDoesNotMatch, InvalidSignatureException, RequestTimeTooSkewed, Signature expired, Signature not yet current',
  },
  'a clock that is fast': {
    error: error(
      'InvalidSignatureException',
      'Signature not yet current: 20190305T002809Z is still later than 20190304T214315Z (20190304T212815Z + 15 min.)',
    ),
    sign: 'SignatureDoesNotMatch, InvalidSignatureException, RequestTimeTooSkewed, Signature expired, Signature not yet current',
  },
  'no credentials': {
    error: error('CredentialsProviderError', 'Could not load credentials from any providers'),
    sign: 'CredentialsProviderError, Could not load credentials',
  },
  'no Region': { error: error('Error', 'Region is missing'), sign: 'Region is missing' },
  'a host that nobody knows': {
    error: error('Error', 'getaddrinfo ENOTFOUND iam.amazonaws.com', 'ENOTFOUND'),
    sign: 'ENOTFOUND, EAI_AGAIN, ECONNREFUSED, ECONNRESET, ETIMEDOUT, EHOSTUNREACH, TimeoutError, socket hang up',
  },
  'connections that are all refused, of which node gives a code and no message': {
    error: error('AggregateError', '', 'ECONNREFUSED'),
    sign: 'ENOTFOUND, EAI_AGAIN, ECONNREFUSED, ECONNRESET, ETIMEDOUT, EHOSTUNREACH, TimeoutError, socket hang up',
  },
  'an answer that does not come': {
    error: error('TimeoutError', 'Connection timed out after 3000 ms'),
    sign: 'ENOTFOUND, EAI_AGAIN, ECONNREFUSED, ECONNRESET, ETIMEDOUT, EHOSTUNREACH, TimeoutError, socket hang up',
  },
  'a lost answer of which the name alone is told': {
    error: withoutText(error('TimeoutError', 'Connection timed out after 3000 ms')),
    sign: 'ENOTFOUND, EAI_AGAIN, ECONNREFUSED, ECONNRESET, ETIMEDOUT, EHOSTUNREACH, TimeoutError, socket hang up',
  },
  'a service control policy denies a secret, for want of a tag that it demands': {
    error: denied('secretsmanager:CreateSecret', USER, 'with an explicit deny in a service control policy'),
    sign: 'AccessDenied on secretsmanager:CreateSecret … service control policy; TagPolicyViolation',
    saying: 'the setting secretTags',
  },
  'a service control policy denies': {
    error: denied(CREATE, USER, 'with an explicit deny in a service control policy'),
    sign: 'AccessDenied … service control policy',
    saying: IN_CREATE,
  },
  'a service control policy denies, and AWS names it, as it does since 2026': {
    error: denied(
      CREATE,
      USER,
      `with an explicit deny in a service control policy: arn:aws:organizations::${ACCOUNT_ID}:policy/o-1/service_control_policy/p-1`,
    ),
    sign: 'AccessDenied … service control policy',
    saying: IN_CREATE,
  },
  'no service control policy allows': {
    error: denied(CREATE, USER, notAllowedBy('service control policy', CREATE)),
    sign: 'AccessDenied … service control policy',
  },
  'a service control policy denies a kms action': {
    error: denied('kms:Decrypt', 'arn:aws:kms:us-east-1:1:key/2', 'with an explicit deny in a service control policy'),
    sign: 'AccessDenied … service control policy',
  },
  'a resource control policy denies': {
    error: denied('secretsmanager:PutSecretValue', SECRET, 'with an explicit deny in a resource control policy'),
    sign: 'AccessDenied … resource control policy',
    saying: "Keyturn's own policy covers secretsmanager:PutSecretValue, in its statement WriteOwnedSecrets. ",
  },
  'a permissions boundary does not allow': {
    error: denied(CREATE, USER, notAllowedBy('permissions boundary', CREATE)),
    sign: 'AccessDenied … permissions boundary',
    saying: IN_CREATE,
  },
  'a session policy does not allow': {
    error: denied(CREATE, USER, notAllowedBy('session policy', CREATE)),
    sign: 'AccessDenied … session policy',
  },
  'a VPC endpoint does not allow': {
    error: denied(
      'secretsmanager:DescribeSecret',
      SECRET,
      notAllowedBy('VPC endpoint policy', 'secretsmanager:DescribeSecret'),
    ),
    sign: 'AccessDenied … VPC endpoint policy',
    saying: 'in its statement SeeNamesakes or WriteOwnedSecrets. ',
  },
  'the secret’s own policy denies': {
    error: denied('secretsmanager:PutSecretValue', SECRET, 'with an explicit deny in a resource-based policy'),
    sign: 'AccessDenied … resource-based policy',
  },
  'a policy that somebody attached to the role denies': {
    error: denied(CREATE, USER, 'with an explicit deny in an identity-based policy'),
    sign: 'AccessDenied … explicit deny in an identity-based policy',
  },
  'nothing allows it for a user': {
    error: denied(CREATE, USER, notAllowedBy('identity-based policy', CREATE)),
    sign: 'AccessDenied on an iam: action for a user',
    saying: IN_CREATE,
  },
  'nothing allows it for a secret': {
    error: error(
      'AccessDeniedException',
      `User: ${ROLE} is not authorized to perform: secretsmanager:TagResource on resource: ${SECRET} because no identity-based policy allows the secretsmanager:TagResource action`,
    ),
    sign: 'AccessDenied on a secretsmanager: action for a secret',
    saying: 'in its statement CreateSecretsForUsers or KeepStateInTags. ',
  },
  'nothing allows a bulk read': {
    error: denied(
      'iam:GetAccountAuthorizationDetails',
      '*',
      notAllowedBy('identity-based policy', 'iam:GetAccountAuthorizationDetails'),
    ),
    sign: 'AccessDenied, anything else',
    saying: 'in its statement ReadInBulk. ',
  },
  'nothing allows a message': {
    error: error(
      'AuthorizationErrorException',
      `User: ${ROLE} is not authorized to perform: SNS:Publish on resource: ${TOPIC_ARN} because no identity-based policy allows the SNS:Publish action`,
    ),
    sign: 'AccessDenied, anything else',
    saying: "Keyturn's own policy covers sns:Publish, in its statement TellOwners or TellTeams. ",
  },
  'an action that Keyturn never needs': {
    error: denied('iam:DeleteUser', USER, notAllowedBy('identity-based policy', 'iam:DeleteUser')),
    sign: 'AccessDenied, anything else',
    saying: "No statement of Keyturn's own policy covers iam:DeleteUser. ",
  },
  'access denied without a word of explanation': {
    error: error('AccessDenied', 'Access Denied'),
    sign: 'AccessDenied, anything else',
  },
  'a person without the right': {
    error: denied(
      'iam:GetAccountAuthorizationDetails',
      '*',
      notAllowedBy('identity-based policy', 'iam:GetAccountAuthorizationDetails'),
      `arn:aws:sts::${ACCOUNT_ID}:assumed-role/ReadOnly/bob`,
    ),
    sign: 'AccessDenied, with your own name in it',
  },
  'a user that is gone': {
    error: error('NoSuchEntityException', 'The user with name alice cannot be found.'),
    sign: 'NoSuchEntityException',
  },
  'a secret that is gone': {
    error: error('ResourceNotFoundException', "Secrets Manager can't find the specified secret."),
    sign: "ResourceNotFoundException, Secrets Manager can't find the specified secret",
  },
  'a secret that appeared': {
    error: error('ResourceExistsException', 'The operation failed because the secret keyturn/alice already exists.'),
    sign: 'ResourceExistsException',
  },
  'a label that moved': {
    error: error(
      'InvalidParameterException',
      "The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version 1, so you must explicitly reference that version in RemoveFromVersionId.",
    ),
    sign: 'InvalidParameterException … RemoveFromVersionId, staging label',
  },
  'a topic that is gone': {
    error: error('NotFoundException', 'Topic does not exist'),
    sign: 'NotFoundException … Topic does not exist',
  },
  'IAM fails': {
    error: error('ServiceFailureException', 'We are unable to process your request at this time.'),
    sign: 'ServiceFailureException, InternalServiceError, InternalErrorException, InternalFailure, ServiceUnavailable',
  },
};

const plain = (text: string) => text.replaceAll('`', '');

describe('what it means and what to do', () => {
  it.each(Object.entries(CASES))('%s', (_what, { error: thrown, step = 'create the new key', sign, saying }) => {
    const expected = REMEDIES.find((remedy) => remedy.sign === sign);
    const told = remedyFor(failureOf(thrown), step);
    expect(told).toMatch(new RegExp(`${escaped(`${plain(expected?.means ?? '')} ${plain(expected?.remedy ?? '')}`)}$`));
    if (saying) expect(told).toContain(saying);
    // Room in an error of 2,000 characters for AWS's 500 and for what is left behind.
    expect(told?.length).toBeLessThan(500);
  });

  it('is tried for every remedy', () => {
    expect(new Set(Object.values(CASES).map(({ sign }) => sign))).toEqual(new Set(REMEDIES.map(({ sign }) => sign)));
  });

  it.each([
    ['an error of Keyturn’s own', new Error('it authenticates as AIDA1, not as AIDA2')],
    ['a parameter that AWS refuses', error('InvalidParameterException', 'Invalid parameter: Message too long')],
    ['an answer that could not be read', withoutText(new SyntaxError('Unexpected token'))],
    ['nothing at all', undefined],
  ])('is left out for %s: a guess would mislead', (_what, thrown) => {
    expect(remedyFor(failureOf(thrown), 'create the new key')).toBeUndefined();
  });

  it('is found though AWS says who refused at the end of a long text', () => {
    const user = `arn:aws:iam::${ACCOUNT_ID}:user${'/a-long-path'.repeat(40)}/alice`;
    const refused = denied(CREATE, user, 'with an explicit deny in a service control policy');
    expect(remedyFor(failureOf(refused), 'create the new key')).toContain(
      'A service control policy of the organization forbids the call.',
    );
  });
});

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

it('knows each action of the deployed policy, and the statement that allows it', () => {
  const arns = {
    topicArn: TOPIC_ARN,
    topicKeyArn: '*',
    ownerTopicKeyArns: ['*'],
    logGroupArn: '*',
    deadLetterQueueArn: '*',
  };
  const place = { partition: 'aws', account: ACCOUNT_ID, region: 'us-east-1' };
  const deployed: Record<string, string[]> = {};
  for (const { sid, effect, actions } of permissions({ ...aConfig({ ownerTopics: [TOPIC_ARN] }), ...place, ...arns }))
    for (const action of effect === Effect.ALLOW ? actions : []) deployed[action] = [...(deployed[action] ?? []), sid];
  expect(STATEMENTS).toEqual(deployed);
});
