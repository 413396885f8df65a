/** Who has moved and who has not, as sentences for the owner. A user agent is what the caller chose to send: only a name is taken from it
 * (client.ts), so that it can put no line, link or markup into a message. */

import { isIP } from 'node:net';
import { day, minute } from '../time';
import type { Program, Seen } from '../user/evidence/programs';
import type { KeyUse } from '../user/keys';
import { confirmMoved, fetchKey } from './commands';
import type { HoldNotification } from './message';

/** In each of the two parts. */
const SHOWN = 5;

/** Nothing when CloudTrail was not asked, or did not answer. */
export function evidenceText({ usedBy, programs }: Partial<Seen>, region: string): readonly string[] {
  if (!usedBy || !programs) return [];
  const none =
    usedBy.length === 0
      ? [
          `CloudTrail shows no call with the retiring key in ${region} since the rotation. There may have been some: it does not show ${UNSEEN}.`,
        ]
      : [];
  const source = `From CloudTrail's management events of ${region}, 90 days at most. It does not show ${UNSEEN}.`;
  return [
    ...none,
    ...programLines(programs),
    ...(usedBy.length > 0 ? usedBy.slice(0, 1).map(lastCall) : []),
    ...(none.length > 0 ? [] : [source]),
  ];
}

const UNSEEN = 'calls in other Regions or data events, such as reading an object from S3';

/** `aws-cli at 203.0.113.7: moved on 2026-06-03`. */
export function programLines(programs: readonly Program[]): readonly string[] {
  const part = (hasMoved: boolean) => {
    const all = programs.filter((program) => program.hasMoved === hasMoved);
    const more = all.length - SHOWN;
    const rest = more > 0 ? [`${more} more ${hasMoved ? 'moved' : 'not moved'}`] : [];
    return [...all.slice(0, SHOWN).map(sentence), ...rest];
  };
  return [...part(false), ...part(true)];
}

function sentence(program: Program): string {
  const { client, sourceIpAddress, hasMoved, movedAt, oldSeenAt, seenAt } = program;
  const who = `${client || 'a program'}${whereFrom(sourceIpAddress)}`;
  if (!hasMoved) return `${who}: still on the retiring key, last seen ${day(oldSeenAt ?? seenAt)}`;
  return movedAt ? `${who}: moved on ${day(movedAt)}` : `${who}: on the new key, last seen ${day(seenAt)}`;
}

const lastCall = ({ at, service, eventName }: KeyUse) =>
  `The last call with the retiring key was ${/^[a-z\d-]+$/.test(service) ? service : 'AWS'} ${eventName} on ${minute(at)}.`;

/** An address, or the AWS service that made the call for the program. */
function whereFrom(source: string): string {
  if (isIP(source)) return ` at ${source}`;
  return /^[a-z\d-]+\.amazonaws\.com$/.test(source) ? ` by way of ${source}` : '';
}

/** What to do about an old key of which it is open who still needs it. Only its owner can tell the three cases apart. */
export const waitsForEvidence = (about: HoldNotification) => ({
  toDo: [
    `Nothing, for a program that reads the secret ${about.secretName} before it uses the key: it has moved, or will with its next run.`,
    `If a program has its own copy of the retiring key${about.accessKeyId === undefined ? '' : ` ${about.accessKeyId}`}, let it read the secret.`,
    `If the program that used the retiring key is gone, or runs rarely and reads the secret, ask your platform team to confirm that (npx keyturn confirm ${about.user.name}).`,
  ],
  commands: [fetchKey(about), confirmMoved(about)],
});
