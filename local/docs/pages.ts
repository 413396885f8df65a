/** The pages, and parts of pages, that are made from the code. `npm run docs` writes them; a test holds them to it. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alarms } from './alarms';
import { configuration } from './configuration';
import { notifications } from './notifications';
import { architecture } from './pictures/architecture';
import { THEMES } from './pictures/drawing';
import { keyLife } from './pictures/key-life';
import { type Scene, terminal } from './pictures/terminal';
import { troubleshooting } from './troubleshooting';

export const GENERATED = '<!-- written by `npm run docs`, do not edit -->\n';

const BEGIN = '<!-- notifications: written by `npm run docs`, do not edit -->\n';
const END = '<!-- end of notifications -->';

/** A page by its path: what it must be, given what it is. */
export const PAGES: Readonly<Record<string, (present: string) => string>> = {
  'docs/configuration.md': () => GENERATED + configuration(),
  'docs/troubleshooting.md': () => GENERATED + troubleshooting(),
  'docs/alarms.md': () => GENERATED + alarms(),
  'docs/messages.md': (present) => between(present, notifications()),
  ...Object.fromEntries(
    THEMES.flatMap((theme) => [
      [`docs/pictures/architecture-${theme.name}.svg`, () => architecture(theme)],
      [`docs/pictures/key-life-${theme.name}.svg`, () => keyLife(theme)],
      [`docs/pictures/recording-${theme.name}.svg`, () => terminal(recording(), theme)],
    ]),
  ),
};

/** What `npm run recording` has kept. */
const recording = () =>
  JSON.parse(readFileSync(join(__dirname, '..', '..', 'docs', 'pictures', 'recording.json'), 'utf8')) as Scene[];

function between(page: string, part: string): string {
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`docs/messages.md lacks "${BEGIN.trim()}" or "${END}"`);
  return page.slice(0, before) + BEGIN + part + page.slice(after);
}
