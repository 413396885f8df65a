/** What a member of an organization can be told: how it rotates, and who its hub is. */

import { Token } from 'aws-cdk-lib';
import { ConfigError } from '../../lambda/core/settings/setting';
import { quote } from '../../lambda/core/text';
import type { KeyRotationProps } from '../props';
import { HUB_PARAMETERS, type HubParameter } from './hub-parameters';

/** The props of `KeyRotation` that a member has. The rest belong to what only a standalone has: alarms, a topic, a schedule of its own. */
export const MEMBER_PROPS = [
  'maxKeyAge',
  'grace',
  'quarantine',
  'idle',
  'whenStillInUse',
  'manage',
  'schedule',
  'dryRun',
  'maxRotationsPerRun',
  'secretPrefix',
  'secretFormat',
  'secretFormats',
  'secretTags',
  'replicaRegions',
  'cloudTrailEvidence',
  'leakResponse',
  'ownerTopics',
  'headsUp',
  'docsUrl',
  'contact',
] as const satisfies readonly (keyof KeyRotationProps)[];

/** How the access keys of a member account are rotated. `schedule` is the hub's: the function reckons with the time between two runs. */
export type MemberRotation = Pick<KeyRotationProps, (typeof MEMBER_PROPS)[number]>;

/** Each value becomes the default of a CloudFormation parameter; what is left out must be given at deployment. */
export type MemberHub = Readonly<Partial<Record<HubParameter, string>>>;

export interface KeyturnMemberProps extends MemberRotation {
  /**
   * The hub that starts the runs of this account, and the operator who may do more.
   *
   * @default - parameters without defaults
   */
  readonly hub?: MemberHub;
}

/** @throws ConfigError for a prop that a member does not have, or a value of the hub's that is not allowed */
export function checkMemberProps({ hub = {}, ...rotation }: KeyturnMemberProps): void {
  const odd = Object.keys(rotation).find((name) => !(MEMBER_PROPS as readonly string[]).includes(name));
  if (odd !== undefined)
    throw new ConfigError(`KeyturnMember: ${odd} is nothing that a member has; it has ${MEMBER_PROPS.join(', ')}, hub`);
  for (const [name, value] of Object.entries(hub)) checkHub(name, value);
}

function checkHub(name: string, value: string | undefined): void {
  const known = Object.hasOwn(HUB_PARAMETERS, name) ? HUB_PARAMETERS[name as HubParameter] : undefined;
  if (!known)
    throw new ConfigError(
      `KeyturnMember: hub.${name} is not known; the hub has ${Object.keys(HUB_PARAMETERS).join(', ')}`,
    );
  if (value === undefined) return;
  if (Token.isUnresolved(value))
    throw new ConfigError(
      `KeyturnMember: hub.${name} is known only at deployment, but must be known at synthesis: leave it out, and give the parameter ${known.parameter} at deployment`,
    );
  if (!new RegExp(`^(?:${known.pattern})$`).test(value))
    throw new ConfigError(`KeyturnMember: hub.${name} is ${quote(value)}, but must be ${known.allowed}`);
}
