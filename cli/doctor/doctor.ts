/** `keyturn doctor`: is everything in order? Every check stands alone, so that one that fails hides no other. */

import { TOPIC_ARN_VARIABLE } from '../../lambda/core/settings/environment';
import { checkLeaks } from '../drill-leak/check';
import { findDeployment, findStack, notDeployed } from '../session/deployment';
import { type LiveFunction, readFunction } from '../session/function';
import { invoke } from '../session/invoke';
import { type Session, show, viewOf } from '../session/session';
import { readStackView, type StackView } from '../session/stack-view';
import type { ExitCode } from '../terminal/problem';
import { withProgress } from '../terminal/progress';
import { checkAlarms } from './alarms';
import { checkDrift } from './drift';
import { checking, type Finding, found } from './finding';
import { checkSettings, checkStack, checkState, logGroupOf } from './function';
import { checkQueues } from './queues';
import { checkReaders } from './readers';
import { doctorJson, renderDoctor } from './render';
import { checkRole } from './role';
import { checkRuns } from './runs';
import { checkSchedule, gapInTemplate } from './schedule';
import { checkSubscriptions } from './subscriptions';
import { checkTopic } from './topic';
import { checkEvidence, checkUsers, checkVersion } from './users';

export async function doctor(session: Session): Promise<ExitCode> {
  const findings = await withProgress(session.terminal, 'Looking', ({ now }) => examine(session, now));
  show(session, doctorJson(findings, session.now), () => renderDoctor(findings, viewOf(session)));
  return findings.some(({ level }) => level === 'problem' || level === 'unknown') ? 1 : 0;
}

async function examine(session: Session, say: (what: string) => void): Promise<readonly Finding[]> {
  const { config, options } = session;
  const look = (check: string, what: string, work: () => Promise<readonly Finding[]>) =>
    checking(check, what, config.endpoint, work);

  let view: StackView | undefined;
  const stackFindings = await look('stack', `read the stack ${options.stack}`, async () => {
    const stack = await findStack(config, options.stack);
    if (!stack && options.function === undefined) throw notDeployed(options.stack, config.region ?? 'this Region');
    if (!stack) return [found('stack').unknown(`there is no stack ${options.stack}`, NAME_THE_STACK)];
    const state = checkStack({ name: stack.StackName ?? options.stack, status: stack.StackStatus ?? '' });
    const template = await look('template', `read the template of ${options.stack}`, async () => {
      view = await readStackView(config, stack);
      return [];
    });
    return [state, ...template];
  });
  // Where nothing is deployed, or nothing can be reached, there is one thing to say and not ten.
  const { functionName } = await findDeployment(config, options);

  let live: LiveFunction | undefined;
  const functionFindings = await look('function', `read the function ${functionName}`, async () => {
    live = await readFunction(config, functionName);
    return [checkState(live), checkSettings(live)];
  });
  say('Looking at the schedule, the log, the queues and the topic, and asking the function');
  const rest = await Promise.all([
    driftFindings(session, view, live),
    runFindings(session, view, live, functionName),
    view
      ? look('dead letters', 'read the queues', () => checkQueues(config, view as StackView))
      : notSeen('dead letters'),
    view
      ? look('leaked keys', 'see whether AWS can report a leak', () => checkLeaks(config, view as StackView))
      : notSeen('leaked keys'),
    topicFindings(session, view, live),
    view ? look('alarms', 'read the alarms', () => checkAlarms(config, view as StackView)) : notSeen('alarms'),
    view
      ? look('readers', 'see who carries the policies for readers', () => checkReaders(config, view as StackView))
      : notSeen('readers'),
    look('users', `invoke the function ${functionName}`, async () => {
      const answer = await invoke(config, functionName, { command: 'status' });
      return [...checkVersion(answer), ...checkEvidence(answer), ...checkUsers(answer)];
    }),
  ]);
  return [...stackFindings, ...functionFindings, ...rest.flat()];
}

const NAME_THE_STACK = 'Name the stack that Keyturn is a part of: --stack <name>.';

const notSeen = async (check: string) => [found(check).unknown('it takes the stack and its template (see above)')];

async function driftFindings(
  { config }: Session,
  view: StackView | undefined,
  live: LiveFunction | undefined,
): Promise<readonly Finding[]> {
  if (!view) return notSeen('drift');
  if (!live) return [found('drift').unknown('the function cannot be read')];
  const roleArn = live.configuration.Role ?? '';
  const role = await checking('role', `read the role ${roleArn}`, config.endpoint, () =>
    checkRole(config, view, roleArn),
  );
  return [...checkDrift(view, live), ...role];
}

async function runFindings(
  { config, now }: Session,
  view: StackView | undefined,
  live: LiveFunction | undefined,
  functionName: string,
): Promise<readonly Finding[]> {
  let gapMs = view && gapInTemplate(view);
  const schedule = view
    ? await checking('schedule', 'read the schedule', config.endpoint, async () => {
        const answer = await checkSchedule(config, view, functionName);
        gapMs = answer.gapMs;
        return answer.findings;
      })
    : await notSeen('schedule');
  const logGroup = logGroupOf(live?.configuration ?? { FunctionName: functionName });
  const runs = await checking('last good run', `read the log group ${logGroup}`, config.endpoint, () =>
    checkRuns(config, logGroup, { gapMs, deployedAt: view?.createdAt }, now),
  );
  return [...schedule, ...runs];
}

async function topicFindings(
  { config }: Session,
  view: StackView | undefined,
  live: LiveFunction | undefined,
): Promise<readonly Finding[]> {
  const topicArn = live?.configuration.Environment?.Variables?.[TOPIC_ARN_VARIABLE];
  if (topicArn === undefined)
    return [found('subscriptions').unknown('the function, which says whom it notifies, could not be read')];
  const [topic, subscriptions] = await Promise.all([
    view
      ? checking('topic', 'read the topic', config.endpoint, () => checkTopic(config, view, topicArn))
      : notSeen('topic'),
    checking('subscriptions', 'list the subscriptions of the topic', config.endpoint, () =>
      checkSubscriptions(config, topicArn, view),
    ),
  ]);
  return [...topic, ...subscriptions];
}
