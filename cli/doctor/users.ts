/** Which users need somebody, and since when? */

import { isReason, REASONS } from '../../lambda/core/holds';
import type { Result, ResultOutcome } from '../../lambda/core/report/result-schema';
import { VERSION } from '../../lambda/core/version';
import { needsAttention } from '../session/result';
import { count, dayOf } from '../terminal/dates';
import { type Finding, found } from './finding';

const USERS = found('users');

const SECRETS = found('secrets');

const EVIDENCE = found('last use');

/** What an older or newer function says may mean something else here. */
export function checkVersion({ version }: Result): readonly Finding[] {
  if (version === VERSION) return [];
  return [
    found('version').note(
      `the function is Keyturn ${version ?? 'of an earlier version'}, and this command line ${VERSION}`,
      'Deploy it again, or use the command line of its version.',
    ),
  ];
}

/**
 * Where the last use of every key that was asked for is unknown, it is not about one key: no old key will ever be deactivated, because an
 * unknown is never read as "not used" (promise 7).
 */
export function checkEvidence({ outcomes }: Result): readonly Finding[] {
  const uses = outcomes.flatMap(({ keys = [] }) => keys.flatMap(({ lastUse }) => lastUse ?? []));
  const unknown = uses.filter((use) => use.startsWith('unknown'));
  if (uses.length === 0) return [EVIDENCE.ok('no key is at the point where its last use matters')];
  if (unknown.length === 0) return [EVIDENCE.ok(`the last use of ${count(uses.length, 'key')} was read`)];
  if (unknown.length < uses.length)
    return [EVIDENCE.note(`the last use of ${unknown.length} of ${count(uses.length, 'key')} is ${unknown[0]}`)];
  return [
    EVIDENCE.problem(
      `the last use of every key that was looked at (${uses.length}) is ${unknown[0]}. While it is, no retiring key is deactivated: its owner is notified of a hold instead`,
      "The function's role must be allowed iam:GetAccessKeyLastUsed on users that are tagged in (SECURITY.md). If the role is as the template says, a service control policy or a permissions boundary may deny it. To see what it answers you:",
      'aws iam get-access-key-last-used --access-key-id KEY-ID',
    ),
  ];
}

/** One finding for each user that needs attention; the dates are from the function. */
export function checkUsers({ outcomes, failures, users, secretsWithoutUser = [] }: Result): readonly Finding[] {
  const orphans = secretsWithoutUser.map(({ secretName, userId }) =>
    SECRETS.note(
      `${secretName} belongs to the user with the id ${userId}, which is gone from IAM`,
      `If nobody reads it any more: aws secretsmanager delete-secret --secret-id ${secretName}`,
    ),
  );
  const inNeed = outcomes.filter(needsAttention).map(heldUser);
  const failed = failures
    .filter(({ userName }) => !inNeed.some((each) => each.userName === userName))
    .map(({ userName, error }) => ({
      ...USERS.problem(`${userName}: ${error}`, 'The others are served. See docs/runbook.md, "A run failed".'),
      userName,
    }));
  if (users.managed === 0)
    return [
      USERS.note('nobody is managed yet', 'Tag a first user in: npx keyturn adopt <user>.'),
      ...failed,
      ...orphans,
    ];
  const fine = users.managed - inNeed.length - failed.length;
  return [
    ...inNeed,
    ...failed,
    ...(inNeed.length + failed.length === 0
      ? [USERS.ok(`${count(fine, 'managed user')}, none of them held or blocked`)]
      : []),
    ...orphans,
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
