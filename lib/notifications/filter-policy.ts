/** Which messages a subscription gets: its lists, as a filter policy of SNS. */

import { Token } from 'aws-cdk-lib';
import { type StringConditions, SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import { SEVERITIES } from '../../lambda/core/messages/message';
import { EVENTS } from '../../lambda/core/messages/texts';
import { ORGANIZATION_EVENTS } from '../../lambda/core/organization/form';
import { LEAK_EVENTS } from '../../lambda/core/report/leak-message';
import { POSTURE_EVENTS } from '../../lambda/core/report/posture-message';
import { ConfigError } from '../../lambda/core/settings/setting';
import { quote } from '../../lambda/core/text';
import type { OwnerSubscription } from './owner-subscription';

interface List {
  /** The message attribute that it is compared with. */
  readonly attribute: string;
  readonly allowed: string;
  readonly isAllowed: (value: string) => boolean;
  /** As SNS compares it. @default - as a whole */
  readonly conditions?: (values: string[]) => StringConditions;
}

const oneOf = (values: readonly string[]) => ({
  allowed: `one of ${values.join(', ')}`,
  isAllowed: (value: string) => values.includes(value),
});

/** A filter policy may have five of them. */
const LISTS: Readonly<Record<'owners' | 'paths' | 'users' | 'events' | 'severities' | 'accounts' | 'ous', List>> = {
  owners: {
    attribute: 'owner',
    allowed: 'a value of the tag keyturn:owner, of 1 to 256 characters',
    isAllowed: (value) => value.length >= 1 && value.length <= 256,
  },
  paths: {
    attribute: 'userPath',
    allowed: 'an IAM path that begins and ends with /, such as /service/',
    isAllowed: (value) => value.length <= 512 && /^\/([!-.0-~]+\/)*$/.test(value),
    conditions: (matchPrefixes) => ({ matchPrefixes }),
  },
  users: {
    attribute: 'userName',
    allowed: "an IAM user's name",
    isAllowed: (value) => /^[\w+=,.@-]{1,64}$/.test(value),
  },
  events: { attribute: 'event', ...oneOf([...EVENTS, ...POSTURE_EVENTS, ...LEAK_EVENTS, ...ORGANIZATION_EVENTS]) },
  severities: { attribute: 'severity', ...oneOf(SEVERITIES) },
  accounts: {
    attribute: 'accountId',
    allowed: "an account's id of 12 digits",
    isAllowed: (value) => /^\d{12}$/.test(value),
  },
  ous: {
    attribute: 'ou',
    allowed: 'the names of an OU and of those above it, such as prod/payments, without the root',
    isAllowed: (value) => value.length <= 256 && /^[^/]+(\/[^/]+)*$/.test(value),
    // Not production, where prod is meant.
    conditions: (values) => ({ allowlist: values, matchPrefixes: values.map((value) => `${value}/`) }),
  },
};

type ListName = keyof typeof LISTS;

export const LIST_NAMES = Object.keys(LISTS) as ListName[];

/** Of SNS. */
const MOST_LISTS = 5;

/** AWS multiplies the lengths of all lists of a filter policy. */
const MOST_COMBINATIONS = 150;

/** Undefined without any list: SNS refuses an empty policy. @throws ConfigError */
export function filterPolicyOf(
  given: OwnerSubscription,
  where: string,
): Readonly<Record<string, SubscriptionFilter>> | undefined {
  const lists = LIST_NAMES.flatMap((name) => {
    const values = given[name];
    return values === undefined ? [] : [[name, checkedList(name, values, where)] as const];
  });
  if (lists.length > MOST_LISTS)
    throw new ConfigError(
      `${where} has ${lists.map(([name]) => name).join(', ')}, but SNS takes a filter policy of at most ${MOST_LISTS} of them`,
    );
  // An OU is compared in two ways.
  const lengthOf = (name: ListName, { length }: string[]) => (name === 'ous' ? 2 * length : length);
  const combinations = lists.reduce((product, [name, values]) => product * lengthOf(name, values), 1);
  if (combinations > MOST_COMBINATIONS)
    throw new ConfigError(
      `${where} has lists whose lengths multiply to ${combinations}, but SNS takes a filter policy of at most ${MOST_COMBINATIONS}: make two subscriptions, or filter by owners or paths`,
    );
  const filters = lists.map(([name, values]) => {
    const { attribute, conditions = (allowlist) => ({ allowlist }) } = LISTS[name];
    return [attribute, SubscriptionFilter.stringFilter(conditions(values))];
  });
  return filters.length > 0 ? Object.fromEntries(filters) : undefined;
}

function checkedList(name: ListName, values: unknown, where: string): string[] {
  const { allowed, isAllowed } = LISTS[name];
  if (!Array.isArray(values) || values.length === 0)
    throw new ConfigError(`${where}.${name} is ${quote(JSON.stringify(values))}, but must be a list of at least one`);
  for (const value of values) {
    if (typeof value === 'string' && Token.isUnresolved(value))
      throw new ConfigError(
        `${where}.${name} holds a value that is known only at deployment, but must be known at synthesis`,
      );
    if (typeof value !== 'string' || !isAllowed(value))
      throw new ConfigError(`${where}.${name} holds ${quote(String(value))}, but must hold ${allowed}`);
  }
  return values;
}
