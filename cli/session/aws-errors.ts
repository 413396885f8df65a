/** AWS's errors, and those on the way there, as a sentence and a remedy. Pure. */

import { errorText, StepError } from '../../lambda/aws/errors/errors';
import { oneLine } from '../../lambda/core/text';
import { Problem } from '../terminal/problem';

interface AwsError {
  readonly name: string;
  readonly message: string;
  /** Node's code of a connection that failed. */
  readonly code: string;
}

/** What was going on when it failed. */
export interface Attempt {
  /** In words: `invoke the function X`. */
  readonly what: string;
  readonly endpoint?: string | undefined;
}

type Reading = (error: AwsError, attempt: Attempt) => Problem | undefined;

/** The first that knows the error explains it. */
const READINGS: readonly Reading[] = [
  expired,
  noCredentials,
  noRegion,
  noNetwork,
  refused,
  clockSkew,
  denied,
  throttled,
];

export function problemFrom(error: unknown, attempt: Attempt): Problem {
  if (error instanceof Problem) return error;
  const read = readable(error);
  for (const reading of READINGS) {
    const problem = reading(read, attempt);
    if (problem) return problem;
  }
  return new Problem(`Could not ${attempt.what}: ${errorText(error)}`);
}

function readable(error: unknown): AwsError {
  if (error instanceof StepError) return readableStep(error);
  const { name = 'Error', message = String(error), code, cause, errors } = (error ?? {}) as Record<string, unknown>;
  // Node tries each address of a name, and wraps what went wrong with the last of them.
  const inner = [cause, ...(Array.isArray(errors) ? errors : [])] as ({ code?: unknown } | undefined)[];
  const codes = [code, ...inner.map((each) => each?.code)].filter((each) => typeof each === 'string');
  return { name: String(name), message: oneLine(String(message)).slice(0, 400), code: codes[0] ?? '' };
}

/** The function's core keeps of an error its name and one line: `read the users: AccessDenied: …`. */
function readableStep({ step, message }: StepError): AwsError {
  const [, name = 'Error', text = message] = /^(\w+): (.*)$/s.exec(message.slice(step.length + 2)) ?? [];
  return { name, message: text, code: /\bE[A-Z]{5,}(_[A-Z]+)*\b/.exec(text)?.[0] ?? '' };
}

function expired({ name, message }: AwsError): Problem | undefined {
  const is = /^(ExpiredToken(Exception)?|RequestExpired|TokenRefreshRequired)$/.test(name);
  if (
    !is &&
    !/token (is |has |in the request is )?expired|session .*(is|has) expired|refresh this SSO session/i.test(message)
  )
    return undefined;
  return new Problem(
    'Your AWS credentials have expired.',
    'Sign in again: aws sso login (add --profile <name> if you use one), or renew the variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.',
  );
}

function noCredentials({ name, message }: AwsError): Problem | undefined {
  const profile = /using profile: \[(.*?)\]|profile.*?['"[]?([\w.-]+)['"\]]? (?:could not be found|not found)/i.exec(
    message,
  );
  const named = profile?.[1] ?? profile?.[2] ?? process.env.AWS_PROFILE;
  if (name === 'CredentialsProviderError' && named && named !== 'default')
    return new Problem(
      `No AWS credentials could be taken from the profile ${named}.`,
      `See what profiles there are: aws configure list-profiles. If it signs in by SSO: aws sso login --profile ${named}.`,
    );
  if (!/^(CredentialsProviderError|TokenProviderError)$/.test(name) && !/could not load credentials/i.test(message))
    return undefined;
  return new Problem(
    'No AWS credentials were found.',
    'Pass --profile <name>, sign in with aws sso login, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. To see whether it worked: aws sts get-caller-identity.',
  );
}

function noRegion({ message }: AwsError): Problem | undefined {
  return /region is missing/i.test(message) ? missingRegion() : undefined;
}

export const missingRegion = () =>
  new Problem(
    'No AWS Region was given.',
    'Pass --region <name>, such as --region eu-central-1, or set AWS_REGION. It must be the Region that Keyturn is deployed in.',
  );

const NETWORK_CODES =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|EPROTO|ERR_TLS_.*|ERR_SSL_.*|CERT_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*|HPE_.*)$/;

function noNetwork({ name, message, code }: AwsError, { endpoint }: Attempt): Problem | undefined {
  const where = endpoint === undefined ? 'AWS' : oneLine(endpoint);
  if (/deserialization error|is not valid JSON|Unexpected token/i.test(message) && !NETWORK_CODES.test(code))
    return new Problem(
      `What answered at ${where} is not AWS.`,
      endpoint === undefined
        ? 'A proxy or a captive portal may stand in the way.'
        : 'Check --endpoint-url and AWS_ENDPOINT_URL.',
    );
  if (!NETWORK_CODES.test(code) && !/^(TimeoutError|NetworkingError|AggregateError)$/.test(name)) return undefined;
  const detail = code || name;
  const remedy =
    endpoint === undefined
      ? 'Check the network, the proxy settings, and that the Region exists (--region).'
      : 'Check --endpoint-url and AWS_ENDPOINT_URL, and that something listens there.';
  return new Problem(`${where} could not be reached (${detail}).`, remedy);
}

function refused({ name, message }: AwsError): Problem | undefined {
  const is =
    /^(InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|AuthFailure|MissingAuthenticationToken(Exception)?)$/;
  if (!is.test(name) && !/security token included in the request is invalid/i.test(message)) return undefined;
  return new Problem(
    'AWS does not know your credentials: the access key was deleted or deactivated, or belongs to another partition.',
    'See who you are with aws sts get-caller-identity, and pass --profile <name> for another identity.',
  );
}

function clockSkew({ name, message }: AwsError): Problem | undefined {
  if (/^(RequestTimeTooSkewed|RequestInTheFuture)$/.test(name) || /signature (not yet current|expired)/i.test(message))
    return new Problem(
      "This machine's clock is wrong, and AWS refuses what it signs.",
      'Set the clock (NTP), then try again.',
    );
  if (!/^(SignatureDoesNotMatch|InvalidSignatureException)$/.test(name)) return undefined;
  return new Problem(
    'AWS refuses the signature: the secret half of your own access key is wrong, or the clock of this machine is.',
    'Correct AWS_SECRET_ACCESS_KEY or the profile. See whether it works: aws sts get-caller-identity.',
  );
}

function denied({ name, message }: AwsError, { what }: Attempt): Problem | undefined {
  if (!/^(AccessDenied(Exception)?|UnauthorizedOperation|AuthorizationError(Exception)?|Forbidden)$/.test(name))
    return undefined;
  const action = deniedAction(message);
  const why = /explicit deny/i.test(message) ? ', because a policy denies it explicitly' : '';
  return new Problem(
    `Access denied: you may not ${what}${action ? ` (${action})` : ''}${why}.`,
    action
      ? `Ask for ${action}, or pass --profile <name> for an identity that has it.${why ? ' A service control policy or a permissions boundary may be what denies it.' : ''}`
      : `AWS says: ${message}`,
  );
}

/** AWS names it: `… is not authorized to perform: lambda:InvokeFunction on resource: …`. */
export const deniedAction = (message: string) => /not authorized to perform:? ([\w-]+:\w+)/i.exec(message)?.[1];

function throttled({ name }: AwsError): Problem | undefined {
  if (!/^(Throttling(Exception)?|TooManyRequests(Exception)?|RequestLimitExceeded|SlowDown)$/.test(name))
    return undefined;
  return new Problem(
    'AWS asks to slow down: too many requests were made in this account.',
    'Wait a minute, then try again.',
  );
}
