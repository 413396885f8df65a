/**
 * What an SMTP client of Amazon SES logs in with, derived from an access key. Pure. The password opens mail sending and is as secret as the
 * secret half: see secret-value.ts.
 */

import { createHmac } from 'node:crypto';
import type { KeyPair } from './key-pair';

export function smtpCredentials(key: KeyPair, region: string): Readonly<Record<string, string>> {
  return {
    SmtpUsername: key.accessKeyId,
    SmtpPassword: smtpPassword(key.secretAccessKey, region),
    SmtpEndpoint: `email-smtp.${region}.${region.startsWith('eusc-') ? 'amazonaws.eu' : 'amazonaws.com'}`,
  };
}

/**
 * AWS's algorithm: Amazon SES Developer Guide, "Obtaining Amazon SES SMTP credentials by converting existing AWS credentials". A signature
 * of fixed words, the way of Signature Version 4, behind one byte for the version. A password is good for one Region.
 */
export function smtpPassword(secretAccessKey: string, region: string): string {
  const signed = ['11111111', region, 'ses', 'aws4_request', 'SendRawEmail'].reduce<Buffer>(
    (key, word) => createHmac('sha256', key).update(word).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
  return Buffer.concat([Buffer.from([4]), signed]).toString('base64');
}
