import { nearest } from '../nearest';
import { type AppConfig, parseSetting, SETTING_NAMES, SETTINGS, type SettingName } from './config';
import { checkPolicy } from './policy';
import { checkFormats } from './secret-formats';
import { ConfigError } from './setting';

const meant = (key: string) => {
  const near = nearest(key, SETTING_NAMES);
  return near === undefined ? '' : ` (did you mean ${near}?)`;
};

/**
 * Reads the ready-made app's configuration from CDK context (`-c graceDays=7`, or cdk.json).
 * @param context all context of the app; keys with `:`, `/` or `@` belong to the CDK and are passed over
 * @throws ConfigError for a bad value or a name that is nobody's
 */
export function fromContext(context: Readonly<Record<string, unknown>>): AppConfig {
  for (const key of Object.keys(context))
    if (/^[A-Za-z]+$/.test(key) && !(SETTING_NAMES as string[]).includes(key))
      throw new ConfigError(
        `context ${key} is no setting of Keyturn${meant(key)}; the settings are ${SETTING_NAMES.join(', ')}`,
      );
  const read = <N extends SettingName>(name: N): AppConfig[N] => {
    const value = context[name];
    if (value === undefined) return SETTINGS[name].default as AppConfig[N];
    return parseSetting(name, typeof value === 'string' ? value : String(JSON.stringify(value)), `context ${name}`);
  };
  const config = Object.fromEntries(SETTING_NAMES.map((name) => [name, read(name)])) as unknown as AppConfig;
  checkPolicy(config);
  checkFormats(config);
  return config;
}
