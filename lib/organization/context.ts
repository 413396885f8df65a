/** The organization's stack, set up by CDK context: `-c organization=o-… -c waves='[{"name":"all","ous":["ou-…"]}]'`, and settings as for one account. */

import { Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { fromContext } from '../../lambda/core/settings/context';
import { ConfigError } from '../../lambda/core/settings/setting';
import { quote } from '../../lambda/core/text';
import { rotationProps } from '../rotation-props';
import type { KeyturnStackProps } from '../stack';
import type { Wave, WaveRotation } from './hub/props';
import { MEMBER_PROPS } from './member-props';
import type { KeyturnOrganizationStackProps } from './organization-stack';

/** What only an organization has, next to the settings of Keyturn. */
const NAMES = ['organization', 'waves', 'operatorPrincipalArn', 'operatorMfa', 'tolerateFailedAccounts', 'concurrency'];

/** Settings that belong to what only a standalone Keyturn has. */
const STANDALONE = ['configRule', 'roleName'];

type Context = Readonly<Record<string, unknown>>;

/**
 * Undefined where the context names no organization.
 * @throws ConfigError
 */
export function organizationFromContext(context: Context): KeyturnOrganizationStackProps | undefined {
  const own = Object.fromEntries(Object.entries(context).filter(([name]) => NAMES.includes(name)));
  const given = Object.keys(own);
  if (given.length === 0) return undefined;
  if (own.organization === undefined)
    throw new ConfigError(
      `context ${given[0]} is an organization's, so it needs organization too, such as o-a1b2c3d4e5`,
    );
  const odd = STANDALONE.find((name) => context[name] !== undefined);
  if (odd !== undefined)
    throw new ConfigError(`context ${odd} is nothing that an organization has: it belongs to a Keyturn of one account`);
  const shared = Object.fromEntries(Object.entries(context).filter(([name]) => !NAMES.includes(name)));
  const { notifyEmail, subscriptions, holdAlarmAfter, schedule, ...props } = rotationProps(fromContext(shared));
  return {
    organizationId: String(own.organization),
    waves: wavesFrom(own.waves, shared),
    rotation: forMembers(props),
    ...(schedule && { schedule }),
    ...(notifyEmail !== undefined && { notifyEmail }),
    ...(subscriptions && { subscriptions }),
    ...(holdAlarmAfter && { holdAlarmAfter }),
    ...(own.operatorPrincipalArn !== undefined && { operatorPrincipalArn: String(own.operatorPrincipalArn) }),
    ...(own.operatorMfa !== undefined && { operatorMfa: yesOrNo('operatorMfa', own.operatorMfa) }),
    ...numbers(own),
  };
}

const numbers = (own: Context) =>
  Object.fromEntries(
    ['tolerateFailedAccounts', 'concurrency'].flatMap((name) =>
      own[name] === undefined ? [] : [[name, /^\d+$/.test(String(own[name])) ? Number(own[name]) : Number.NaN]],
    ),
  );

function yesOrNo(name: string, value: unknown): boolean {
  const text = String(value);
  if (text !== 'true' && text !== 'false')
    throw new ConfigError(`context ${name} is ${quote(text)}, but must be "true" or "false"`);
  return text === 'true';
}

/** The settings of a wave are those of the organization, and what it says itself. */
function wavesFrom(value: unknown, shared: Context): Wave[] {
  const list = typeof value === 'string' ? parsed(value) : value;
  if (!Array.isArray(list) || list.some((wave) => typeof wave !== 'object' || wave === null || Array.isArray(wave)))
    throw new ConfigError(
      `context waves is ${quote(typeof value === 'string' ? value : String(JSON.stringify(value)))}, but must be a JSON list of waves, such as [{"name":"all","ous":["ou-a1b2-c3d4e5f6"]}]`,
    );
  return list.map((wave: Context, index) => waveFrom(wave, shared, `context waves[${index}]`));
}

function waveFrom(
  { name, ous, exceptAccounts, onlyAccounts, ...settings }: Context,
  shared: Context,
  where: string,
): Wave {
  const odd = [
    'schedule',
    'scheduleTimezone',
    'notifyEmail',
    'subscriptions',
    'holdAlarmAfterDays',
    ...STANDALONE,
  ].find((each) => settings[each] !== undefined);
  if (odd !== undefined)
    throw new ConfigError(`${where} has ${odd}, which is no setting of a wave: give it for the organization`);
  const rotation =
    Object.keys(settings).length === 0
      ? undefined
      : inThatWave(where, () => forMembers(rotationProps(fromContext({ ...shared, ...settings }))));
  return {
    name: name as string,
    organizationalUnits: (ous ?? []) as string[],
    ...(exceptAccounts !== undefined && { exceptAccounts: exceptAccounts as string[] }),
    ...(onlyAccounts !== undefined && { onlyAccounts: onlyAccounts as string[] }),
    ...(rotation && { rotation }),
  };
}

function inThatWave<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(`${where}: ${error.message.replace(/^context /, '')}`) : error;
  }
}

function forMembers({ ownerTopicArns = [], ...props }: KeyturnStackProps): WaveRotation {
  const known = Object.entries(props).filter(
    ([name]) => name !== 'schedule' && (MEMBER_PROPS as readonly string[]).includes(name),
  );
  // Of a topic nothing but its ARN is used.
  const ownerTopics = ownerTopicArns.map((arn) => Topic.fromTopicArn(new Stack(), 'OwnerTopic', arn));
  return { ...Object.fromEntries(known), ...(ownerTopics.length > 0 && { ownerTopics }) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
