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
import { ConfigError } from '../../lambda/core/settings/setting';
import { quote } from '../../lambda/core/text';
import type { OwnerSubscription } from './owner-subscription';

interface Kind {
  readonly allowed: string;
  readonly pattern: RegExp;
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
    allowed: 'an e-mail address',
    pattern: /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+$/,
    subscription: (address, props) => new EmailSubscription(address, props),
  },
  https: {
    allowed: 'a URL that begins with https://',
    pattern: /^https:\/\/[^\s<>]+$/,
    subscription: (url, props) => new UrlSubscription(url, { ...props, protocol: SubscriptionProtocol.HTTPS }),
  },
  sqsArn: {
    allowed: "a queue's ARN, such as arn:aws:sqs:eu-central-1:123456789012:team-a",
    pattern: /^arn:aws[a-z-]*:sqs:[a-z\d-]+:\d{12}:[\w-]{1,80}$/,
    subscription: (arn, props, scope, id) => new SqsSubscription(Queue.fromQueueArn(scope, id, arn), props),
  },
  lambdaArn: {
    allowed: "a function's ARN, such as arn:aws:lambda:eu-central-1:123456789012:function:team-a",
    pattern: /^arn:aws[a-z-]*:lambda:[a-z\d-]+:\d{12}:function:[\w-]{1,64}(:[\w-]{1,128})?$/,
    subscription: (functionArn, props, scope, id) => {
      // Its policy is its owner's to write (docs/messages.md), in whichever account it is.
      const foreign = { functionArn, sameEnvironment: false, skipPermissions: true };
      return new LambdaSubscription(LambdaFunction.fromFunctionAttributes(scope, id, foreign), props);
    },
  },
};

export const RECEIVER_NAMES = Object.keys(KINDS) as (keyof typeof KINDS)[];

export interface Receiver {
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
  const { subscription, allowed, pattern } = KINDS[name];
  if (!Token.isUnresolved(endpoint) && !pattern.test(endpoint))
    throw new ConfigError(`${where}.${name} is ${quote(endpoint)}, but must be ${allowed}`);
  return { endpoint, subscription: (...rest) => subscription(endpoint, ...rest) };
}
