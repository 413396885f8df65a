import { SecretsManagerServiceException } from '@aws-sdk/client-secrets-manager';

/** Why a secret gave no key. One line, without any part of the secret's value, and without the error it came from, which may hold one. */
export class KeyturnSecretError extends Error {
  override readonly name = 'KeyturnSecretError';
  constructor(secretId: string, why: string) {
    super(`the Keyturn secret ${secretId} ${why}`);
  }
}

/** AWS's own errors are quoted. Of any other, such as an answer that cannot be read, the text may quote the answer: the name has to do. */
export function reasonOf(error: unknown): string {
  if (error instanceof SecretsManagerServiceException) return `${error.name}: ${error.message}`.replace(/\s+/g, ' ');
  if (!(error instanceof Error)) return 'an unknown error';
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? `${error.name} (${code})` : error.name;
}

/**
 * AWS's names for a key that it does not know, or no longer: InvalidClientTokenId (query services), UnrecognizedClientException (JSON
 * services), InvalidAccessKeyId (S3), ExpiredToken(Exception) (a role's).
 */
const REJECTIONS: readonly string[] = [
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'InvalidAccessKeyId',
  'ExpiredToken',
  'ExpiredTokenException',
];

/**
 * EC2 says AuthFailure of keys and of much else. S3's answer to HEAD has no body that could name anything: the SDK then calls it Unknown, or,
 * in older versions, 403.
 */
const AMBIGUOUS: readonly string[] = ['AuthFailure', '403', 'Forbidden', 'Unknown', 'UnknownError'];

/** Did AWS reject the key? `maybe` where its answer does not tell. */
export function rejection(error: unknown): 'yes' | 'maybe' | 'no' {
  const { name = '', $metadata } = (error ?? {}) as { name?: string; $metadata?: { httpStatusCode?: number } };
  if (REJECTIONS.includes(name)) return 'yes';
  return AMBIGUOUS.includes(name) && [401, 403].includes($metadata?.httpStatusCode ?? 0) ? 'maybe' : 'no';
}
