/** The prop `subscriptions` of the ready-made stack: who gets which messages. */

import { Token } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { ConfigError } from '../../lambda/core/settings/setting';
import { quote } from '../../lambda/core/text';
import { filterPolicyOf, LIST_NAMES } from './filter-policy';
import type { OwnerSubscription } from './owner-subscription';
import { RECEIVER_NAMES, receiverOf } from './receivers';

/**
 * @param notifyEmail subscribed already
 * @param stack whose prop it is
 * @throws ConfigError that names the subscription, what is wrong with it and what is allowed
 */
export function subscribe(
  scope: Construct,
  topic: ITopic,
  subscriptions: readonly OwnerSubscription[],
  notifyEmail?: string,
  stack = 'KeyturnStack',
): void {
  const taken = new Set([notifyEmail]);
  for (const [index, given] of subscriptions.entries()) {
    const where = `${stack}: subscriptions[${index}]`;
    checkNames(given, where);
    const { endpoint, subscription } = receiverOf(given, where);
    if (taken.has(endpoint))
      throw new ConfigError(
        `${where} names ${quote(endpoint)} a second time, but SNS keeps one subscription of an endpoint to a topic: put both into one`,
      );
    taken.add(endpoint);
    const filterPolicy = filterPolicyOf(given, where);
    const id = `Receiver-${Token.isUnresolved(endpoint) ? index : endpoint}`;
    topic.addSubscription(subscription(filterPolicy ? { filterPolicy } : {}, scope, id));
  }
}

function checkNames(given: OwnerSubscription, where: string): void {
  const known: readonly string[] = [...RECEIVER_NAMES, ...LIST_NAMES];
  const odd = Object.keys(given).find((name) => !known.includes(name));
  if (odd !== undefined)
    throw new ConfigError(`${where} has ${quote(odd)}, which is not known; a subscription has ${known.join(', ')}`);
}
