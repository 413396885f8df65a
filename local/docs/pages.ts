/** The pages, and parts of pages, that are made from the code. `npm run docs` writes them; a test holds them to it. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alarms } from './alarms';
import { configuration } from './configuration';
import { costs } from './costs';
import { notifications } from './notifications';
import { architecture } from './pictures/architecture';
import { THEMES } from './pictures/drawing';
import { keyLife } from './pictures/key-life';
import { organizationPicture } from './pictures/organization';
import { type Scene, terminal } from './pictures/terminal';
import { troubleshooting } from './troubleshooting';

export const GENERATED = '<!-- written by `npm run docs`, do not edit -->\n';

/** A page by its path: what it must be, given what it is. */
export const PAGES: Readonly<Record<string, (present: string) => string>> = {
  'docs/configuration.md': () => GENERATED + configuration(),
  'docs/troubleshooting.md': () => GENERATED + troubleshooting(),
  'docs/alarms.md': () => GENERATED + alarms(),
  'docs/messages.md': (present) => between('notifications', present, notifications()),
  'docs/organization.md': (present) => between('costs', present, costs()),
  ...Object.fromEntries(
    THEMES.flatMap((theme) => [
      [`docs/pictures/architecture-${theme.name}.svg`, () => architecture(theme)],
      [`docs/pictures/organization-${theme.name}.svg`, () => organizationPicture(theme)],
      [`docs/pictures/key-life-${theme.name}.svg`, () => keyLife(theme)],
      [`docs/pictures/recording-${theme.name}.svg`, () => terminal(recording(), theme)],
    ]),
  ),
};

/** What `npm run recording` has kept. */
const recording = () =>
  JSON.parse(readFileSync(join(__dirname, '..', '..', 'docs', 'pictures', 'recording.json'), 'utf8')) as Scene[];

/** The page with that part of it as it must be. */
function between(name: string, page: string, part: string): string {
  const [begin, end] = [`<!-- ${name}: written by \`npm run docs\`, do not edit -->\n`, `<!-- end of ${name} -->`];
  const [before, after] = [page.indexOf(begin), page.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`the page lacks "${begin.trim()}" or "${end}"`);
  return page.slice(0, before) + begin + part + page.slice(after);
}
