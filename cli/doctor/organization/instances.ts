/** What became of each wave's deployment, account by account. */

import type { StackInstanceSummary } from '@aws-sdk/client-cloudformation';
import { STACK_SET_PREFIX } from '../../../lambda/core/organization-names';
import { SETTINGS } from '../../../lambda/core/settings/config';
import { oneLine } from '../../../lambda/core/text';
import type { ClientConfig } from '../../session/connection';
import { ofType, type StackView } from '../../session/stack-view';
import { count } from '../../terminal/dates';
import { type Finding, found } from '../finding';
import { about, grouped, namesOf, withoutIds } from './named';

const DEPLOYMENT = found('deployment');

const STANDALONE = found('own Keyturn');

interface Instance {
  readonly accountId: string;
  readonly unit: string | undefined;
  readonly region: string;
  /** `CURRENT`, `OUTDATED`, `INOPERABLE` */
  readonly status: string;
  /** `SUCCEEDED`, `FAILED`, `PENDING`, … */
  readonly detail: string;
  /** AWS's. */
  readonly reason: string;
}

/** @throws the SDK's errors */
export async function checkInstances(config: ClientConfig, view: StackView): Promise<readonly Finding[]> {
  const { CloudFormationClient, StackSetNotFoundException, paginateListStackInstances } = await import(
    '@aws-sdk/client-cloudformation'
  );
  const client = new CloudFormationClient(config);
  const findings: Finding[] = [];
  for (const StackSetName of stackSetsIn(view)) {
    const instances: Instance[] = [];
    const pages = paginateListStackInstances({ client }, { StackSetName, CallAs: 'DELEGATED_ADMIN' });
    try {
      for await (const { Summaries = [] } of pages) instances.push(...Summaries.map(instanceFrom));
      findings.push(...judge(StackSetName, instances));
    } catch (error) {
      if (!(error instanceof StackSetNotFoundException)) throw error;
      findings.push(
        DEPLOYMENT.problem(
          `the StackSet ${StackSetName} does not exist, so the wave has no Keyturn`,
          'Deleted manually. A deployment of the same template does not make it again: rename the wave, or destroy the hub and deploy it again, which touches no user, key or secret.',
        ),
      );
    }
  }
  return findings.length > 0 ? findings : [DEPLOYMENT.unknown(`the template of ${view.name} has no waves`)];
}

const stackSetsIn = (view: StackView): string[] =>
  ofType(view, 'AWS::CloudFormation::StackSet')
    .map(([, { Properties }]) => String(Properties?.StackSetName))
    .filter((name) => name.startsWith(STACK_SET_PREFIX));

const instanceFrom = (each: StackInstanceSummary): Instance => ({
  accountId: each.Account ?? '',
  unit: each.OrganizationalUnitId,
  region: each.Region ?? '',
  status: each.Status ?? '',
  detail: each.StackInstanceStatus?.DetailedStatus ?? '',
  reason: oneLine(each.StatusReason ?? ''),
});

function judge(stackSet: string, instances: readonly Instance[]): Finding[] {
  const wave = stackSet.slice(STACK_SET_PREFIX.length);
  if (instances.length === 0)
    return [DEPLOYMENT.note(`the wave ${wave} reaches no account`, 'Its OUs are empty, or it names the wrong ones.')];
  const current = instances.filter(({ status }) => status === 'CURRENT');
  const others = grouped(
    instances.filter((each) => !current.includes(each)),
    ({ status, detail, reason }) => [status, detail, withoutIds(reason)].join(' '),
  );
  return [
    ...(current.length > 0
      ? [DEPLOYMENT.ok(`the wave ${wave}: ${count(current.length, 'account')} as the hub's template says`)]
      : []),
    ...others.map((group) => about(group, findingOf(wave, stackSet, group))),
  ];
}

const UNDER_WAY: readonly string[] = ['PENDING', 'RUNNING'];

function findingOf(wave: string, stackSet: string, group: readonly Instance[]): Finding {
  const [{ status, detail, reason } = { status: '', detail: '', reason: '' }] = group;
  const where = `the wave ${wave}: ${namesOf(group)}`;
  if (detail === 'SKIPPED_SUSPENDED_ACCOUNT')
    return DEPLOYMENT.note(`${where}: passed over, because the account is suspended`);
  if (UNDER_WAY.includes(detail))
    return DEPLOYMENT.note(`${where}: being deployed right now (${detail})`, 'Look again when that is done.');
  const why = `${[status, detail].filter(Boolean).join(', ')}${reason ? `: ${reason}` : ', without a reason from AWS'}`;
  const again = deployAgain(stackSet, group);
  if (isOwnKeyturn(reason))
    return STANDALONE.problem(
      `${where} has a Keyturn of its own, whose role ${SETTINGS.roleName.default} is in the way (${why})`,
      `An account can have one Keyturn. Either leave the account out (exceptAccounts of the wave), or destroy its own there (npx cdk destroy Keyturn): users, keys and secrets stay, and the hub's goes on with them. ${again ? 'Then:' : ''}`.trim(),
      again,
    );
  if (status === 'INOPERABLE')
    return DEPLOYMENT.problem(
      `${where}: ${why}. CloudFormation does nothing with it any more`,
      'Delete the instance with its stack retained (aws cloudformation delete-stack-instances --retain-stacks), then the stack in the account, and create the instance again. See docs/runbook.md, "Accounts are not served".',
    );
  return DEPLOYMENT.problem(
    `${where}: ${why}`,
    `What was there before goes on. Remove the cause: docs/runbook.md, "Accounts are not served". ${again ? 'Then:' : ''}`.trim(),
    again,
  );
}

/** As CloudFormation says that a name is taken; the role's is the lock against two Keyturns in one account. */
const isOwnKeyturn = (reason: string) => reason.includes(SETTINGS.roleName.default) && /already exists/i.test(reason);

/** Of one command. */
const MOST_ACCOUNTS = 50;

/** Undefined where AWS does not say through which OU they are reached. */
function deployAgain(stackSet: string, group: readonly Instance[]): string | undefined {
  const some = group.slice(0, MOST_ACCOUNTS);
  const units = [...new Set(some.flatMap(({ unit }) => unit ?? []))];
  const [region] = some.map((each) => each.region);
  if (units.length === 0) return undefined;
  const targets = `OrganizationalUnitIds=${units.join(',')},Accounts=${some.map(({ accountId }) => accountId).join(',')},AccountFilterType=INTERSECTION`;
  return `aws cloudformation update-stack-instances --stack-set-name ${stackSet} --call-as DELEGATED_ADMIN --regions ${region} --deployment-targets ${targets}`;
}
