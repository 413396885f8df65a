/** What the last run of the hub says. Pure. */

import { isTroubled } from '../../../lambda/core/organization/news';
import type { Report, ReportedAccount } from '../../../lambda/core/organization/report-schema';
import { VERSION } from '../../../lambda/core/version';
import { type Finding, found } from '../../doctor/finding';
import { patienceFor } from '../../doctor/runs';
import { count, duration, when } from '../../terminal/dates';

const RUN = found('last run');
const ACCOUNTS = found('accounts');
const VERSIONS = found('versions');

/** In one finding. */
const MOST = 10;

export function checkLastRun({ endedAt, isGood, waves }: Report, gapMs: number | undefined, now: Date): Finding {
  const agoMs = now.getTime() - Date.parse(endedAt);
  const ago = `${duration(agoMs)} ago (${when(endedAt, now)})`;
  const bad = waves.filter(({ isBeyond }) => isBeyond);
  if (gapMs !== undefined && agoMs > patienceFor(gapMs))
    return RUN.problem(
      `the last one ended ${ago}, and none has since`,
      'See the schedule above, and what the executions say:',
      'aws stepfunctions list-executions --max-results 10 --state-machine-arn STATE-MACHINE-ARN',
    );
  if (!isGood)
    return RUN.problem(
      `the last one, ${ago}, was no good one: ${bad.length > 0 ? bad.map(({ name, failed, accounts }) => `in the wave ${name}, ${failed} of ${count(accounts, 'account')} failed`).join('; ') : 'the accounts were not started'}`,
      'The accounts below say why; every run tries again.',
    );
  return RUN.ok(ago);
}

/** One finding for each account that is not served, with the reason. */
export function checkAccounts({ accounts }: Report): readonly Finding[] {
  const troubled = accounts.filter(isTroubled);
  const served = accounts.filter(({ standing }) => standing === 'served').length;
  if (troubled.length === 0)
    return [ACCOUNTS.ok(`${count(served, 'account')} served, and none that should be and is not`)];
  return [
    ...troubled.slice(0, MOST).map((each) => ({
      ...ACCOUNTS.problem(
        `${nameOf(each)} is ${each.standing} since ${each.since.slice(0, 10)}${each.because === undefined ? '' : `: ${each.because}`}`,
        REMEDIES[each.standing] ?? '',
      ),
      since: each.since,
    })),
    ...(troubled.length > MOST
      ? [
          ACCOUNTS.problem(
            count(troubled.length - MOST, 'more account'),
            'To see all of them:',
            'npx keyturn status --organization --all',
          ),
        ]
      : []),
  ];
}

const REMEDIES: Readonly<Partial<Record<ReportedAccount['standing'], string>>> = {
  failing: 'Its other users are served. See its log, and docs/runbook.md, "A run failed".',
  unreached:
    'The role keyturn-member there is missing or was changed, or a service control policy denies lambda:InvokeFunction: deploy the organization again, or ask those who keep the policy for an exception.',
  'not-deployed': 'See the waves above: its deployment says why.',
};

/** Whether users there are to be rotated nobody but the account knows: the hub has no eyes in it. */
export function checkUnreached({ accounts }: Report): readonly Finding[] {
  const outside = accounts.filter(({ standing }) => standing === 'in-no-wave');
  if (outside.length === 0) return [];
  const ids = outside.slice(0, MOST).map(nameOf).join(', ');
  const more = outside.length > MOST ? ` and ${outside.length - MOST} more` : '';
  return [
    ACCOUNTS.note(
      `in no wave, so nobody rotates their keys unless they have a Keyturn of their own: ${ids}${more}`,
      'Add their OU to a wave and deploy, or leave them out on purpose. Whether there are users with keys, with credentials of the account: npx keyturn posture.',
    ),
  ];
}

const nameOf = ({ accountId, name, ou }: ReportedAccount) => `${accountId} ${name}${ou ? ` (${ou})` : ''}`;

export function checkVersions({ accounts }: Report): readonly Finding[] {
  const versions = new Map<string, number>();
  for (const { summary } of accounts)
    if (summary) {
      const version = summary.version ?? 'of an earlier version';
      versions.set(version, (versions.get(version) ?? 0) + 1);
    }
  if (versions.size === 0) return [];
  const said = [...versions].map(([version, number]) => `${version} in ${count(number, 'account')}`).join(', ');
  if (versions.size === 1 && versions.has(VERSION)) return [VERSIONS.ok(said)];
  return [
    VERSIONS.note(
      `Keyturn ${said}; this command line is ${VERSION}`,
      versions.size > 1
        ? 'While a change is rolled out from wave to wave, that is as it should be.'
        : 'Deploy again, or use the command line of that version.',
    ),
  ];
}
