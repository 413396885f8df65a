/**
 * How a program holds its key, from what the AWS SDKs say of themselves: since 2024 they end their agent with `m/…`, letters for the
 * features that a call used, among them where its credentials came from. The letters are the same in all SDKs.
 */

export type HeldIn = 'program' | 'environment' | 'file' | 'process' | 'system-properties';

/** The surest first: a process that reads a profile has both letters. */
const LETTERS: readonly (readonly [letter: string, place: HeldIn])[] = [
  ['w', 'process'],
  ['v', 'process'],
  ['g', 'environment'],
  ['n', 'file'],
  ['o', 'file'],
  ['f', 'system-properties'],
  ['e', 'program'],
];

/** Undefined where the agent does not say. */
export function heldIn(agent: string): HeldIn | undefined {
  const [, list = ''] = /(?:^|\s)m\/([\w+,-]+)/.exec(agent) ?? [];
  const letters = list.split(',');
  return LETTERS.find(([letter]) => letters.includes(letter))?.[1];
}

/** As the end of "The key is …". */
export const HELD_IN: Readonly<Record<HeldIn, string>> = {
  // A program that reads a vault says the same of itself.
  program: "passed in by the program's code, perhaps hard-coded",
  environment: 'read from environment variables',
  file: 'read from the shared credentials file',
  process: 'fetched by a credential_process',
  'system-properties': 'read from Java system properties',
};
