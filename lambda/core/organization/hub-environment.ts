/** The variables of the hub's functions: the construct writes them, the functions read them. */

import { ConfigError } from '../settings/setting';

export const HUB_VARIABLES = {
  bucket: 'KEYTURN_BUCKET',
  /** A JSON array of names, in the order in which they are served. */
  waves: 'KEYTURN_WAVES',
  topicArn: 'KEYTURN_TOPIC_ARN',
  organizationId: 'KEYTURN_ORGANIZATION_ID',
  /** In percent. */
  tolerated: 'KEYTURN_TOLERATE_FAILED_ACCOUNTS',
  contact: 'KEYTURN_CONTACT',
  docsUrl: 'KEYTURN_DOCS_URL',
  stateMachineArn: 'KEYTURN_STATE_MACHINE_ARN',
  rolloutMachineArn: 'KEYTURN_ROLLOUT_MACHINE_ARN',
} as const;

/** @throws ConfigError where it is not set */
export function hubVariable(
  environment: Readonly<Record<string, string | undefined>>,
  name: keyof typeof HUB_VARIABLES,
): string {
  const value = environment[HUB_VARIABLES[name]];
  if (value === undefined)
    throw new ConfigError(
      `environment variable ${HUB_VARIABLES[name]} is missing; the KeyturnOrganization construct sets it`,
    );
  return value;
}
