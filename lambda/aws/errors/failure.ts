/** AWS's errors, and those on the way to AWS, by what they mean: the one place that knows their names and words. Pure. */

import { errorWords } from '../../core/text';
import { type Denial, denialIn } from './denial';

/** What an error says of itself, in one line. */
interface Said {
  readonly name: string;
  readonly message: string;
}

export type Failure = Said &
  (
    | ({ readonly kind: 'denied' } & Denial)
    /** `profile`: the one that has none. */
    | { readonly kind: 'no-credentials'; readonly profile: string | undefined }
    /** `code`: Node's. `wasSent`: the request may have taken effect, and its answer is missing. */
    | { readonly kind: 'network'; readonly code: string | undefined; readonly wasSent: boolean }
    /** Whoever answered does not speak TLS or HTTP as AWS does, or is not trusted. */
    | { readonly kind: 'untrusted'; readonly code: string | undefined }
    | { readonly kind: Exclude<Kind, 'denied' | 'no-credentials' | 'network' | 'untrusted'> }
  );

export function classify(error: unknown): Failure {
  const { name, text } = errorWords(error);
  const said = { name, message: text.slice(0, LONGEST_MESSAGE) };
  const codes = codesOf(error);
  const kind = isStatus429(error) ? 'throttled' : kindOf([name.replace(/Exception$/, ''), ...codes], said.message);
  switch (kind) {
    case 'denied':
      return { ...said, kind, ...denialIn(said.message) };
    case 'no-credentials':
      return { ...said, kind, profile: profileIn(said.message) };
    case 'network': {
      const code = new RegExp(`\\b(${NETWORK})\\b`).exec([...codes, said.message].join(' '))?.[0];
      return { ...said, kind, code, wasSent: name === 'TimeoutError' || WITHOUT_ANSWER.includes(code ?? '') };
    }
    case 'untrusted':
      return { ...said, kind, code: codes[0] };
    default:
      return { ...said, kind };
  }
}

/** AWS names the policy that refused at the end of a text that holds two ARNs. */
const LONGEST_MESSAGE = 5000;

const NETWORK = 'ENOTFOUND|EAI_AGAIN|ECONN(REFUSED|RESET|ABORTED)|ETIMEDOUT|E(HOST|NET)(UNREACH|DOWN)|EPIPE';

const WITHOUT_ANSWER = ['ECONNRESET', 'EPIPE'];

/** One way in which an error shows what it means: by its name or Node's code, by its text, or by both. */
type Sign = readonly [kind: string, name: RegExp | undefined, text?: RegExp];

/**
 * The first that fits. Names are without "Exception", which some services add to them. Codes in a text come last: users and secrets may be
 * named so.
 */
const SIGNS = [
  ['throttled', /throttl|TooManyRequests|RequestLimitExceeded|SlowDown|PriorRequestNotComplete/i],
  ['throttled', undefined, /\bRate exceeded\b/],
  ['quota', /^LimitExceeded$/],
  ['kms', /^KMS|^(En|De)cryptionFailure$/],
  ['kms', undefined, /Access to KMS is not allowed|customer master key/],
  ['scheduled-for-deletion', /^InvalidRequest$/, /(marked|scheduled) for deletion|marked deleted/],
  ['expired', /^(ExpiredToken|TokenRefreshRequired)$/],
  [
    'expired',
    undefined,
    /token (is |has |in the request is |included in the request is )?expired|session .*(is|has) expired|refresh this SSO session/i,
  ],
  ['clock-skew', /^(RequestTimeTooSkewed|RequestInTheFuture|RequestExpired)$/],
  ['clock-skew', undefined, /signature (not yet current|expired)/i],
  ['wrong-signature', /^(SignatureDoesNotMatch|InvalidSignature)$/],
  [
    'unknown-credentials',
    /^(InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|AuthFailure|MissingAuthenticationToken)$/,
  ],
  ['unknown-credentials', undefined, /security token included in the request is invalid/i],
  ['region-disabled', /^(RegionDisabled|OptInRequired)$/],
  ['no-credentials', /^(Credentials|Token)ProviderError$/],
  ['no-credentials', undefined, /could not load credentials/i],
  ['no-region', undefined, /region is missing/i],
  ['network', new RegExp(`^(TimeoutError|${NETWORK})$`)],
  [
    'untrusted',
    /^(EPROTO|ERR_(TLS|SSL)_\w+|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|HPE_\w+)$/,
  ],
  ['denied', /^(AccessDenied|AuthorizationError|UnauthorizedOperation|Forbidden)$/],
  ['denied', undefined, /is not authorized to perform/],
  // IAM's codes, and the names that the SDK gives them.
  ['no-report', /^(CredentialReport|Report)(NotPresent|NotReady|InProgress|Expired)$/],
  ['no-such-entity', /^NoSuchEntity$/],
  ['no-such-resource', /^ResourceNotFound$/],
  ['no-such-topic', /^NotFound$/, /topic/i],
  ['no-such-stack', /^ValidationError$/, /does not exist/i],
  ['exists', /^ResourceExists$/],
  ['label-moved', /^InvalidParameter$/, /RemoveFromVersionId|staging label/i],
  ['replica', /^Invalid(Parameter|Request)$/, /replica secret/i],
  ['invalid-parameter', /^InvalidParameter$/],
  ['aws-failed', /^(ServiceFailure|InternalServiceError|InternalError|InternalFailure|ServiceUnavailable)$/],
  ['network', undefined, new RegExp(`\\b(${NETWORK})\\b|socket hang up`)],
  ['not-aws', undefined, /deserialization error|is not valid JSON|Unexpected token/i],
] as const satisfies readonly Sign[];

type Kind = (typeof SIGNS)[number][0] | 'other';

function kindOf(names: readonly string[], message: string): Kind {
  const fits = ([, named, saying]: Sign) =>
    (!named || names.some((name) => named.test(name))) && (saying?.test(message) ?? true);
  return SIGNS.find(fits)?.[0] ?? 'other';
}

function isStatus429(error: unknown): boolean {
  const { $metadata } = (error ?? {}) as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode === 429;
}

/** Node tries each address of a name, and wraps what went wrong with the last of them. */
function codesOf(error: unknown): string[] {
  const { code, cause, errors } = (error ?? {}) as Record<string, unknown>;
  const inner = [cause, ...(Array.isArray(errors) ? errors : [])] as ({ readonly code?: unknown } | undefined)[];
  return [code, ...inner.map((each) => each?.code)].filter((each) => typeof each === 'string');
}

/** In the words of the SDK and of its loader of profiles. */
function profileIn(message: string): string | undefined {
  const words = /using profile: \[(.*?)\]|profile.*?['"[]?([\w.-]+)['"\]]? (?:could not be found|not found)/i;
  const [, used, missing] = words.exec(message) ?? [];
  return used ?? missing;
}
