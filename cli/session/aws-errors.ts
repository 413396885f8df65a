/** AWS's errors, and those on the way there, as a sentence and a remedy for somebody at a terminal. */

import { errorText, failureOf } from '../../lambda/aws/errors/errors';
import type { Failure } from '../../lambda/aws/errors/failure';
import { oneLine } from '../../lambda/core/text';
import { Problem } from '../terminal/problem';

/** What was going on when it failed. */
export interface Attempt {
  /** In words: `invoke the function X`. */
  readonly what: string;
  readonly endpoint?: string | undefined;
}

export function problemFrom(error: unknown, attempt: Attempt): Problem {
  if (error instanceof Problem) return error;
  return known(failureOf(error), attempt) ?? new Problem(`Could not ${attempt.what}: ${errorText(error)}`);
}

/** Undefined where AWS's own words are the best there are. */
function known(failure: Failure, { what, endpoint }: Attempt): Problem | undefined {
  switch (failure.kind) {
    case 'expired':
      return new Problem(
        'Your AWS credentials have expired.',
        'Sign in again: aws sso login (add --profile <name> if you use one), or renew the variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.',
      );
    case 'no-credentials':
      return noCredentials(failure);
    case 'no-region':
      return missingRegion();
    case 'network':
    case 'untrusted':
      return unreachable(failure.code ?? failure.name, endpoint);
    case 'not-aws':
      return new Problem(
        `What answered at ${placeOf(endpoint)} is not AWS.`,
        endpoint === undefined
          ? 'A proxy or a captive portal may stand in the way.'
          : 'Check --endpoint-url and AWS_ENDPOINT_URL.',
      );
    case 'unknown-credentials':
      return new Problem(
        'AWS does not know your credentials: the access key was deleted or deactivated, or belongs to another partition.',
        'See who you are with aws sts get-caller-identity, and pass --profile <name> for another identity.',
      );
    case 'clock-skew':
      return new Problem(
        "This machine's clock is wrong, and AWS refuses what it signs.",
        'Set the clock (NTP), then try again.',
      );
    case 'wrong-signature':
      return new Problem(
        'AWS refuses the signature: the secret half of your own access key is wrong, or the clock of this machine is.',
        'Correct AWS_SECRET_ACCESS_KEY or the profile. See whether it works: aws sts get-caller-identity.',
      );
    case 'denied':
      return denied(failure, what);
    case 'throttled':
      return new Problem(
        'AWS asks to slow down: too many requests were made in this account.',
        'Wait a minute, then try again.',
      );
    default:
      return undefined;
  }
}

function noCredentials({ name, profile = process.env.AWS_PROFILE }: Failure & { kind: 'no-credentials' }): Problem {
  if (name === 'CredentialsProviderError' && profile && profile !== 'default')
    return new Problem(
      `No AWS credentials could be taken from the profile ${profile}.`,
      `See what profiles there are: aws configure list-profiles. If it signs in by SSO: aws sso login --profile ${profile}.`,
    );
  return new Problem(
    'No AWS credentials were found.',
    'Pass --profile <name>, sign in with aws sso login, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. To see whether it worked: aws sts get-caller-identity.',
  );
}

const missingRegion = () =>
  new Problem(
    'No AWS Region was given.',
    'Pass --region <name>, such as --region eu-central-1, or set AWS_REGION. It must be the Region that Keyturn is deployed in.',
  );

const placeOf = (endpoint: string | undefined) => (endpoint === undefined ? 'AWS' : oneLine(endpoint));

function unreachable(why: string, endpoint: string | undefined): Problem {
  const remedy =
    endpoint === undefined
      ? 'Check the network, the proxy settings, and that the Region exists (--region).'
      : 'Check --endpoint-url and AWS_ENDPOINT_URL, and that something listens there.';
  return new Problem(`${placeOf(endpoint)} could not be reached (${why}).`, remedy);
}

/** Nothing is deployed yet, so there is no Region that it must be. */
export const missingRegionToLookIn = () =>
  new Problem(
    'No AWS Region was given.',
    'Pass --region <name>, such as --region eu-central-1, or set AWS_REGION. IAM users and their keys are the same in every Region; secrets are looked for in that one, so name the Region that Keyturn is to be deployed in.',
  );

/** How much of AWS's own text fits into a sentence of ours. */
const LONGEST_QUOTE = 400;

function denied({ action, isExplicit, message }: Failure & { kind: 'denied' }, what: string): Problem {
  const why = isExplicit ? ', because a policy denies it explicitly' : '';
  return new Problem(
    `Access denied: you may not ${what}${action ? ` (${action})` : ''}${why}.`,
    action
      ? `Ask for ${action}, or pass --profile <name> for an identity that has it.${why ? ' A service control policy or a permissions boundary may be what denies it.' : ''}`
      : `AWS says: ${message.slice(0, LONGEST_QUOTE)}`,
  );
}
