/** After a leak: what CloudTrail knows of the key's last uses. The caller chooses its agent, so only a name is taken from it (client.ts). */

import { isIP } from 'node:net';
import { day, minute } from '../../time';
import type { KeyUse } from '../../user/keys';
import { lastUse } from '../commands';
import { type NotificationOf, type Text, yourUser } from '../message';

const SHOWN = 10;

export function leakedKeyUsed(notification: NotificationOf<'leaked-key-used'>): Text {
  const { accessKeyId, at, regions, writes, newAddresses, isWhole } = notification;
  const found =
    writes.length > 0 || newAddresses.length > 0
      ? `${counted(writes.length, 'change in IAM or session of STS', 'changes in IAM and sessions of STS')}, and ${counted(newAddresses.length, 'address', 'addresses')} first seen within the last two days`
      : 'no change in IAM, no session of STS and no new address';
  return {
    headline: `uses of leaked key, ${day(at)}`,
    happened: `${yourUser(notification)} has the leaked access key ${accessKeyId}. Of its uses, CloudTrail shows in ${regions.join(' and ')}: ${found}. Events come some minutes late, and calls in other Regions and data events, such as reading an object from S3, are not among them${isWhole ? '' : '; only the newest pages were read'}.`,
    toDo: [
      ...writes.slice(0, SHOWN).map((use) => `See whether this was one of you: ${inWords(use)}`),
      ...newAddresses.slice(0, SHOWN).map((use) => `See whether this address is one of yours: ${inWords(use)}`),
      'Look for users, keys, roles, policies and running machines that none of you has made.',
    ],
    commands: [
      ...regions.map(
        (region) =>
          [
            `See the events of ${region}`,
            `aws cloudtrail lookup-events --region ${region} --lookup-attributes AttributeKey=AccessKeyId,AttributeValue=${accessKeyId}`,
          ] as const,
      ),
      lastUse(accessKeyId),
    ],
    undo: 'Nothing to undo.',
  };
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

function inWords({ at, service, eventName, sourceIpAddress, client }: KeyUse): string {
  const what = `${/^[a-z\d-]+$/.test(service) ? service : 'AWS'} ${eventName} on ${minute(at)}`;
  const who = client ? ` by ${client}` : '';
  return `${what}${who}${isIP(sourceIpAddress) ? ` from ${sourceIpAddress}` : ''}`;
}
