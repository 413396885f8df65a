/** Is Keyturn deployed in every account of the waves, and as it should be? */

import type { StackInstanceSummary } from '@aws-sdk/client-cloudformation';
import { SETTINGS } from '../../../lambda/core/settings/config';
import { type Finding, found } from '../../doctor/finding';
import type { ClientConfig } from '../../session/connection';
import { ofType, type StackView } from '../../session/stack-view';
import { count } from '../../terminal/dates';

const WAVES = found('waves');

/** In one finding; status --organization has the rest. */
const MOST_ACCOUNTS = 10;

/** @throws the SDK's errors */
export async function checkWaves(config: ClientConfig, view: StackView): Promise<readonly Finding[]> {
  const { CloudFormationClient, paginateListStackInstances, StackSetNotFoundException } = await import(
    '@aws-sdk/client-cloudformation'
  );
  const client = new CloudFormationClient(config);
  const findings: Finding[] = [];
  // That of signals is not there in us-east-1, where members hear of leaks by themselves.
  const made = ofType(view, 'AWS::CloudFormation::StackSet').filter(([id]) => view.physicalIds.has(id));
  for (const [, { Properties }] of made) {
    const StackSetName = String(Properties?.StackSetName);
    const instances: StackInstanceSummary[] = [];
    const pages = paginateListStackInstances({ client }, { StackSetName, CallAs: 'DELEGATED_ADMIN' });
    try {
      for await (const { Summaries = [] } of pages) instances.push(...Summaries);
      findings.push(...judgeInstances(StackSetName, instances));
    } catch (error) {
      // The other waves are looked at all the same.
      if (!(error instanceof StackSetNotFoundException)) throw error;
      findings.push(
        WAVES.problem(`the StackSet ${StackSetName} does not exist, so its accounts have no Keyturn`, GONE),
      );
    }
  }
  return findings.length > 0 ? findings : [WAVES.unknown(`the template of ${view.name} has no StackSet`)];
}

const GONE =
  'Deleted manually. A deployment of the same template does not make it again: rename the wave and deploy, or destroy the hub and deploy it again, which touches no user, key or secret.';

const detailOf = ({ StackInstanceStatus, Status }: StackInstanceSummary): string =>
  StackInstanceStatus?.DetailedStatus ?? Status ?? 'in no known state';

const UNDER_WAY = ['PENDING', 'RUNNING'];

/** @internal a test has instances of every kind */
export function judgeInstances(set: string, instances: readonly StackInstanceSummary[]): Finding[] {
  if (instances.length === 0)
    return [
      WAVES.problem(`${set} has no account`, 'Check the OUs of the wave: accounts must be in them, or in OUs below.'),
    ];
  const of = (wanted: (instance: StackInstanceSummary) => boolean) => instances.filter(wanted);
  const skipped = of((each) => detailOf(each) === 'SKIPPED_SUSPENDED_ACCOUNT');
  const underWay = of((each) => UNDER_WAY.includes(detailOf(each)));
  const current = of((each) => each.Status === 'CURRENT' && !skipped.includes(each));
  const bad = of((each) => ![...skipped, ...underWay, ...current].includes(each));
  return [
    ...(current.length > 0 ? [WAVES.ok(`${set}: ${count(current.length, 'account')} with what is deployed`)] : []),
    ...(underWay.length > 0
      ? [WAVES.note(`${set}: ${named(underWay)} being deployed right now`, 'Look again when that is done.')]
      : []),
    ...(skipped.length > 0 ? [WAVES.note(`${set}: ${named(skipped)} suspended, and passed over`)] : []),
    ...bad.slice(0, MOST_ACCOUNTS).map((each) => broken(set, each)),
    ...(bad.length > MOST_ACCOUNTS
      ? [WAVES.problem(`${set}: ${count(bad.length - MOST_ACCOUNTS, 'more account')}`, SEE_ALL, LIST(set))]
      : []),
  ];
}

const SEE_ALL = 'To see all of them:';

const LIST = (set: string) =>
  `aws cloudformation list-stack-instances --stack-set-name ${set} --call-as DELEGATED_ADMIN`;

function named(instances: readonly StackInstanceSummary[]): string {
  const ids = instances.slice(0, MOST_ACCOUNTS).map(({ Account }) => Account);
  const more = instances.length - ids.length;
  return `${ids.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function broken(set: string, instance: StackInstanceSummary): Finding {
  const { Account, Status = 'in no known state', StatusReason = '' } = instance;
  const why = StatusReason === '' ? '' : `: ${StatusReason}`;
  const message = `${set}: account ${Account} is ${Status} (${detailOf(instance)})${why}`;
  // The name of the function's role is the lock against a second Keyturn in an account.
  if (StatusReason.includes(SETTINGS.roleName.default) && /exist/i.test(StatusReason))
    return WAVES.problem(
      message,
      'The account has a Keyturn of its own, or is in two waves. Destroy the one there (no user, key or secret is touched, and the next run takes over where it stood), then deploy the organization again:',
      `npx cdk destroy Keyturn`,
    );
  return WAVES.problem(
    message,
    'What it had before goes on being served. Remove the cause (a service control policy, a Region that is not enabled, a role in the way), then deploy the organization again. To see what happened there:',
    LIST(set),
  );
}
