/** Is the function there, and does it run at all? */

import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Config } from '../../lambda/core/settings/config';
import { fromEnvironment } from '../../lambda/core/settings/environment';
import { formatManage } from '../../lambda/core/settings/manage';
import { ConfigError } from '../../lambda/core/settings/setting';
import type { LiveFunction } from '../session/function';
import type { StackView } from '../session/stack-view';
import { type Finding, found } from './finding';

const STACK = found('stack');

const FUNCTION = found('function');

const SETTINGS = found('settings');

export function checkStack({ name, status }: Pick<StackView, 'name' | 'status'>): Finding {
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return STACK.ok(`${name} is deployed (${status})`);
  if (/_IN_PROGRESS$/.test(status))
    return STACK.note(`${name} is being deployed right now (${status})`, 'Look again when that is done.');
  if (/ROLLBACK_COMPLETE$/.test(status) && status !== 'ROLLBACK_COMPLETE')
    return STACK.problem(
      `the last deployment of ${name} failed and was rolled back (${status})`,
      'Deploy again (npx cdk deploy). To see why it failed:',
      `aws cloudformation describe-stack-events --stack-name ${name}`,
    );
  return STACK.problem(
    `${name} is in the state ${status}, in which nothing can be relied on`,
    'A stack that was never complete must be deleted before it is deployed again. To see why it failed:',
    `aws cloudformation describe-stack-events --stack-name ${name}`,
  );
}

export function checkState({ configuration, reservedConcurrency }: LiveFunction): Finding {
  const { FunctionName = '', State, LastUpdateStatus, StateReason, LastUpdateStatusReason } = configuration;
  if (reservedConcurrency === 0)
    return FUNCTION.problem(
      `${FunctionName} is stopped: its reserved concurrency is 0, so no run can begin`,
      'Somebody stopped it manually. To let it run again:',
      `aws lambda delete-function-concurrency --function-name ${FunctionName}`,
    );
  if ((State ?? 'Active') !== 'Active' && State !== 'Inactive')
    return FUNCTION.problem(
      `${FunctionName} is ${State}: ${StateReason ?? 'Lambda gives no reason'}`,
      'Deploy it again: npx cdk deploy.',
    );
  if (LastUpdateStatus === 'Failed')
    return FUNCTION.problem(
      `the last update of ${FunctionName} failed: ${LastUpdateStatusReason ?? 'Lambda gives no reason'}`,
      'Deploy it again: npx cdk deploy.',
    );
  return FUNCTION.ok(`${FunctionName} can run; its log group is ${logGroupOf(configuration)}`);
}

export const logGroupOf = ({ LoggingConfig, FunctionName }: FunctionConfiguration) =>
  LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`;

/** What the environment says, in the function's own reading of it. */
export function checkSettings({ configuration }: LiveFunction): Finding {
  try {
    const settings = fromEnvironment(configuration.Environment?.Variables ?? {});
    const { dryRun } = settings;
    return dryRun
      ? SETTINGS.note(
          `${inWords(settings)}; dryRun=true, so it decides and changes nothing`,
          'To go live, deploy it as before, but without that.',
        )
      : SETTINGS.ok(inWords(settings));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return SETTINGS.problem(
      `${error.message}, so every run fails`,
      'Set it back to what the template says, or deploy again with a changed setting.',
    );
  }
}

const inWords = (config: Config) =>
  `${formatManage(config.manage)}; a key lives ${config.maxKeyAgeDays} days at most, grace ${config.graceDays}, quarantine ${config.quarantineDays}; ${config.whenStillInUse} when still in use`;
