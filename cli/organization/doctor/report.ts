/** What the last run of the hub says. Pure. */

import { isTroubled } from '../../../lambda/core/organization/news';
import type { Report, ReportedAccount } from '../../../lambda/core/organization/report-schema';
import { type Finding, found } from '../../doctor/finding';
import { patienceFor } from '../../doctor/runs';
import { count, duration, when } from '../../terminal/dates';

const RUN = found('last run');
const ACCOUNTS = found('accounts');
const USERS = found('users');

/** In one finding. */
const MOST = 10;

interface Situation {
  /** How far two runs may lie apart; undefined where the schedule does not show it. */
  readonly gapMs: number | undefined;
  readonly machineArn: string;
  readonly now: Date;
}

export function checkLastRun({ endedAt, isGood, waves }: Report, { gapMs, machineArn, now }: Situation): Finding {
  const agoMs = now.getTime() - Date.parse(endedAt);
  const ago = `${duration(agoMs)} ago (${when(endedAt, now)})`;
  const bad = waves.filter(({ isBeyond }) => isBeyond);
  if (gapMs !== undefined && agoMs > patienceFor(gapMs))
    return RUN.problem(
      `the last one ended ${ago}, and none has since`,
      'See the schedule above, and what the executions say:',
      `aws stepfunctions list-executions --max-results 10 --state-machine-arn ${machineArn}`,
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
export function checkUnreached({ accounts }: Report, management?: string): readonly Finding[] {
  // The management account is a finding of its own.
  const outside = accounts.filter(({ standing, accountId }) => standing === 'in-no-wave' && accountId !== management);
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

/** Their owners are notified one by one; here it is said where they are. */
export function checkUsers({ accounts }: Report): readonly Finding[] {
  const sum = (of: (summary: NonNullable<ReportedAccount['summary']>) => number) =>
    accounts.reduce((all, { summary }) => all + (summary ? of(summary) : 0), 0);
  const inNeed = accounts.filter(({ summary }) => summary && summary.held + summary.blocked > 0);
  const managed = count(
    sum(({ users }) => users.managed),
    'managed user',
  );
  if (inNeed.length === 0) return [USERS.ok(`${managed}, none of them held or blocked`)];
  const names = inNeed.slice(0, MOST).map(nameOf).join(', ');
  const more = inNeed.length > MOST ? ` and ${inNeed.length - MOST} more` : '';
  return [
    USERS.problem(
      `${sum(({ held }) => held)} held and ${sum(({ blocked }) => blocked)} blocked of ${managed}, in ${names}${more}`,
      'Their owners are notified. To see in one of these accounts who they are, and why:',
      `npx keyturn status --account ${inNeed[0]?.accountId}`,
    ),
  ];
}
