/** Which users need somebody, and since when? */

import type { Result, ResultOutcome } from '../../lambda/core/report/result-schema';
import { needsAttention } from '../session/result';
import { count, dayOf } from '../terminal/dates';
import { type Finding, found } from './finding';

const USERS = found('users');

/** One finding for each user that needs attention; the dates are from the function. */
export function checkUsers({ outcomes, failures, users }: Result): readonly Finding[] {
  const inNeed = outcomes.filter(needsAttention).map(heldUser);
  const failed = failures
    .filter(({ userName }) => !inNeed.some((each) => each.userName === userName))
    .map(({ userName, error }) => ({
      ...USERS.problem(`${userName}: ${error}`, 'The others are served. See docs/runbook.md, "A run failed".'),
      userName,
    }));
  if (users.managed === 0)
    return [USERS.note('nobody is managed yet', 'Tag a first user in: keyturn adopt <user>.'), ...failed];
  const fine = users.managed - inNeed.length - failed.length;
  return [
    ...inNeed,
    ...failed,
    ...(inNeed.length + failed.length === 0
      ? [USERS.ok(`${count(fine, 'managed user')}, none of them held or blocked`)]
      : []),
  ];
}

function heldUser({ userName, phase, reason, because, since }: ResultOutcome): Finding {
  const how = reason === undefined ? phase : `${phase} (${reason})`;
  const date = since === undefined ? '' : ` since ${dayOf(since)}`;
  return {
    ...USERS.problem(
      `${userName} is ${how}${date}${because === undefined ? '' : `: ${because}`}`,
      remedyFor(phase, reason),
    ),
    userName,
    ...(since !== undefined && { since }),
  };
}

function remedyFor(phase: string | undefined, reason: string | undefined): string {
  const section = phase === 'blocked' ? 'A user is blocked' : phase === 'failed' ? 'A run failed' : 'A user is held';
  return REMEDIES[reason ?? ''] ?? `See docs/runbook.md, "${section}".`;
}

/** In brief; the runbook has the whole of it. */
const REMEDIES: Readonly<Record<string, string>> = {
  'still-in-use': 'Find the program that uses the old key, and let it read the secret.',
  'current-inactive': 'Programs are failing. Reactivate the key, or delete it: then the next run issues a new one.',
  'two-active-keys': 'Delete or deactivate the key that is not needed.',
  'foreign-key': 'Delete or deactivate the key that is not needed.',
  'no-free-slot': 'Urgent: programs hold a key that is gone. Delete the key that is not needed.',
  'spare-in-quarantine': 'Wait, or delete the inactive key yourself.',
  'tags-invalid': 'Correct the tag.',
  'secret-deleted': 'Restore the secret, or take the user out.',
  'foreign-key-old': 'Delete or deactivate that key: Keyturn does not touch it.',
};
