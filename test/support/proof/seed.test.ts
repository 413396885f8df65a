/** A test that draws its cases draws the same ones in each run. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const TEST = join(__dirname, '..', '..');

/** The text of each call, to its closing parenthesis. */
function callsIn(code: string, call: RegExp): string[] {
  return [...code.matchAll(call)].map(({ index }) => {
    let end = code.indexOf('(', index);
    for (let depth = 0; end < code.length; end++) {
      if (code[end] === '(') depth++;
      if (code[end] === ')' && --depth === 0) break;
    }
    return code.slice(index, end + 1);
  });
}

test('every property and every sample has a seed', () => {
  const files = readdirSync(TEST, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const calls = files.flatMap((file) =>
    callsIn(readFileSync(join(TEST, file), 'utf8'), /\bfc\.(assert|check|sample|statistics)\(/g).map((call) => ({
      file,
      call,
      hasSeed: /\bseed\b/.test(call),
    })),
  );
  expect(calls.length).toBeGreaterThan(10);
  expect(calls.filter(({ hasSeed }) => !hasSeed)).toEqual([]);
});
