/** What was done in an account, and how its programs fared. */
import type { Account } from '../account';
import type { RunningProgram } from '../program';
import { type Counts, countOf } from './counts';
import { table } from './terminal';

export const FOOTNOTE = '* times notified: when it begins, and weekly';

const HEAD = ['user', 'programs', 'rotated', 'held*', 'blocked*', 'deactivated', 'deleted', 'calls', 'refused'];

export function closingTable(account: Account, programs: readonly RunningProgram[], counts: Counts): string {
  const rows = account.cast.map(({ userName }) => {
    const who = account.who(userName);
    const { rotated, held, blocked, deactivated, deleted } = countOf(counts, who);
    // A thief is nobody's program.
    const own = programs.filter((program) => program.userName === who && !program.actor.isThief);
    const calls = own.reduce((sum, program) => sum + program.calls, 0);
    const refused = own.reduce((sum, program) => sum + program.refusals.length, 0);
    return [userName, own.length, rotated, held, blocked, deactivated, deleted, calls, refused];
  });
  const total = rows.reduce<(string | number)[]>(
    (sum, row) => sum.map((cell, column) => (column === 0 ? 'total' : Number(cell) + Number(row[column]))),
    ['total', ...HEAD.slice(1).map(() => 0)],
  );
  return table(HEAD, [...rows, total]);
}
