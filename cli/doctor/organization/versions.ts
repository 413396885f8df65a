/** Which Keyturn answers in which wave, and does it change anything there? Pure. */

import type { Report } from '../../../lambda/core/organization/report-schema';
import { VERSION } from '../../../lambda/core/version';
import { count } from '../../terminal/dates';
import { type Finding, found } from '../finding';
import { grouped } from './named';

const VERSIONS = found('versions');

export function checkVersions({ accounts }: Report): readonly Finding[] {
  const answers = accounts.flatMap(({ wave, summary }) =>
    wave === undefined || summary === undefined
      ? []
      : [{ wave, version: summary.version ?? 'of an earlier version', isDry: summary.deployedDryRun === true }],
  );
  if (answers.length === 0) return [VERSIONS.unknown('no account has answered in the last run (see accounts)')];
  const versions = [...new Set(answers.map(({ version }) => version))];
  const [only] = versions;
  const byWave = grouped(answers, ({ wave, version }) => `${wave} ${version}`)
    .map((group) => `wave ${group[0]?.wave}: ${group[0]?.version} in ${count(group.length, 'account')}`)
    .join('; ');
  const dry = grouped(
    answers.filter(({ isDry }) => isDry),
    ({ wave }) => wave,
  );
  return [
    versions.length === 1 && only === VERSION
      ? VERSIONS.ok(`Keyturn ${only} in ${count(answers.length, 'account')}`)
      : VERSIONS.note(
          versions.length === 1
            ? `the accounts have Keyturn ${only}, and this command line is ${VERSION}`
            : `several are in use. ${byWave}`,
          versions.length === 1
            ? 'Deploy the hub again, or use the command line of its version.'
            : 'While a deployment goes from wave to wave, that is as it should be; else see deployment above.',
        ),
    ...dry.map((group) =>
      found('settings').note(
        `the wave ${group[0]?.wave} changes nothing: dryRun is set (${count(group.length, 'account')})`,
        'To let it rotate, take dryRun from the wave and deploy the hub again.',
      ),
    ),
  ];
}
