import { quote } from '../text';
import { type Config, FUNCTION_SETTINGS, parseSetting, SETTINGS, type SettingName } from './config';
import { checkPolicy } from './policy';
import { checkFormats } from './secret-formats';
import { ConfigError, type Setting, yesOrNo } from './setting';

/** `maxKeyAgeDays` → `KEYTURN_MAX_KEY_AGE_DAYS`. */
export const environmentName = (name: SettingName) => `KEYTURN_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;

export const TOPIC_ARN_VARIABLE = 'KEYTURN_TOPIC_ARN';

/** Set only where there is a customer key. */
export const SECRET_KEY_ARN_VARIABLE = 'KEYTURN_SECRET_KEY_ARN';

/** `false` in a member of an organization, whose numbers the hub adds up. Set only there. */
export const METRICS_VARIABLE = 'KEYTURN_METRICS';

const METRICS = yesOrNo(true);

/**
 * Whether runs publish metrics.
 * @throws ConfigError
 */
export function metricsFrom(environment: Readonly<Record<string, string | undefined>>): boolean {
  const text = environment[METRICS_VARIABLE];
  const value = text === undefined ? METRICS.default : METRICS.parse(text);
  if (value === undefined)
    throw new ConfigError(
      `environment variable ${METRICS_VARIABLE} is ${quote(text ?? '')}, but must be ${METRICS.allowed}`,
    );
  return value;
}

/** The function's environment variables for a configuration. */
export function toEnvironment(config: Config): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settingsAsText(config)).map(([name, text]) => [environmentName(name as SettingName), text]),
  );
}

/** The function's settings by their names, as they are written in the environment. */
export function settingsAsText(config: Config): Record<string, string> {
  const format = (name: SettingName) =>
    (SETTINGS[name] as unknown as Setting<unknown>).format((config as unknown as Record<string, unknown>)[name]);
  return Object.fromEntries(FUNCTION_SETTINGS.map((name) => [name, format(name)]));
}

/**
 * Reads back what `toEnvironment` wrote. A variable that is missing is an error, not a default: the construct always writes all of them.
 * @throws ConfigError
 */
export function fromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Config & { readonly topicArn: string } {
  const variable = (name: string) => {
    const text = environment[name];
    if (text === undefined)
      throw new ConfigError(`environment variable ${name} is missing; the KeyRotation construct sets it`);
    return text;
  };
  const entries = FUNCTION_SETTINGS.map((name) => {
    const variableName = environmentName(name);
    return [name, parseSetting(name, variable(variableName), `environment variable ${variableName}`)] as const;
  });
  const secretKeyArn = environment[SECRET_KEY_ARN_VARIABLE];
  const config = {
    ...Object.fromEntries(entries),
    ...(secretKeyArn && { secretKeyArn }),
    topicArn: variable(TOPIC_ARN_VARIABLE),
  } as unknown as Config & { topicArn: string };
  checkPolicy(config);
  checkFormats(config);
  return config;
}
