/** What an error means, by its name, its text and its code: the same for the function and the command line. */
import { classify } from '../../../../lambda/aws/errors/failure';

const error = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });
const DENIED = 'User: arn:aws:iam::123456789012:user/me is not authorized to perform: SNS:Publish on resource: x';

describe('an error means', () => {
  it.each([
    ['throttled', error('PriorRequestNotComplete', '')],
    ['throttled', error('Error', 'slow down', { $metadata: { httpStatusCode: 429 } })],
    ['throttled', error('Unheard', 'Rate exceeded')],
    ['quota', error('LimitExceededException', 'Cannot exceed quota')],
    ['kms', error('KMSDisabledException', 'it is disabled')],
    ['throttled', error('KMSThrottlingException', 'the customer master key')],
    ['expired', error('CredentialsProviderError', 'The SSO session associated with this profile has expired.')],
    ['clock-skew', error('SignatureDoesNotMatch', 'Signature expired: 20151221T200419Z is now earlier')],
    ['wrong-signature', error('SignatureDoesNotMatch', 'The request signature we calculated does not match')],
    ['unknown-credentials', error('UnrecognizedClientException', 'no')],
    ['not-aws', error('SyntaxError', 'Unexpected token < in JSON')],
    ['denied', error('Odd', DENIED)],
    ['no-such-entity', error('NoSuchEntity', 'it is gone')],
    ['no-such-resource', error('ResourceNotFoundException', 'it is gone')],
    ['no-such-stack', error('ValidationError', 'Stack with id Keyturn does not exist')],
    ['other', error('ValidationError', 'a bad parameter')],
    ['label-moved', error('InvalidParameterException', 'Staging label AWSCURRENT is currently attached')],
    ['invalid-parameter', error('InvalidParameterException', 'Message too long')],
    ['no-such-entity', error('NoSuchEntityException', 'The user with name EPIPE cannot be found.')],
    ['denied', error('AccessDenied', `${DENIED}/CERT_ECONNRESET`)],
    ['other', error('constructor', 'a name that every object has')],
    ['other', 'no error at all'],
    ['other', undefined],
  ])('%s: %s', (kind, thrown) => expect(classify(thrown).kind).toBe(kind));
});

it('a denial tells the action, what refused, and who asked', () => {
  expect(classify(error('AccessDenied', `${DENIED} with an explicit deny in a service control policy`))).toMatchObject({
    action: 'sns:Publish',
    policy: 'service control policy',
    isExplicit: true,
    caller: 'arn:aws:iam::123456789012:user/me',
  });
  expect(classify(error('AccessDenied', 'Access Denied'))).toMatchObject({ isExplicit: false, action: undefined });
});

describe('a call that got no answer', () => {
  it.each([
    ['was never sent', error('Error', 'connect ECONNREFUSED 127.0.0.1:9'), 'ECONNREFUSED', false],
    [
      'was never sent to any address',
      error('AggregateError', '', { errors: [{ code: 'EAI_AGAIN' }] }),
      'EAI_AGAIN',
      false,
    ],
    ['may have been sent', error('TimeoutError', 'Connection timed out after 3000 ms'), undefined, true],
    ['was sent', error('Error', 'socket hang up', { code: 'ECONNRESET' }), 'ECONNRESET', true],
  ])('%s', (_when, thrown, code, wasSent) => {
    expect(classify(thrown)).toMatchObject({ kind: 'network', code, wasSent });
  });
});

it('a certificate that nobody trusts is not taken for a lost answer', () => {
  const thrown = error('Error', 'self-signed certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  expect(classify(thrown)).toMatchObject({ kind: 'untrusted', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
});

it.each([
  ['Could not resolve credentials using profile: [staging] in configuration/credentials file(s).', 'staging'],
  ['Profile staging could not be found', 'staging'],
  ['Could not load credentials from any providers', undefined],
])('the profile that has no credentials: %s', (message, profile) => {
  expect(classify(error('CredentialsProviderError', message))).toMatchObject({ kind: 'no-credentials', profile });
});
