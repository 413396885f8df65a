/**
 * Every name, default and bound of Keyturn's policy, once. The construct writes it into the function's environment with
 * `toEnvironment`, the function reads it back with `fromEnvironment`, and the ready-made app reads CDK context with `fromContext`.
 */

import { ALLOWED_TOPICS, parseTopicArns } from './owner-topic';
import { quote } from './text';

/** A setting that has a value which it may not have. The message names the setting, the value and what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export const DAY_MS = 24 * 60 * 60 * 1000;
export const HOUR_MS = 60 * 60 * 1000;
export const MINUTE_MS = 60 * 1000;

/** How long a key may live and how patiently it is retired. Days and hours may be fractions, so that a demo can run in minutes. */
export interface Policy {
  /** No managed key stays active past this age, in days (promise 9). */
  readonly maxKeyAgeDays: number;
  /** How long the old and the new key both work, in days. */
  readonly graceDays: number;
  /** How long an old key stays Inactive, and can be reactivated, before it is deleted, in days. */
  readonly quarantineDays: number;
  /** An old key that was not used for this long counts as idle, in hours. */
  readonly idleHours: number;
  /** What happens after grace to an old key that is still in use. */
  readonly whenStillInUse: 'hold' | 'deactivate';
}

/** Which users are managed. IAM enforces the same choice on the function's permissions. */
export type Manage =
  | { readonly by: 'tag'; readonly key: string; readonly value: string }
  | { readonly by: 'path'; readonly path: string }
  | { readonly by: 'all' };

/** What the function is deployed with. */
export interface Config extends Policy {
  readonly manage: Manage;
  /** Decide and report as always, change nothing. */
  readonly dryRun: boolean;
  /** At most this many new keys in one run, the stalest first. */
  readonly maxRotationsPerRun: number;
  /** The beginning of every secret's name. */
  readonly secretPrefix: string;
  /** The fields of a secret's value: what `credential_process` takes, or the names of environment variables. */
  readonly secretFormat: SecretFormat;
  /** Regions, besides the function's own, that get a copy of every secret. */
  readonly replicaRegions: readonly string[];
  /** The customer's KMS key for new secrets; undefined for the one that AWS manages. */
  readonly secretKeyArn?: string;
  /** Ask CloudTrail who still uses an old key, when its owner is about to be told that somebody does. */
  readonly cloudTrailEvidence: boolean;
  /** The topics that a user's tag `keyturn:topic-arn` may name. */
  readonly ownerTopics: readonly string[];
}

export type SecretFormat = 'credential-process' | 'env';

/** What the ready-made app can be told beyond the function's own configuration. */
export interface AppConfig extends Config {
  /** An EventBridge Scheduler expression: `rate(…)` or `cron(…)`. */
  readonly schedule: string;
  readonly notifyEmail: string | undefined;
  /** Checked by lib/subscriptions.ts, which says more than that it is no list. */
  readonly subscriptions: readonly object[];
  /** An alarm begins when a user has been held or blocked for so many days. */
  readonly holdAlarmAfterDays: number;
  /** Whether AWS Config looks at the same age. */
  readonly configRule: boolean;
}

/** One setting: its default, and how to read it from text (context, environment, tag) and write it back. */
interface Setting<T> {
  readonly default: T;
  readonly allowed: string;
  /** Undefined for a text that is not allowed. */
  readonly parse: (text: string) => T | undefined;
  readonly format: (value: T) => string;
}

const positive = (value: number, max: number) =>
  Number.isFinite(value) && value > 0 && value <= max ? value : undefined;
/** Decimal notation only: Number() alone would take '', ' ', '0x10' and '1e3' for numbers. */
const decimal = (text: string) => (/^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN);

const days = (defaultDays: number): Setting<number> => ({
  default: defaultDays,
  allowed: 'a number of days greater than 0 and at most 3650, such as 14 or 0.5',
  parse: (text) => positive(decimal(text), 3650),
  format: plainNumber,
});

const hours = (defaultHours: number): Setting<number> => ({
  default: defaultHours,
  allowed: 'a number of hours greater than 0 and at most 8760, such as 24 or 0.5',
  parse: (text) => positive(decimal(text), 8760),
  format: plainNumber,
});

function oneOf<T extends string>(first: T, ...others: T[]): Setting<T> {
  const all = [first, ...others];
  return {
    default: first,
    allowed: all.map((value) => `"${value}"`).join(' or '),
    parse: (text) => all.find((value) => value === text),
    format: (value) => value,
  };
}

const yesOrNo = (byDefault: boolean): Setting<boolean> => ({
  default: byDefault,
  allowed: '"true" or "false"',
  parse: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  format: String,
});

