/** Which users need somebody, and since when? */

import { isReason, REASONS } from '../../lambda/core/holds';
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
  if (reason !== undefined && isReason(reason)) return REASONS[reason].remedy;
  const section = phase === 'blocked' ? 'A user is blocked' : phase === 'failed' ? 'A run failed' : 'A user is held';
  return `See docs/runbook.md, "${section}".`;
}
