import { Duration, Token } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { type AppConfig, checkSetting, parseSetting, SETTINGS, type SettingName } from '../lambda/core/settings/config';
import { checkPolicy, tightPolicy } from '../lambda/core/settings/policy';
import { checkFormats } from '../lambda/core/settings/secret-formats';
import { ConfigError } from '../lambda/core/settings/setting';
import { topicArnsFrom } from './notifications/owner-topics';
import type { KeyRotationProps } from './props';

/** What the ready-made app can be told, but for what is the stack's alone. */
export type RotationConfig = Omit<AppConfig, 'subscriptions'>;

/** Props, checked by the rules that hold for context, environment and tags too. */
interface Settings {
  readonly config: RotationConfig;
  readonly schedule: ScheduleExpression;
  readonly reservedConcurrency: number | undefined;
  /** What is allowed but hardly meant. */
  readonly warning: string | undefined;
}

/**
 * @param region the stack's
 * @throws ConfigError that names the prop, its value and what is allowed
 */
export function settingsFrom(props: KeyRotationProps, region: string): Settings {
  const days = (value: Duration) => value.toDays({ integral: false });
  const same = <T>(value: T) => value;
  const schedule = given(props, 'schedule');
  const config: RotationConfig = {
    maxKeyAgeDays: setting(props, 'maxKeyAge', 'maxKeyAgeDays', days),
    graceDays: setting(props, 'grace', 'graceDays', days),
    quarantineDays: setting(props, 'quarantine', 'quarantineDays', days),
    idleDays: setting(props, 'idle', 'idleDays', days),
    headsUpDays: setting(props, 'headsUp', 'headsUpDays', days),
    whenStillInUse: setting(props, 'whenStillInUse', 'whenStillInUse', same),
    manage: setting(props, 'manage', 'manage', (value) => parseSetting('manage', value, where('manage'))),
    schedule: setting(props, 'schedule', 'schedule', (value) => value.expressionString),
    scheduleTimezone: setting(props, 'schedule', 'scheduleTimezone', (value) => value.timeZone?.timezoneName ?? UTC),
    dryRun: setting(props, 'dryRun', 'dryRun', same),
    maxRotationsPerRun: setting(props, 'maxRotationsPerRun', 'maxRotationsPerRun', same),
    secretPrefix: setting(props, 'secretPrefix', 'secretPrefix', same),
    secretFormat: setting(props, 'secretFormat', 'secretFormat', same),
    secretFormats: setting(props, 'secretFormats', 'secretFormats', same),
    secretTags: setting(props, 'secretTags', 'secretTags', same),
    replicaRegions: setting(props, 'replicaRegions', 'replicaRegions', same),
    notifyEmail: setting(props, 'notifyEmail', 'notifyEmail', same),
    docsUrl: setting(props, 'docsUrl', 'docsUrl', same),
    contact: setting(props, 'contact', 'contact', same),
    cloudTrailEvidence: setting(props, 'cloudTrailEvidence', 'cloudTrailEvidence', same),
    leakResponse: setting(props, 'leakResponse', 'leakResponse', same),
    ownerTopics: topicArnsFrom(props.ownerTopics ?? []),
    holdAlarmAfterDays: setting(props, 'holdAlarmAfter', 'holdAlarmAfterDays', days),
    configRule: setting(props, 'configRule', 'configRule', same),
    roleName: setting(props, 'roleName', 'roleName', same),
  };
  inTermsOfProps(() => checkPolicy(config));
  inTermsOfProps(() => checkFormats(config));
  checkCopies(config, props, region);
  checkKey('secretKey', props.secretKey, region);
  checkKey('encryptionKey', props.encryptionKey, region);
  return {
    config,
    schedule: schedule ?? ScheduleExpression.expression(config.schedule),
    reservedConcurrency: reservedConcurrencyFrom(props),
    warning: withPropNames(tightPolicy(config)),
  };
}

type PropName = keyof KeyRotationProps;

type Given<P extends PropName> = NonNullable<KeyRotationProps[P]>;

const UTC = SETTINGS.scheduleTimezone.default;

const where = (prop: PropName) => `KeyRotation: ${prop}`;

