/** Which Keyturn answers in which wave, and does it change anything there? Pure. */

import type { Report } from '../../../lambda/core/organization/report-schema';
import { VERSION } from '../../../lambda/core/version';
import { type Finding, found } from '../../doctor/finding';
import { count } from '../../terminal/dates';

const VERSIONS = found('versions');
const SETTINGS = found('settings');

export function checkVersions({ accounts }: Report): readonly Finding[] {
  const answers = accounts.flatMap(({ wave = '', summary }) => (summary ? [{ wave, ...summary }] : []));
  if (answers.length === 0) return [];
  const counted = tally(answers.map(({ version }) => version ?? 'of an earlier version'));
  const dry = tally(answers.filter(({ deployedDryRun }) => deployedDryRun).map(({ wave }) => wave));
  const byWave = tally(answers.map(({ wave, version }) => `the wave ${wave} has ${version ?? 'an earlier version'}`));
  const inWords = (each: ReadonlyMap<string, number>) =>
    [...each].map(([what, accounts]) => `${what} in ${count(accounts, 'account')}`).join(', ');
  return [
    counted.size === 1 && counted.has(VERSION)
      ? VERSIONS.ok(inWords(counted))
      : VERSIONS.note(
          `${inWords(byWave)}; this command line is ${VERSION}`,
          counted.size > 1
            ? 'While a change is rolled out from wave to wave, that is as it should be.'
            : 'Deploy again, or use the command line of that version.',
        ),
    ...[...dry].map(([wave, accounts]) =>
      SETTINGS.note(
        `the wave ${wave} changes nothing: dryRun is set (${count(accounts, 'account')})`,
        'To let it rotate, take dryRun from the wave and deploy again.',
      ),
    ),
  ];
}

function tally(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
