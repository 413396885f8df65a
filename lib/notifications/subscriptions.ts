/** The prop `subscriptions`: who gets which messages, each as an SNS subscription with its filter policy. */

import { Token } from 'aws-cdk-lib';
import { type ITopic, Subscription, SubscriptionFilter, SubscriptionProtocol } from 'aws-cdk-lib/aws-sns';
import { SEVERITIES } from '../../lambda/core/messages/message';
import { EVENTS } from '../../lambda/core/messages/texts';
import { ConfigError } from '../../lambda/core/settings/setting';
import { quote } from '../../lambda/core/text';

/** One receiver, named by exactly one of the first four. It gets the messages to which all of its lists apply; without any list, all. */
export interface OwnerSubscription {
  /** An address, which has to confirm the subscription that SNS sends it. */
  readonly email?: string;
  /** An `https://` endpoint, which has to confirm too. */
  readonly https?: string;
  /** A queue whose policy lets the topic send to it. */
  readonly sqsArn?: string;
  /** A function whose policy lets SNS invoke it. */
  readonly lambdaArn?: string;

  /**
   * Values of the user tag `keyturn:owner`.
   *
   * @default - every user, tagged or not
   */
  readonly owners?: readonly string[];

  /**
   * IAM paths such as `/service/`, each with all paths below it.
   *
   * @default - every path
   */
  readonly paths?: readonly string[];

  /**
   * Names of IAM users.
   *
   * @default - every user
   */
  readonly users?: readonly string[];

  /**
   * As in `key-held`; docs/messages.md lists them.
   *
   * @default - every event
   */
  readonly events?: readonly string[];

  /**
   * `info`, `warning`, `critical`.
   *
   * @default - every severity
   */
  readonly severities?: readonly string[];
}

/** @throws ConfigError that names the subscription, what is wrong with it and what is allowed */
export function subscribe(topic: ITopic, subscriptions: readonly OwnerSubscription[], notifyEmail?: string): void {
  const taken = new Set(notifyEmail === undefined ? [] : [notifyEmail]);
  for (const [index, subscription] of subscriptions.entries()) {
    const where = `KeyRotation: subscriptions[${index}]`;
    const { protocol, endpoint } = receiverOf(subscription, where);
    if (taken.has(endpoint))
      throw new ConfigError(
        `${where} names ${quote(endpoint)} a second time, but SNS keeps one subscription of an endpoint to a topic: put both into one`,
      );
    taken.add(endpoint);
    const filterPolicy = filterOf(subscription, where);
    new Subscription(topic, `Subscription-${Token.isUnresolved(endpoint) ? index : endpoint}`, {
      topic,
      protocol,
      endpoint,
      ...(Object.keys(filterPolicy).length > 0 && { filterPolicy }),
    });
  }
}

interface Receiver {
  readonly protocol: SubscriptionProtocol;
  readonly allowed: string;
  readonly pattern: RegExp;
}

const RECEIVERS: Readonly<Record<'email' | 'https' | 'sqsArn' | 'lambdaArn', Receiver>> = {
  email: {
    protocol: SubscriptionProtocol.EMAIL,
    allowed: 'an e-mail address',
    pattern: /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+$/,
  },
  https: {
    protocol: SubscriptionProtocol.HTTPS,
    allowed: 'a URL that begins with https://',
    pattern: /^https:\/\/[^\s<>]+$/,
  },
  sqsArn: {
    protocol: SubscriptionProtocol.SQS,
    allowed: "a queue's ARN, such as arn:aws:sqs:eu-central-1:123456789012:team-a",
    pattern: /^arn:aws[a-z-]*:sqs:[a-z\d-]+:\d{12}:[\w-]{1,80}$/,
  },
  lambdaArn: {
    protocol: SubscriptionProtocol.LAMBDA,
    allowed: "a function's ARN, such as arn:aws:lambda:eu-central-1:123456789012:function:team-a",
    pattern: /^arn:aws[a-z-]*:lambda:[a-z\d-]+:\d{12}:function:[\w-]{1,64}(:[\w-]{1,128})?$/,
  },
};