function setting<P extends PropName, N extends SettingName>(
  props: KeyRotationProps,
  prop: P,
  name: N,
  read: (value: Given<P>) => AppConfig[N],
): AppConfig[N] {
  const value = given(props, prop);
  return value === undefined ? (SETTINGS[name].default as AppConfig[N]) : checkSetting(name, read(value), where(prop));
}

/** A value that CloudFormation fills in later cannot be checked now, and the IAM conditions are made from it. */
function given<P extends PropName>(props: KeyRotationProps, prop: P): Given<P> | undefined {
  const value = props[prop];
  if (isKnownLater(value))
    throw new ConfigError(
      `${where(prop)} is known only at deployment (a parameter or a reference), but must be known at synthesis`,
    );
  return value as Given<P> | undefined;
}

function isKnownLater(value: unknown): boolean {
  if (value instanceof Duration) return value.isUnresolved();
  if (value instanceof ScheduleExpression) return Token.isUnresolved(value.expressionString);
  return Array.isArray(value) && !Token.isUnresolved(value) ? value.some(isKnownLater) : Token.isUnresolved(value);
}

function reservedConcurrencyFrom(props: KeyRotationProps): number | undefined {
  const value = given(props, 'reservedConcurrency');
  if (value !== undefined && !(Number.isInteger(value) && value >= 1))
    throw new ConfigError(`${where('reservedConcurrency')} is ${value}, but must be a whole number of 1 or more`);
  return value;
}

/**
 * A stack without an environment goes where the CDK's command line says. Without credentials it says us-east-1, which means nothing.
 * Undefined where it is not known.
 */
function deployedTo(region: string): string | undefined {
  if (!Token.isUnresolved(region)) return region;
  return process.env.CDK_DEFAULT_ACCOUNT ? process.env.CDK_DEFAULT_REGION : undefined;
}

function checkCopies({ replicaRegions }: RotationConfig, { secretKey }: KeyRotationProps, region: string): void {
  const home = deployedTo(region);
  if (home !== undefined && replicaRegions.includes(home))
    throw new ConfigError(
      `${where('replicaRegions')} names ${home}, but must name other Regions: that is where the stack is and the secrets are made`,
    );
  // Whoever chooses a key means every copy. A KMS key belongs to one Region, so each copy would be under AWS's key instead.
  if (secretKey && replicaRegions.length > 0)
    throw new ConfigError(
      `${where('replicaRegions')} is ${replicaRegions.join(',')}, but must be left out together with secretKey: the copies would not be encrypted with that key`,
    );
}

/** Key policies and IAM policies name a key by its id: an alias can be pointed at another key, so IAM takes none. */
function checkKey(prop: 'secretKey' | 'encryptionKey', key: IKey | undefined, region: string): void {
  if (!key) return;
  const arn = key.keyArn;
  if ('aliasName' in key || (!Token.isUnresolved(arn) && arn.includes(':alias/')))
    throw new ConfigError(
      `${where(prop)} is an alias (${nameOf(key)}), but must be the key itself: IAM policies cannot name an alias, so nothing could be encrypted. Pass the key, such as Key.fromKeyArn(this, 'Key', 'arn:aws:kms:<Region>:<account>:key/<id>') or Key.fromLookup`,
    );
  const keyRegion = Token.isUnresolved(arn) ? undefined : arn.split(':')[3];
  if (keyRegion && !Token.isUnresolved(keyRegion) && !Token.isUnresolved(region) && keyRegion !== region)
    throw new ConfigError(`${where(prop)} is a key in ${keyRegion}, but must be one in ${region}, where the stack is`);
}

function nameOf(key: IKey): string {
  const name = (key as IKey & { readonly aliasName?: string }).aliasName ?? key.keyArn;
  return Token.isUnresolved(name) ? 'made in this app' : name;
}

function inTermsOfProps(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(`KeyRotation: ${withPropNames(error.message)}`) : error;
  }
}

/** The shared rules speak of `graceDays`; who reads a construct's error wrote `grace`. */
function withPropNames<T extends string | undefined>(message: T): T {
  return message?.replace(/\b(maxKeyAge|grace|quarantine|idle)Days\b/g, '$1') as T;
}
