/** The policy while nothing is deployed: what `cdk deploy` would take from cdk.json and `-c`. */

import { readFileSync } from 'node:fs';
import { nearest } from '../../lambda/core/nearest';
import { type AppConfig, SETTINGS } from '../../lambda/core/settings/config';
import { fromContext } from '../../lambda/core/settings/context';
import { ConfigError } from '../../lambda/core/settings/setting';
import { UsageProblem } from '../terminal/problem';

const FILE = 'cdk.json';

/** @throws UsageProblem for a setting or a file that cannot be read */
export function localPolicy(given: readonly string[]): AppConfig {
  const context = { ...contextOfFile(), ...Object.fromEntries(given.map(pair)) };
  try {
    return fromContext(context);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new UsageProblem(`${error.message}.`);
  }
}

function pair(text: string): [name: string, value: string] {
  const [, name, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new UsageProblem(`-c takes name=value, as in -c graceDays=7, and got "${text.slice(0, 60)}".`);
  return [name, value];
}

/** Another app's context is no business of ours, but a setting of ours that is misspelt is. */
function contextOfFile(): Record<string, unknown> {
  const { context = {} } = parsedFile() as { context?: Record<string, unknown> };
  const names = Object.keys(SETTINGS);
  return Object.fromEntries(
    Object.entries(context).filter(([name]) => names.includes(name) || nearest(name, names) !== undefined),
  );
}

function parsedFile(): object {
  let text: string;
  try {
    text = readFileSync(FILE, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new UsageProblem(`${FILE} in this folder cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    throw new UsageProblem(`${FILE} in this folder is not valid JSON.`, 'Fix it, or run this in another folder.');
  }
}
