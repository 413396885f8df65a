/** Who can receive messages, each by the CDK's own kind of subscription. */

import { Token } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type ITopicSubscription, SubscriptionProtocol } from 'aws-cdk-lib/aws-sns';
import {
  EmailSubscription,
  LambdaSubscription,
  SqsSubscription,
  type SubscriptionProps,
  UrlSubscription,
} from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { SETTINGS } from '../../lambda/core/settings/config';
import { ConfigError } from '../../lambda/core/settings/setting';
import { quote } from '../../lambda/core/text';
import type { OwnerSubscription } from './owner-subscription';

interface Kind {
  readonly allowed: string;
  readonly isAllowed: (endpoint: string) => boolean;
  /** @param id for a construct that stands for the receiver */
  readonly subscription: (
    endpoint: string,
    props: SubscriptionProps,
    scope: Construct,
    id: string,
  ) => ITopicSubscription;
}

const KINDS: Readonly<Record<'email' | 'https' | 'sqsArn' | 'lambdaArn', Kind>> = {
  email: {
    allowed: SETTINGS.notifyEmail.allowed,
    isAllowed: (address) => SETTINGS.notifyEmail.parse(address) !== undefined,
    subscription: (address, props) => new EmailSubscription(address, props),
  },
  https: {
    allowed: 'a URL that begins with https://',
    isAllowed: (url) => /^https:\/\/[^\s<>]+$/.test(url),
    subscription: (url, props) => new UrlSubscription(url, { ...props, protocol: SubscriptionProtocol.HTTPS }),
  },
  sqsArn: {
    allowed: "a queue's ARN, such as arn:aws:sqs:eu-central-1:123456789012:team-a",
    isAllowed: (arn) => /^arn:aws[a-z-]*:sqs:[a-z\d-]+:\d{12}:[\w-]{1,80}$/.test(arn),
    subscription: (arn, props, scope, id) => new SqsSubscription(Queue.fromQueueArn(scope, id, arn), props),
  },
  lambdaArn: {
    allowed: "a function's ARN, such as arn:aws:lambda:eu-central-1:123456789012:function:team-a",
    isAllowed: (arn) => /^arn:aws[a-z-]*:lambda:[a-z\d-]+:\d{12}:function:[\w-]{1,64}(:[\w-]{1,128})?$/.test(arn),
    subscription: (functionArn, props, scope, id) => {
      // Its policy is its owner's to write (docs/messages.md), in whichever account it is.
      const foreign = { functionArn, sameEnvironment: false, skipPermissions: true };
      return new LambdaSubscription(LambdaFunction.fromFunctionAttributes(scope, id, foreign), props);
    },
  },
};

export const RECEIVER_NAMES = Object.keys(KINDS) as (keyof typeof KINDS)[];

interface Receiver {
  readonly endpoint: string;
  readonly subscription: (props: SubscriptionProps, scope: Construct, id: string) => ITopicSubscription;
}

/** @throws ConfigError */
export function receiverOf(given: OwnerSubscription, where: string): Receiver {
  const named = RECEIVER_NAMES.filter((name) => given[name] !== undefined);
  const [name] = named;
  if (name === undefined || named.length > 1)
    throw new ConfigError(
      `${where} names ${named.join(' and ') || 'nobody to send to'}, but must name exactly one of ${RECEIVER_NAMES.join(', ')}`,
    );
  const endpoint = String(given[name]);
  const { subscription, allowed, isAllowed } = KINDS[name];
  if (!Token.isUnresolved(endpoint) && !isAllowed(endpoint))
    throw new ConfigError(`${where}.${name} is ${quote(endpoint)}, but must be ${allowed}`);
  return { endpoint, subscription: (...rest) => subscription(endpoint, ...rest) };
}
