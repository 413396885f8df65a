/** The reasons of holds and blocks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isReason, REASONS } from '../../../lambda/core/holds';

const RUNBOOK = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'runbook.md'), 'utf8');

test.each(Object.entries(REASONS))(
  '%s: the operator reads what to do in a line, and more in the runbook',
  (reason, { remedy }) => {
    expect(remedy).toMatch(/^[A-Z].*[^.]\.$/);
    expect(remedy.length).toBeLessThanOrEqual(120);
    expect(RUNBOOK).toContain(`\`${reason}\``);
  },
);

test('a word from outside is a reason only if it is one of them', () => {
  expect(['by-hand', 'no-free-slot', 'By-hand', 'toString', ''].map(isReason)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