type ReceiverName = keyof typeof RECEIVERS;

const RECEIVER_NAMES = Object.keys(RECEIVERS) as ReceiverName[];

function receiverOf(subscription: OwnerSubscription, where: string) {
  const known = [...RECEIVER_NAMES, ...LIST_NAMES] as string[];
  const odd = Object.keys(subscription).find((name) => !known.includes(name));
  if (odd !== undefined)
    throw new ConfigError(`${where} has ${quote(odd)}, which is not known; a subscription has ${known.join(', ')}`);
  const named = RECEIVER_NAMES.filter((name) => subscription[name] !== undefined);
  const [name] = named;
  if (name === undefined || named.length > 1)
    throw new ConfigError(
      `${where} names ${named.join(' and ') || 'nobody to send to'}, but must name exactly one of ${RECEIVER_NAMES.join(', ')}`,
    );
  const endpoint = String(subscription[name]);
  const { protocol, allowed, pattern } = RECEIVERS[name];
  if (!Token.isUnresolved(endpoint) && !pattern.test(endpoint))
    throw new ConfigError(`${where}.${name} is ${quote(endpoint)}, but must be ${allowed}`);
  return { protocol, endpoint };
}

interface List {
  /** The message attribute that it is compared with. */
  readonly attribute: string;
  readonly allowed: string;
  readonly isAllowed: (value: string) => boolean;
  /** Compared by its beginning, and not as a whole. */
  readonly byPrefix?: true;
}

const oneOf = (values: readonly string[]) => ({
  allowed: `one of ${values.join(', ')}`,
  isAllowed: (value: string) => values.includes(value),
});

/** Five, which is as many as a filter policy may have. */
const LISTS: Readonly<Record<'owners' | 'paths' | 'users' | 'events' | 'severities', List>> = {
  owners: {
    attribute: 'owner',
    allowed: 'a value of the tag keyturn:owner, of 1 to 256 characters',
    isAllowed: (value) => value.length >= 1 && value.length <= 256,
  },
  paths: {
    attribute: 'userPath',
    allowed: 'an IAM path that begins and ends with /, such as /service/',
    isAllowed: (value) => value.length <= 512 && /^\/([!-.0-~]+\/)*$/.test(value),
    byPrefix: true,
  },
  users: {
    attribute: 'userName',
    allowed: "an IAM user's name",
    isAllowed: (value) => /^[\w+=,.@-]{1,64}$/.test(value),
  },
  events: { attribute: 'event', ...oneOf(EVENTS) },
  severities: { attribute: 'severity', ...oneOf(SEVERITIES) },
};

type ListName = keyof typeof LISTS;

const LIST_NAMES = Object.keys(LISTS) as ListName[];

/** AWS multiplies the lengths of all lists of a filter policy. */
const MOST_COMBINATIONS = 150;

function filterOf(subscription: OwnerSubscription, where: string): Record<string, SubscriptionFilter> {
  const lists = LIST_NAMES.flatMap((name) => {
    const values = subscription[name];
    return values === undefined ? [] : [[name, checkedList(name, values, where)] as const];
  });
  const combinations = lists.reduce((product, [, values]) => product * values.length, 1);
  if (combinations > MOST_COMBINATIONS)
    throw new ConfigError(
      `${where} has lists whose lengths multiply to ${combinations}, but SNS takes a filter policy of at most ${MOST_COMBINATIONS}: make two subscriptions, or filter by owners or paths`,
    );
  return Object.fromEntries(
    lists.map(([name, values]) => {
      const { attribute, byPrefix } = LISTS[name];
      return [attribute, SubscriptionFilter.stringFilter(byPrefix ? { matchPrefixes: values } : { allowlist: values })];
    }),
  );
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