const manage: Setting<Manage> = {
  default: { by: 'tag', key: 'keyturn:managed', value: 'true' },
  allowed: '"tag:<key>=<value>", "path:/<path>/" or "all"',
  parse: parseManage,
  format: formatManage,
};

/** The settings by their fixed names. The order is the one of the documentation. */
export const SETTINGS = {
  maxKeyAgeDays: days(90),
  graceDays: days(14),
  quarantineDays: days(7),
  idleHours: hours(24),
  whenStillInUse: oneOf('hold', 'deactivate'),
  manage,
  schedule: {
    default: 'rate(1 hour)',
    allowed: 'an EventBridge Scheduler expression, "rate(<n> minutes|hours|days)" or "cron(<six fields>)"',
    parse: (text) => (/^rate\([1-9]\d* (minute|hour|day)s?\)$|^cron\(\S+( \S+){5}\)$/.test(text) ? text : undefined),
    format: (value) => value,
  } satisfies Setting<string>,
  dryRun: yesOrNo(false),
  maxRotationsPerRun: {
    default: 25,
    allowed: 'a whole number from 1 to 5000',
    parse: (text) => (/^\d{1,4}$/.test(text) && Number(text) <= 5000 ? positive(Number(text), 5000) : undefined),
    format: String,
  } satisfies Setting<number>,
  secretPrefix: {
    default: 'keyturn/',
    allowed: '1 to 200 of the characters that a secret name may hold: letters, digits and /_+=.@-',
    parse: (text) => (/^[A-Za-z0-9/_+=.@-]{1,200}$/.test(text) ? text : undefined),
    format: (value) => value,
  } satisfies Setting<string>,
  secretFormat: oneOf<SecretFormat>('credential-process', 'env'),
  replicaRegions: {
    default: [],
    allowed: 'Regions with commas between them, each once, such as "eu-west-1,us-east-2"',
    parse: parseRegions,
    format: (value) => value.join(','),
  } as Setting<readonly string[]>,
  notifyEmail: {
    default: undefined,
    allowed: 'an e-mail address',
    parse: (text) => (/^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+$/.test(text) ? text : undefined),
    format: (value) => value ?? '',
  } as Setting<string | undefined>,
  cloudTrailEvidence: yesOrNo(true),
  ownerTopics: {
    default: [],
    allowed: ALLOWED_TOPICS,
    parse: parseTopicArns,
    format: (value) => JSON.stringify(value),
  } satisfies Setting<readonly string[]>,
  subscriptions: {
    default: [],
    allowed: 'a JSON list such as [{"email":"team-a@example.com","owners":["team-a"]}]',
    parse: listOfObjects,
    format: (value) => JSON.stringify(value),
  } satisfies Setting<readonly object[]>,
  // By then the owner was told three times: at once, and in two weekly messages.
  holdAlarmAfterDays: days(14),
  configRule: yesOrNo(false),
} as const;

export type SettingName = keyof typeof SETTINGS;
const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];
/** What the stack is made with and the function need not know. */
export const STACK_SETTINGS: readonly SettingName[] = [
  'schedule',
  'notifyEmail',
  'subscriptions',
  'holdAlarmAfterDays',
  'configRule',
];
const FUNCTION_SETTINGS = SETTING_NAMES.filter((name) => !STACK_SETTINGS.includes(name));

/**
 * Reads a setting from text.
 * @param where what the reader must look for when it is wrong, such as `context graceDays` or `tag keyturn:grace-days`
 * @throws ConfigError when the text is not allowed
 */
export function parseSetting<N extends SettingName>(name: N, text: string, where: string): AppConfig[N] {
  const value = (SETTINGS[name] as unknown as Setting<AppConfig[N]>).parse(text);
  if (value === undefined) throw new ConfigError(`${where} is ${quote(text)}, but must be ${SETTINGS[name].allowed}`);
  return value;
}

/** Checks values that are already typed (a construct's props) by the same rules as text. */
export function checkSetting<N extends SettingName>(name: N, value: AppConfig[N], where: string): AppConfig[N] {
  const setting = SETTINGS[name] as unknown as Setting<AppConfig[N]>;
  return value === undefined ? value : parseSetting(name, setting.format(value), where);
}

/**
 * What the settings of one policy must be to each other.
 * @throws ConfigError
 */
export function checkPolicy(policy: Policy): void {
  if (policy.maxKeyAgeDays <= policy.graceDays)
    throw new ConfigError(
      `maxKeyAgeDays is ${policy.maxKeyAgeDays} and graceDays is ${policy.graceDays}, but maxKeyAgeDays must be the greater one: ` +
        'a rotation starts at maxKeyAgeDays - graceDays, so a key would be due before it exists',
    );
}

