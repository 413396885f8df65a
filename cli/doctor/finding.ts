/** What doctor finds. */

import { problemFrom } from '../session/aws-errors';
import type { Problem } from '../terminal/problem';

/** `note` is for what is in order and still worth knowing; `unknown` could not be looked at, which is never an ok. */
export type Level = 'ok' | 'note' | 'problem' | 'unknown';

export interface Finding {
  /** What was looked at: the same words with every run. */
  readonly check: string;
  readonly level: Level;
  readonly message: string;
  /** What to do about it. */
  readonly remedy?: string;
  /** The command that does it. Never broken into lines, so that it can be copied. */
  readonly run?: string;
  /** The user that it is about. */
  readonly userName?: string;
  /** Since when, where that is known. */
  readonly since?: string;
}

/** Findings of one check. */
export const found = (check: string) => ({
  ok: (message: string): Finding => ({ check, level: 'ok', message }),
  note: (message: string, remedy?: string, run?: string): Finding => ({
    check,
    level: 'note',
    message,
    ...(remedy && { remedy }),
    ...(run !== undefined && { run }),
  }),
  problem: (message: string, remedy: string, run?: string): Finding => ({
    check,
    level: 'problem',
    message,
    remedy,
    ...(run !== undefined && { run }),
  }),
  unknown: (why: string, remedy?: string): Finding => ({
    check,
    level: 'unknown',
    message: `could not be checked: ${why}`,
    ...(remedy && { remedy }),
  }),
});

/** A check that fails is a finding of its own. */
export async function checking(
  check: string,
  what: string,
  endpoint: string | undefined,
  look: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    const { message, remedy }: Problem = problemFrom(error, { what, endpoint });
    return [found(check).unknown(message.replace(/\.$/, ''), remedy)];
  }
}
