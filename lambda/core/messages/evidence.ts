/** The evidence about an old key as sentences for its owner. A user agent is what the caller chose to send: only a product and its version
 * are taken from it, so that it can put no line, link or markup into a message. */

import { isIP } from 'node:net';
import { minute } from '../time';
import type { KeyUse } from '../user/keys';

/** Nothing when CloudTrail was not asked, or did not answer. */
export function evidenceText(uses: readonly KeyUse[] | undefined, region: string): readonly string[] {
  if (!uses) return [];
  if (uses.length === 0)
    return [
      `CloudTrail shows no call with it in ${region} since the rotation, so its calls are in another Region, or of a kind that CloudTrail does not show here: ${UNSEEN}.`,
    ];
  return [
    ...uses.map(sentence),
    `From CloudTrail's management events of ${region}, 90 days at most. Other Regions are not in it, nor ${UNSEEN}.`,
  ];
}

const UNSEEN = 'data events, such as reading an object from S3';

function sentence({ at, service, eventName, sourceIpAddress, userAgent }: KeyUse): string {
  const client = product(userAgent);
  const where = whereFrom(sourceIpAddress);
  return `A program${where}${client && ` (${client})`} called ${/^[a-z\d-]+$/.test(service) ? service : 'AWS'} ${eventName} with it on ${minute(at)}.`;
}

/** An address, or the AWS service that made the call for the program. */
function whereFrom(source: string): string {
  if (isIP(source)) return ` at ${source}`;
  return /^[a-z\d-]+\.amazonaws\.com$/.test(source) ? ` by way of ${source}` : '';
}

/** `aws-cli/2.17.5` of `aws-cli/2.17.5 md/awscrt#0.20.11 …`: no dot in the name and no letter in the version, lest it read as an address. */
function product(userAgent: string): string {
  const [, name, version] = /^\[?([A-Za-z][\w-]{0,30})\/v?(\d{1,5}(?:\.\d{1,5}){0,3})(?![\w.])/.exec(userAgent) ?? [];
  return name ? `${name}/${version}` : '';
}
