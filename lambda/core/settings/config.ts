/**
 * Every name, default and bound of Keyturn's policy, once. The construct writes it into the function's environment with
 * `toEnvironment`, the function reads it back with `fromEnvironment`, and the ready-made app reads CDK context with `fromContext`.
 */

import { quote } from '../text';
import { isTimeZone } from '../time-zone';
import { contact, docsUrl } from './help-desk';
import { type LeakResponse, leakResponse } from './leaks';
import { type Manage, manage } from './manage';
import type { Policy } from './policy';
import { isRegion } from './region';
import { type SecretFormats, secretFormat, secretFormats } from './secret-formats';
import { ALLOWED_TAGS, parseTags, type SecretTags } from './secret-tags';
import { ConfigError, days, daysOrNone, oneOf, positive, type Setting, yesOrNo } from './setting';
import { ALLOWED_TOPICS, parseTopicArns } from './topics';

/** What the function is deployed with. */
export interface Config extends Policy {
  readonly manage: Manage;
  /** An EventBridge Scheduler expression, `rate(…)` or `cron(…)`: how far apart two runs are. */
  readonly schedule: string;
  /** Of a cron expression. */
  readonly scheduleTimezone: string;
  /** Decide and report as always, change nothing. */
  readonly dryRun: boolean;
  /** At most this many new keys in one run, the stalest first. */
  readonly maxRotationsPerRun: number;
  /** The beginning of every secret's name. */
  readonly secretPrefix: string;
  /** What the value of a new secret looks like: the name of a format. */
  readonly secretFormat: string;
  /** The formats that the team has declared, by name. */
  readonly secretFormats: SecretFormats;
  /** Set on every secret that Keyturn makes, next to its own tags. */
  readonly secretTags: SecretTags;
  /** Regions, besides the function's own, that get a copy of every secret. */
  readonly replicaRegions: readonly string[];
  /** The customer's KMS key for new secrets; undefined for the one that AWS manages. */
  readonly secretKeyArn?: string;
  /** Ask CloudTrail who still uses an old key, when its owner is about to be notified that somebody does. */
  readonly cloudTrailEvidence: boolean;
  /** Where the team has its own page about Keyturn: a line in every notification. */
  readonly docsUrl: string;
  /** Whom owners can ask: a line in every notification. */
  readonly contact: string;
  /** The most that is done by itself when AWS reports a key. */
  readonly leakResponse: LeakResponse;
  /** The topics that a user's tag `keyturn:topic-arn` may name. */
  readonly ownerTopics: readonly string[];
}

/** What the ready-made app can be told beyond the function's own configuration. */
export interface AppConfig extends Config {
  readonly notifyEmail: string | undefined;
  /** Checked by lib/notifications/subscriptions.ts, which says more than that it is no list. */
  readonly subscriptions: readonly object[];
  /** An alarm begins when a user has been held or blocked for so many days. */
  readonly holdAlarmAfterDays: number;
  /** Whether AWS Config looks at the same age. */
  readonly configRule: boolean;
  /** Of the function's role. */
  readonly roleName: string;
}

/** The settings by their fixed names. The order is the one of the documentation. */
export const SETTINGS = {
  maxKeyAgeDays: days(90),
  graceDays: days(14),
  quarantineDays: days(7),
  idleDays: days(8),
  headsUpDays: daysOrNone(7),
  whenStillInUse: oneOf('hold', 'deactivate'),
  manage,
  schedule: {
    default: 'rate(1 hour)',
    allowed: 'an EventBridge Scheduler expression, "rate(<n> minutes|hours|days)" or "cron(<six fields>)"',
    parse: (text) => (/^rate\([1-9]\d* (minute|hour|day)s?\)$|^cron\(\S+( \S+){5}\)$/.test(text) ? text : undefined),
    format: (value) => value,
  } satisfies Setting<string>,
  scheduleTimezone: {
    default: 'Etc/UTC',
    allowed: 'a time zone of the IANA list, such as "Europe/Berlin"',
    parse: (text) => (isTimeZone(text) ? text : undefined),
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
  secretFormat,
  secretFormats,
  secretTags: {
    default: {},
    allowed: ALLOWED_TAGS,
    parse: parseTags,
    format: (value) => JSON.stringify(value),
  } satisfies Setting<SecretTags>,
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
  docsUrl,
  contact,
  cloudTrailEvidence: yesOrNo(true),
  leakResponse,
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
  // By then the owner was notified three times: at once, and in two weekly messages.
  holdAlarmAfterDays: days(14),
  configRule: yesOrNo(false),
  roleName: {
    default: 'keyturn-function',
    // The schedule's role adds nine, and IAM takes 64.
    allowed: '1 to 55 of the characters that a role name may hold: letters, digits and _+=,.@-',
    parse: (text) => (/^[\w+=,.@-]{1,55}$/.test(text) ? text : undefined),
    format: (value) => value,
  } satisfies Setting<string>,
} as const;

export type SettingName = keyof typeof SETTINGS;

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

/**
 * What the stack is made with and the function need not know.
 * @internal a test compares it with the props
 */
export const STACK_SETTINGS: readonly SettingName[] = [
  'notifyEmail',
  'subscriptions',
  'holdAlarmAfterDays',
  'configRule',
  'roleName',
];

export const FUNCTION_SETTINGS = SETTING_NAMES.filter((name) => !STACK_SETTINGS.includes(name));

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

/** Empty text is no Region at all, which is how the environment says it. */
function parseRegions(text: string): readonly string[] | undefined {
  const regions = text === '' ? [] : text.split(',').map((region) => region.trim());
  const isValid = regions.every(isRegion) && new Set(regions).size === regions.length;
  return isValid ? regions : undefined;
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
