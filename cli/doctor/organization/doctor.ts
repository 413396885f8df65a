/** `keyturn doctor --organization`: is the hub in order, and is every account served? Every check stands alone, as in one account. */

import type { Report } from '../../../lambda/core/organization/report-schema';
import { fetchReport, findHubStack, type HubPlace, placeIn } from '../../organization/hub';
import { type Session, show, viewOf } from '../../session/session';
import { readStackView, type StackView } from '../../session/stack-view';
import type { ExitCode } from '../../terminal/problem';
import { withProgress } from '../../terminal/progress';
import { checkAlarms } from '../alarms';
import { checking, type Finding, found } from '../finding';
import { checkStack } from '../function';
import { doctorJson, renderDoctor } from '../render';
import { checkSubscriptions } from '../subscriptions';
import { checkTopic } from '../topic';
import { checkAccess } from './access';
import { checkAccounts, checkNoWave, checkOrganizationUsers } from './accounts';
import { checkDelegate, managementAccount, managementFinding } from './delegate';
import { checkInstances } from './instances';
import { checkKey } from './key';
import { checkLastRun } from './last-run';
import { checkHubSchedule, hubGapMs } from './schedule';
import { checkVersions } from './versions';

/** @throws Problem where there is no hub */
export async function organizationDoctor(session: Session): Promise<ExitCode> {
  const stack = await findHubStack(session);
  const state = checkStack({ name: stack.StackName ?? '', status: stack.StackStatus ?? '' });
  const hub = placeIn(stack);
  const rest = await withProgress(session.terminal, 'Looking at the hub and the accounts', async () => {
    let view: StackView | undefined;
    const template = await checking(
      'template',
      `read the template of ${stack.StackName}`,
      session.config.endpoint,
      async () => {
        view = await readStackView(session.config, stack);
        return [];
      },
    );
    return [...template, ...(await examine(session, hub, view, hubAccountOf(stack.StackId)))];
  });
  const findings = [state, ...rest];
  show(session, doctorJson(findings, session.now), () => renderDoctor(findings, viewOf(session)));
  return findings.some(({ level }) => level === 'problem' || level === 'unknown') ? 1 : 0;
}

const hubAccountOf = (stackArn = '') => stackArn.split(':')[4] ?? '';

async function examine(
  { config, now }: Session,
  hub: HubPlace,
  view: StackView | undefined,
  hubAccount: string,
): Promise<readonly Finding[]> {
  const look = (check: string, what: string, work: () => Promise<readonly Finding[]>) =>
    checking(check, what, config.endpoint, work);
  const withView = (check: string, what: string, work: (view: StackView) => Promise<readonly Finding[]>) =>
    view ? look(check, what, () => work(view)) : Promise.resolve(notSeen(check));

  let management: string | undefined;
  let report: Report | undefined;
  const reading = look('report', `read the report in ${hub.bucket}`, async () => {
    report = await fetchReport(config, hub);
    return [];
  });
  const parts = await Promise.all([
    look('trusted access', 'ask whether StackSets may reach the organization', () => checkAccess(config, hubAccount)),
    look('delegated administrator', 'list the delegated administrators', () => checkDelegate(config, hubAccount)),
    look('management account', 'describe the organization', async () => {
      management = await managementAccount(config);
      return [managementFinding(management)];
    }),
    withView('deployment', 'list the stack instances of the waves', (known) => checkInstances(config, known)),
    withView('schedule', 'read the schedule', (known) => checkHubSchedule(config, known)),
    reading.then(async (unread) =>
      unread.length > 0
        ? unread
        : look('last good run', 'list the executions of the hub', () =>
            checkLastRun(config, {
              hub,
              report,
              gapMs: view && hubGapMs(view),
              deployedAt: view?.createdAt,
              now,
            }),
          ),
    ),
    withView('topic', 'read the topic', (known) => checkTopic(config, known, hub.topicArn)),
    withView('key of the topic', 'compare the key of the topic with the template', (known) => checkKey(config, known)),
    look('subscriptions', 'list the subscriptions of the topic', () => checkSubscriptions(config, hub.topicArn, view)),
    withView('alarms', 'read the alarms', (known) => checkAlarms(config, known)),
  ]);
  return [...parts.flat(), ...ofReport(report, management)];
}

const notSeen = (check: string) => [found(check).unknown('it takes the template of the stack (see above)')];

/** As the last run found it: nothing is asked of the accounts here. */
function ofReport(report: Report | undefined, management: string | undefined): readonly Finding[] {
  if (!report) return [found('accounts').unknown('there is no report of a run (see above)')];
  return [
    ...checkAccounts(report),
    ...checkNoWave(report, management),
    ...checkVersions(report),
    ...checkOrganizationUsers(report),
  ];
}
