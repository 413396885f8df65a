/** The file that `adopt --from` takes. Pure. */

import { UsageProblem } from '../terminal/problem';

const EXPECTED = 'It must be plain text in UTF-8 with one user name on each line; what follows a # is passed over.';

/** @throws UsageProblem with the file, the line and what is expected */
export function namesIn(bytes: Uint8Array, file: string): string[] {
  // What stands there is not repeated: a file of keys holds their secret halves.
  const refuse = (line: number, why: string) => new UsageProblem(`--from ${file}, line ${line}: ${why}.`, EXPECTED);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refuse(1, 'this is not UTF-8, but perhaps UTF-16 or a binary file');
  }
  if (text.includes('\u0000')) throw refuse(1, 'this looks like UTF-16 without a mark, or a binary file');
  return text.split(/\r?\n/).flatMap((raw, n) => {
    const name = raw.replace(/#.*/, '').trim();
    if (name === '') return [];
    if (/^[[{"]/.test(name)) throw refuse(n + 1, 'this looks like JSON');
    // IAM allows a comma in a name, but hardly anybody has one there.
    if (/[,;\t]/.test(name))
      throw refuse(n + 1, 'this looks like a row of a table; a name with a comma goes on the command line');
    if (!/^[\w+=.@-]{1,64}$/.test(name)) throw refuse(n + 1, 'this is no name of an IAM user');
    return [name];
  });
}
