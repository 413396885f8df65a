/** Which accounts the last run did not serve, and which no run ever serves. Pure. */

import type { Report, ReportedAccount, Standing } from '../../../lambda/core/organization/report-schema';
import { count, dayOf, number } from '../../terminal/dates';
import { type Finding, found } from '../finding';
import { about, grouped, namesOf, withoutIds } from './named';

const ACCOUNTS = found('accounts');

const NO_WAVE = found('accounts in no wave');

const USERS = found('users');

/** What is not deployed, the check of the deployments says. */
const REMEDIES: Readonly<Partial<Record<Standing, string>>> = {
  failing: 'The others are served. See docs/runbook.md, "Accounts fail".',
  unreached: 'Its keys go on working, and are not rotated. See docs/runbook.md, "Accounts are not served".',
};

export function checkAccounts({ accounts }: Report): readonly Finding[] {
  const troubles = accounts.filter(({ standing }) => REMEDIES[standing] !== undefined);
  const groups = grouped(troubles, ({ standing, because = '' }) => `${standing} ${withoutIds(because)}`);
  const served = accounts.filter(({ standing }) => standing === 'served').length;
  const members = accounts.filter(({ wave, standing }) => wave !== undefined && standing !== 'suspended').length;
  const all = served === members ? count(served, 'account') : `${number(served)} of ${count(members, 'account')}`;
  return [...(served > 0 ? [ACCOUNTS.ok(`${all} served`)] : []), ...groups.map(troubleOf)];
}

function troubleOf(group: readonly ReportedAccount[]): Finding {
  const [{ standing, because, since } = { standing: 'failing' as const, since: '', because: undefined }] = group;
  const state = standing === 'unreached' ? 'not reached' : standing;
  const finding = ACCOUNTS.problem(
    `${namesOf(group)}: ${state} since ${dayOf(since)}${because === undefined ? '' : `: ${because}`}`,
    REMEDIES[standing] ?? '',
  );
  return { ...about(group, finding), since };
}

/** @param management the account that StackSets never reach; it is a finding of its own */
export function checkNoWave({ accounts }: Report, management: string | undefined): readonly Finding[] {
  const left = accounts.filter(({ standing, accountId }) => standing === 'in-no-wave' && accountId !== management);
  if (left.length === 0) return [NO_WAVE.ok('none: every account of the organization is in a wave')];
  return [
    about(
      left,
      NO_WAVE.note(
        `${namesOf(left)}: no key is rotated there`,
        'If some should be, add their OU to a wave and deploy the hub again.',
      ),
    ),
  ];
}

export function checkOrganizationUsers({ accounts }: Report): readonly Finding[] {
  const sum = (of: 'held' | 'blocked') => accounts.reduce((all, { summary }) => all + (summary?.[of] ?? 0), 0);
  const inNeed = accounts.filter(({ summary }) => (summary?.held ?? 0) + (summary?.blocked ?? 0) > 0);
  const managed = accounts.reduce((all, { summary }) => all + (summary?.users.managed ?? 0), 0);
  if (inNeed.length === 0) return [USERS.ok(`${count(managed, 'managed user')}, none of them held or blocked`)];
  return [
    about(
      inNeed,
      USERS.problem(
        `${number(sum('held'))} held and ${number(sum('blocked'))} blocked of ${count(managed, 'managed user')}: ${namesOf(inNeed)}`,
        'Their owners are notified. To see who they are, and why, in one of these accounts:',
        `npx keyturn status --account ${inNeed[0]?.accountId}`,
      ),
    ),
  ];
}
