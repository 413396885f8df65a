/** Where the evidence is: the function's log group, the role that it acts with, and the settings that say who is managed. */

import type { Ledger } from '../../lambda/core/audit/ledger';
import { byTime } from '../../lambda/core/audit/rotations';
import { type Config, FUNCTION_SETTINGS, parseSetting, SETTINGS } from '../../lambda/core/settings/config';
import { fromEnvironment } from '../../lambda/core/settings/environment';
import { ConfigError } from '../../lambda/core/settings/setting';
import { logGroupOf } from '../doctor/function';
import { problemFrom } from '../session/aws-errors';
import { readConfiguration } from '../session/function';
import { localPolicy } from '../session/local-policy';
import { deploymentOf, type Session } from '../session/session';
import { Problem, UsageProblem } from '../terminal/problem';

export interface Source {
  readonly functionName: string;
  readonly logGroup: string;
  readonly roleName: string;
  /** Of the function as it is or, where it is gone, as it last logged them. */
  readonly settingsFrom: (ledger: Ledger) => Config;
}

/** @throws Problem */
export async function sourceOf(session: Session, logGroup: string | undefined): Promise<Source> {
  if (logGroup !== undefined) return ofLogGroup(logGroup);
  const { functionName } = await deploymentOf(session);
  const { endpoint } = session.config;
  try {
    const configuration = await readConfiguration(session.config, functionName);
    const settings = fromEnvironment(configuration.Environment?.Variables ?? {});
    return {
      functionName: configuration.FunctionName ?? functionName,
      logGroup: logGroupOf(configuration),
      roleName: configuration.Role?.split('/').at(-1) ?? SETTINGS.roleName.default,
      settingsFrom: () => settings,
    };
  } catch (error) {
    if (error instanceof ConfigError)
      throw new Problem(`The settings of ${functionName} cannot be read: ${error.message}.`, 'See npx keyturn doctor.');
    throw problemFrom(error, { what: `read the settings of ${functionName}`, endpoint });
  }
}

function ofLogGroup(logGroup: string): Source {
  if (!/^[\w./#-]{1,512}$/.test(logGroup))
    throw new UsageProblem(
      `--log-group is "${logGroup.slice(0, 80)}", which is no name of a log group.`,
      'It may have letters, digits and the characters . - _ / #.',
    );
  return { functionName: '', logGroup, roleName: SETTINGS.roleName.default, settingsFrom: loggedSettings };
}

function loggedSettings({ settings }: Ledger): Config {
  const last = [...settings].sort(byTime).at(-1);
  if (!last) return localPolicy([]);
  const texts = JSON.parse(last.text) as Record<string, string>;
  try {
    return Object.fromEntries(
      FUNCTION_SETTINGS.flatMap((name) =>
        texts[name] === undefined ? [] : [[name, parseSetting(name, texts[name], 'the setting in the log')]],
      ),
    ) as unknown as Config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new Problem(`The settings in the log cannot be read: ${error.message}.`);
  }
}
