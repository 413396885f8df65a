/**
 * What an SMTP client of Amazon SES logs in with, derived from an access key. Pure. The password opens mail sending and is as secret as the
 * secret half: see secret-value.ts.
 */
import { createHmac } from 'node:crypto';
import type { KeyPair } from './clients';

export function smtpCredentials(key: KeyPair, region: string): Readonly<Record<string, string>> {
  return {
    SmtpUsername: key.accessKeyId,
    SmtpPassword: smtpPassword(key.secretAccessKey, region),
    SmtpEndpoint: `email-smtp.${region}.amazonaws.com`,
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

/** AWS General Reference, "Amazon Simple Email Service endpoints and quotas", as of November 2026. A typo would be a password for nowhere. */
const SES_REGIONS: readonly string[] = [
  ...[
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
    'us-gov-east-1',
    'us-gov-west-1',
    'ca-central-1',
    'ca-west-1',
  ],
  ...['eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-south-2'],
  ...['ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-5'],
  ...['af-south-1', 'il-central-1', 'me-central-1', 'me-south-1', 'sa-east-1'],
];

export const isSesRegion = (text: string) => SES_REGIONS.includes(text);
