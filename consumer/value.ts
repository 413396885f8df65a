/** What a secret's value says: lambda/secret-value.ts in the function writes it. Pure. */

import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { type DeclaredFormat, wordsIn } from './declared-format';

/** The SDK's own types, by way of the one package of it that this needs. */
export type Credentials = NonNullable<SecretsManagerClientConfig['credentials']>;

export type Identity = Exclude<Credentials, (...args: never[]) => unknown>;

/**
 * The key in a value; undefined for the placeholder of a secret that has had no key yet.
 * @param format the one that the team has declared. A value of Keyturn's own formats is read in any case: a format may have changed.
 * @throws Error with a sentence's end that quotes nothing of the value
 */
export function identityFrom(text: string | undefined, format?: DeclaredFormat): Identity | undefined {
  if (text === undefined) throw new Error('holds no text');
  const words = format === undefined ? undefined : wordsIn(text, format);
  if (isFilled(words?.AccessKeyId) && isFilled(words?.SecretAccessKey))
    return { accessKeyId: words.AccessKeyId, secretAccessKey: words.SecretAccessKey };
  const value = parse(text);
  const accessKeyId = value.AccessKeyId ?? value.AWS_ACCESS_KEY_ID;
  const secretAccessKey = value.SecretAccessKey ?? value.AWS_SECRET_ACCESS_KEY;
  if (isFilled(accessKeyId) && isFilled(secretAccessKey))
    return { accessKeyId, secretAccessKey, ...(isAccountId(value.AccountId) && { accountId: value.AccountId }) };
  if (accessKeyId === undefined && secretAccessKey === undefined && isFilled(value.Keyturn)) return undefined;
  throw new Error('holds no access key in a format that Keyturn writes');
}

function parse(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new Error('holds text that is no JSON');
  }
  if (typeof value !== 'object' || value === null) throw new Error('holds JSON that is no object');
  return value as Readonly<Record<string, unknown>>;
}

const isFilled = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isAccountId = (value: unknown): value is string => typeof value === 'string' && /^\d{12}$/.test(value);
