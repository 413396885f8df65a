/** `keyturn doctor --organization`: is the hub in order, and does it reach every account? Every check stands alone. */

import type { Report } from '../../../lambda/core/organization/report-schema';
import { HUB_NAME, HUB_STACK_NAME } from '../../../lambda/core/organization-names';
import { longestGapMs } from '../../../lambda/core/schedule';
import { checkAlarms } from '../../doctor/alarms';
import { checking, type Finding, found } from '../../doctor/finding';
import { checkStack } from '../../doctor/function';
import { doctorJson, renderDoctor } from '../../doctor/render';
import { checkRole } from '../../doctor/role';
import { checkSchedule } from '../../doctor/schedule';
import { checkSubscriptions } from '../../doctor/subscriptions';
import { checkTopic } from '../../doctor/topic';
import { DEFAULT_STACK } from '../../session/connection';
import { findStack } from '../../session/deployment';
import { type Session, show, viewOf } from '../../session/session';
import { mentions, ofType, readStackView, type StackView } from '../../session/stack-view';
import { type ExitCode, Problem } from '../../terminal/problem';
import { withProgress } from '../../terminal/progress';
import { readReport } from '../hub';
import { checkAccess, managementAccount, managementFinding } from './access';
import { checkKey } from './key';
import { checkBucketPolicy } from './policies';
import { checkAccounts, checkLastRun, checkUnreached, checkUsers } from './report';
import { checkVersions } from './versions';
import { checkWaves } from './waves';

export async function doctorOfOrganization(session: Session): Promise<ExitCode> {
  const findings = await withProgress(session.terminal, 'Looking', () => examine(session));
  show(session, doctorJson(findings, session.now), () => renderDoctor(findings, viewOf(session)));
  return findings.some(({ level }) => level === 'problem' || level === 'unknown') ? 1 : 0;
}

async function examine(session: Session): Promise<readonly Finding[]> {
  const { config } = session;
  const view = await hubView(session);
  const physical = (type: string) => ofType(view, type).flatMap(([id]) => view.physicalIds.get(id) ?? [])[0] ?? '';
  const look = (check: string, what: string, work: () => Promise<readonly Finding[]>) =>
    checking(check, what, config.endpoint, work);

  const [topicArn, bucket, machineArn] = [
    physical('AWS::SNS::Topic'),
    physical('AWS::S3::Bucket'),
    physical('AWS::StepFunctions::StateMachine'),
  ];
  const [roleId] = ofType(view, 'AWS::IAM::Role').find(([, each]) => each.Properties?.RoleName === HUB_NAME) ?? [];
  const { findings: schedule, gapMs } = await scheduleOf(session, view);
  let management: string | undefined;
  let report: Report | undefined;
  const rest = await Promise.all([
    look('trusted access', 'see whether StackSets have access to the organization', () => checkAccess(config)),
    look('management account', 'describe the organization', async () => {
      management = await managementAccount(config);
      return [managementFinding(management)];
    }),
    look('waves', 'list the stack instances of the waves', () => checkWaves(config, view)),
    look('topic', 'read the topic', () => checkTopic(config, view, topicArn)),
    look('subscriptions', 'list the subscriptions of the topic', () => checkSubscriptions(config, topicArn, view)),
    look('bucket', "read the bucket's policy", () => checkBucketPolicy(config, view, bucket)),
    look('role', `read the role ${HUB_NAME}`, () => checkRole(config, view, HUB_NAME, roleId)),
    look('alarms', 'read the alarms', () => checkAlarms(config, view)),
    look('key of the topic', 'compare the key of the topic with the template', () => checkKey(config, view)),
    look('last run', `read the report in ${bucket}`, async () => {
      report = await readReport(session, { bucket, stateMachineArn: machineArn });
      return [checkLastRun(report, { gapMs, machineArn, now: session.now })];
    }),
  ]);
  return [checkStack(view), ...schedule, ...rest.flat(), ...(report ? ofReport(report, management) : [])];
}

/** As the last run found it: nothing is asked of the accounts here. */
const ofReport = (report: Report, management: string | undefined): readonly Finding[] => [
  ...checkAccounts(report),
  ...checkUnreached(report, management),
  ...checkVersions(report),
  ...checkUsers(report),
];

/** @throws Problem where there is no hub: then there is one thing to say, and not ten */
async function hubView({ config, options }: Session): Promise<StackView> {
  const name = options.stack === DEFAULT_STACK ? HUB_STACK_NAME : options.stack;
  const stack = await findStack(config, name);
  if (!stack)
    throw new Problem(
      `There is no stack ${name} here.`,
      'The hub is in the account of the delegated administrator for StackSets: pass --profile and --region, or --stack. To make it: npx keyturn organization prepare, then cdk deploy (docs/organization.md).',
    );
  return readStackView(config, stack);
}

async function scheduleOf({ config }: Session, view: StackView) {
  const [machineId = HUB_NAME] = ofType(view, 'AWS::StepFunctions::StateMachine')[0] ?? [];
  const ours = ofType(view, 'AWS::Scheduler::Schedule').find(
    ([, each]) => each.Properties?.Name === HUB_NAME || mentions(each, machineId),
  );
  const { ScheduleExpression, ScheduleExpressionTimezone = 'UTC' } = ours?.[1].Properties ?? {};
  // For where the schedule itself may not be read.
  let gapMs = longestGapMs(String(ScheduleExpression), String(ScheduleExpressionTimezone));
  const findings = await checking('schedule', 'read the schedule', config.endpoint, async () => {
    const answer = await checkSchedule(config, view, HUB_NAME, ours);
    gapMs = answer.gapMs;
    return answer.findings.map(asPause);
  });
  return { findings, gapMs };
}

/** Here it has a command of its own, and may be what somebody wanted. */
const asPause = (finding: Finding): Finding =>
  finding.message.includes('is disabled')
    ? found('schedule').problem(
        'the organization is paused: no key is made, deactivated or deleted in any account, and keys grow old',
        'To go on:',
        'npx keyturn organization resume',
      )
    : finding;
