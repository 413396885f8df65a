/** What remains for people when a key is compromised, whoever says so. */

import { HOUR_MS, isoSeconds, later, MINUTE_MS, minute } from '../../time';
import { denySessions, permitSessions } from '../commands';
import type { Command, Notification } from '../message';

/** AWS's longest session of a user's key. */
const LONGEST_SESSION_MS = 36 * HOUR_MS;

/** AWS takes some seconds to know everywhere that a key is Inactive. */
const KNOWN_EVERYWHERE_MS = 2 * MINUTE_MS;

/** @param deactivatedAt or later; undefined for a key that still works, which can make more of them */
export function sessions(accessKeyId: string, deactivatedAt: Date | undefined): string[] {
  const made = `Sessions that were made with ${accessKeyId} (GetSessionToken, GetFederationToken) outlive it`;
  return [
    deactivatedAt
      ? `${made}, until ${minute(lastOf(deactivatedAt))} at the latest. To refuse them, which also refuses those of your own programs, use the command below.`
      : `${made}, for 36 hours at most. Once it is deactivated, a notification has the command that refuses them.`,
    `Sessions of roles that ${accessKeyId} assumed belong to the roles: revoke them there.`,
  ];
}

export const sessionCommands = (about: Pick<Notification, 'user'>, deactivatedAt: Date): Command[] => {
  const before = later(deactivatedAt, KNOWN_EVERYWHERE_MS);
  return [
    denySessions(about, `Refuse the user's sessions from before ${isoSeconds(before)}`, before),
    permitSessions(about, `Take that back, from ${minute(lastOf(deactivatedAt))} on`),
  ];
};

const lastOf = (deactivatedAt: Date) => later(deactivatedAt, LONGEST_SESSION_MS);

/** Whoever has nothing but the key cannot read its successor. */
export const failingCopies = (accessKeyId: string, currentKeyId: string | undefined) =>
  `If your program has its own copy of ${accessKeyId}, or reads the secret with it, it fails now: give it the new key once ${currentKeyId === undefined ? 'there is one' : '(the command is below)'}, and let it read the secret.`;

export const DENIES =
  "to the user. It denies calls with any of its keys, also the new one: detach it only as AWS's support case says.";