/**
 * A policy that is valid but cannot keep promise 9 in the steady state: the next rotation finds the predecessor's slot still taken.
 * Undefined when all is well.
 */
export function tightPolicy(policy: Policy): string | undefined {
  const needed = 2 * policy.graceDays + policy.quarantineDays;
  if (policy.maxKeyAgeDays >= needed) return undefined;
  return (
    `maxKeyAgeDays (${policy.maxKeyAgeDays}) is less than 2 x graceDays + quarantineDays (${needed}): a key will be due before its ` +
    'predecessor is deleted, has to wait for the slot, and may outlive maxKeyAgeDays by the difference'
  );
}

/**
 * Reads the ready-made app's configuration from CDK context (`-c graceDays=7`, or cdk.json).
 * @param context all context of the app; keys with `:`, `/` or `@` belong to the CDK and are passed over
 * @throws ConfigError for a bad value or a name that is nobody's
 */
export function fromContext(context: Readonly<Record<string, unknown>>): AppConfig {
  for (const key of Object.keys(context))
    if (/^[A-Za-z]+$/.test(key) && !(SETTING_NAMES as string[]).includes(key))
      throw new ConfigError(`context ${key} is no setting of Keyturn; the settings are ${SETTING_NAMES.join(', ')}`);
  const read = <N extends SettingName>(name: N): AppConfig[N] => {
    const value = context[name];
    if (value === undefined) return SETTINGS[name].default as AppConfig[N];
    return parseSetting(name, typeof value === 'string' ? value : String(JSON.stringify(value)), `context ${name}`);
  };
  const config = Object.fromEntries(SETTING_NAMES.map((name) => [name, read(name)])) as unknown as AppConfig;
  checkPolicy(config);
  return config;
}

/** `maxKeyAgeDays` → `KEYTURN_MAX_KEY_AGE_DAYS`. */
export const environmentName = (name: SettingName) => `KEYTURN_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
export const TOPIC_ARN_VARIABLE = 'KEYTURN_TOPIC_ARN';
/** Set only where there is a customer key. */
export const SECRET_KEY_ARN_VARIABLE = 'KEYTURN_SECRET_KEY_ARN';

/** The function's environment variables for a configuration. */
export function toEnvironment(config: Config): Record<string, string> {
  const format = (name: SettingName) =>
    (SETTINGS[name] as unknown as Setting<unknown>).format((config as unknown as Record<string, unknown>)[name]);
  return Object.fromEntries(FUNCTION_SETTINGS.map((name) => [environmentName(name), format(name)]));
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
  return config;
}

/** Empty text is no Region at all, which is how the environment says it. */
function parseRegions(text: string): readonly string[] | undefined {
  const regions = text === '' ? [] : text.split(',').map((region) => region.trim());
  const isValid = regions.every((region) => REGION.test(region)) && new Set(regions).size === regions.length;
  return isValid ? regions : undefined;
}

const REGION = /^[a-z]{2,4}(-[a-z]{2,12}){1,2}-\d{1,2}$/;

function parseManage(text: string): Manage | undefined {
  if (text === 'all') return { by: 'all' };
  const path = /^path:(\/(?:[\w.,:;@+=~#%&!-]+\/)+)$/.exec(text)?.[1];
  if (path !== undefined && path.length <= 512) return { by: 'path', path };
  // IAM's limits for tags: 128 characters a key, 256 a value. `*` and `$` would be read as patterns by an IAM condition.
  const tag = /^tag:([\w .:/+@-]{1,128})=([\w .:/=+@-]{0,256})$/.exec(text);
  return tag?.[1] !== undefined && tag[2] !== undefined ? { by: 'tag', key: tag[1], value: tag[2] } : undefined;
}

export function formatManage(value: Manage): string {
  switch (value.by) {
    case 'all':
      return 'all';
    case 'path':
      return `path:${value.path}`;
    case 'tag':
      return `tag:${value.key}=${value.value}`;
  }
}

function listOfObjects(text: string): readonly object[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    const isOne = (each: unknown) => typeof each === 'object' && each !== null && !Array.isArray(each);
    return Array.isArray(list) && list.every(isOne) ? list : undefined;
  } catch {
    return undefined;
  }
}

/** Never 1e-7: the parser takes decimal notation only. */
function plainNumber(value: number): string {
  return Number.isFinite(value) ? value.toFixed(9).replace(/\.?0+$/, '') : String(value);
}
