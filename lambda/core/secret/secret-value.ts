/**
 * The value of a user's secret, made in this one place. Pure. With issue-key.ts, which calls it, and ses-smtp.ts, which it calls, this is
 * the whole path of a key's secret half: nothing in these three files logs, throws or returns it anywhere else (promise 4).
 */

import { PLACEHOLDER, type SecretFields, type SecretTemplate } from '../settings/secret-formats';
import type { KeyPair } from './key-pair';
import { smtpCredentials, smtpPassword } from './ses-smtp';

/** A new key and whose it is. */
interface IssuedKey extends KeyPair {
  readonly accountId: string;
  readonly userName: string;
  readonly createdAt: Date;
}

/**
 * The text to store.
 * @param template what it looks like, with placeholders
 * @param sesSmtpRegion adds what an SMTP client of Amazon SES needs in that Region
 * @throws for a plain text with SMTP credentials, which has no room for them
 */
export function secretValue(key: IssuedKey, template: SecretTemplate, sesSmtpRegion?: string): string {
  const words: Words = {
    AccessKeyId: key.accessKeyId,
    SecretAccessKey: key.secretAccessKey,
    AccountId: key.accountId,
    UserName: key.userName,
    CreateDate: key.createdAt.toISOString(),
  };
  if (typeof template !== 'string') {
    const smtp = sesSmtpRegion === undefined ? {} : smtpCredentials(key, sesSmtpRegion);
    return JSON.stringify({ ...filledIn(template, words), ...smtp });
  }
  if (sesSmtpRegion !== undefined) throw new Error('a plain text has no room for SMTP credentials');
  return textOf(template, words);
}

type Words = Readonly<Record<string, string>>;

function filledIn(template: SecretFields, words: Words): Readonly<Record<string, unknown>> {
  const fill = (value: SecretFields[string]) =>
    typeof value === 'string' ? textOf(value, words) : typeof value === 'object' ? filledIn(value, words) : value;
  return Object.fromEntries(Object.entries(template).map(([name, value]) => [name, fill(value)]));
}

const textOf = (template: string, words: Words) =>
  template.replace(PLACEHOLDER, (whole, name: string, encoding: string | undefined, at: number) => {
    const word = words[name];
    if (word === undefined) return whole;
    if (encoding === 'url') return percentEncoded(word);
    if (encoding !== 'json') return word;
    // Within quotes of the template's own, the text alone.
    const isQuoted = template[at - 1] === '"' && template[at + whole.length] === '"';
    return isQuoted ? JSON.stringify(word).slice(1, -1) : JSON.stringify(word);
  });

/** Everything but letters, digits and `-._~`, so that it may stand in any part of a URL (RFC 3986). */
const percentEncoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** A text in which AWS may quote what it was sent, such as an error. */
export function withoutSecrets(text: string, { secretAccessKey }: KeyPair, sesSmtpRegion?: string): string {
  const passwords = sesSmtpRegion === undefined ? [] : [smtpPassword(secretAccessKey, sesSmtpRegion)];
  const secrets = [secretAccessKey, ...passwords].flatMap((secret) => [secret, percentEncoded(secret)]);
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret half]'), text);
}
