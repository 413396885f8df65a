/**
 * The value of a user's secret, made in this one place. Pure. With issue-key.ts, which calls it, and ses-smtp.ts, which it calls, this is
 * the whole path of a key's secret half: nothing in these three files logs, throws or returns it anywhere else (promise 4).
 */

import type { SecretFormat } from '../settings/config';
import type { KeyPair } from './key-pair';
import { smtpCredentials, smtpPassword } from './ses-smtp';

/** A new key and whose it is. */
interface IssuedKey extends KeyPair {
  readonly accountId: string;
  readonly userName: string;
  readonly createdAt: Date;
}

/**
 * The text to store (its fields are relied on from outside and do not change).
 * @param sesSmtpRegion adds what an SMTP client of Amazon SES needs in that Region
 */
export function secretValue(key: IssuedKey, format: SecretFormat, sesSmtpRegion?: string): string {
  const smtp = sesSmtpRegion === undefined ? {} : smtpCredentials(key, sesSmtpRegion);
  return JSON.stringify({ ...FIELDS[format](key), ...smtp });
}

/** A text in which AWS may quote what it was sent, such as an error. */
export function withoutSecrets(text: string, { secretAccessKey }: KeyPair, sesSmtpRegion?: string): string {
  const passwords = sesSmtpRegion === undefined ? [] : [smtpPassword(secretAccessKey, sesSmtpRegion)];
  return [secretAccessKey, ...passwords].reduce((rest, secret) => rest.replaceAll(secret, '[secret half]'), text);
}

const FIELDS: Readonly<Record<SecretFormat, (key: IssuedKey) => Readonly<Record<string, unknown>>>> = {
  // `Version: 1` and the two fields after it are what the SDKs and the CLI take from a `credential_process`
  // (AWS SDKs and Tools Reference Guide, "Process credential provider").
  'credential-process': (key) => ({
    Version: 1,
    AccessKeyId: key.accessKeyId,
    SecretAccessKey: key.secretAccessKey,
    AccountId: key.accountId,
    UserName: key.userName,
    CreateDate: key.createdAt.toISOString(),
  }),
  // For tools that turn every field into an environment variable of that name.
  env: (key) => ({ AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey }),
};
