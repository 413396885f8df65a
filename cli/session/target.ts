/** By which tag users get in, and under which policy: as the deployed function says, or as it would be deployed. */

import type { Config } from '../../lambda/core/settings/config';
import { fromEnvironment } from '../../lambda/core/settings/environment';
import { ConfigError } from '../../lambda/core/settings/setting';
import { Problem } from '../terminal/problem';
import { problemFrom } from './aws-errors';
import { checkTag } from './check-input';
import { findDeployment, findStack } from './deployment';
import { readConfiguration } from './function';
import { localPolicy } from './local-policy';
import type { Session } from './session';

export interface Target {
  readonly config: Config;
  readonly isDeployed: boolean;
  /** The tag that is set; undefined where no tag lets users in. */
  readonly tag: { readonly key: string; readonly value: string } | undefined;
  /** The tag was asked for, and is not the one that the function looks for. */
  readonly isOtherTag: boolean;
}

/** @throws Problem */
export async function targetOf(session: Session, tag: string | undefined, context: readonly string[]): Promise<Target> {
  const asked = tag === undefined ? undefined : checkTag(tag);
  const deployed = await deployedConfig(session);
  const config = deployed ?? localPolicy(context);
  const { manage } = config;
  const own = manage.by === 'tag' ? { key: manage.key, value: manage.value } : undefined;
  const isOtherTag =
    asked !== undefined && deployed !== undefined && !(own?.key === asked.key && own.value === asked.value);
  return { config, isDeployed: deployed !== undefined, tag: asked ?? own, isOtherTag };
}

/** Undefined when nothing is deployed. */
async function deployedConfig(session: Session): Promise<Config | undefined> {
  const { config, options } = session;
  if (options.function === undefined && !(await findStack(config, options.stack))) return undefined;
  const { functionName } = await findDeployment(config, options);
  try {
    const { Environment } = await readConfiguration(config, functionName);
    return fromEnvironment(Environment?.Variables ?? {});
  } catch (error) {
    if (error instanceof ConfigError)
      throw new Problem(`The settings of ${functionName} cannot be read: ${error.message}.`, 'See npx keyturn doctor.');
    throw problemFrom(error, { what: `read the settings of ${functionName}`, endpoint: config.endpoint });
  }
}
