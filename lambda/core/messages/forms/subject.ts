/** The one line by which a notification is known, in mail and chat: whose key, in which account, and what about it. */

import type { Notification, Severity, Text } from '../message';

/** SNS refuses a subject of 100 characters, and anything but ASCII. */
const LONGEST = 99;

/** A long user name gives way: the account, what happened and its date are always there. */
export function subjectOf({ user }: Notification, severity: Severity, { headline }: Text): string {
  const begin = `${severity === 'critical' ? 'URGENT: ' : ''}AWS access key of `;
  const end = ` in ${user.accountId}: ${headline}`;
  return `${begin}${shortened(user.name, LONGEST - begin.length - end.length)}${end}`.replace(/[^\x20-\x7e]/g, '?');
}

const shortened = (name: string, room: number) => (name.length <= room ? name : `${name.slice(0, room - 2)}..`);
