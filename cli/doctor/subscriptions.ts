/** Does everybody get the messages who is to get them? */

import type { Subscription } from '@aws-sdk/client-sns';
import type { ClientConfig } from '../session/connection';
import { ofType, type StackView } from '../session/stack-view';
import { count } from '../terminal/dates';
import { type Finding, found } from './finding';
import { CHANGED, fromJson, quoted } from './template/command';
import { isSame } from './template/differences';
import { resolve } from './template/resolve';

const RECEIVERS = found('subscriptions');

interface Wanted {
  readonly Protocol: string;
  readonly Endpoint: string;
  readonly TopicArn: string;
  readonly FilterPolicy?: object;
}

/** @param view undefined where only the function is known @throws the SDK's errors */
export async function checkSubscriptions(
  config: ClientConfig,
  topicArn: string,
  view: StackView | undefined,
): Promise<readonly Finding[]> {
  const { paginateListSubscriptionsByTopic, SNSClient } = await import('@aws-sdk/client-sns');
  const client = new SNSClient(config);
  const listed: Subscription[] = [];
  for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn: topicArn }))
    listed.push(...(page.Subscriptions ?? []));
  // SNS goes on listing one that was ended, for some days.
  const live = listed.filter(({ SubscriptionArn }) => SubscriptionArn !== 'Deleted');
  const wanted = view ? subscriptionsIn(view, topicArn) : [];
  const gone = wanted.filter((each) => !live.some((one) => isOf(each, one))).map(goneFinding);
  if (live.length === 0 && gone.length === 0) return [nobody(topicArn)];
  const confirmed = live.filter(({ SubscriptionArn }) => SubscriptionArn?.startsWith('arn:'));
  const looked = await Promise.all(confirmed.map((each) => look(client, each, wanted)));
  const pending = live.filter((each) => !confirmed.includes(each));
  return [
    ...(confirmed.length > 0 ? [RECEIVERS.ok(`${count(confirmed.length, 'subscription')} confirmed`)] : []),
    ...looked.flat(),
    ...gone,
    ...pending.map((each) => pendingFinding(topicArn, each)),
  ];
}

function subscriptionsIn(view: StackView, topicArn: string): Wanted[] {
  return ofType(view, 'AWS::SNS::Subscription')
    .map(([, { Properties = {} }]) => resolve(view, Properties) as unknown as Wanted)
    .filter((each) => each.TopicArn === topicArn && typeof each.Endpoint === 'string');
}

const isOf = ({ Protocol, Endpoint }: Wanted, live: Subscription) =>
  live.Protocol === Protocol && live.Endpoint === Endpoint;

const subscribing = (topicArn: string, { Protocol, Endpoint, FilterPolicy }: Wanted) =>
  fromJson('sns subscribe', {
    TopicArn: topicArn,
    Protocol,
    Endpoint,
    ...(FilterPolicy && { Attributes: { FilterPolicy: JSON.stringify(FilterPolicy) } }),
  });

const CONFIRM =
  'Its confirmation with --authenticate-on-unsubscribe makes sure that only somebody with rights in this account can end it (docs/messages.md).';

function goneFinding(wanted: Wanted): Finding {
  const why = wanted.Protocol.startsWith('email')
    ? ' Somebody followed the unsubscribe link of a message, or a link scanner did.'
    : '';
  return RECEIVERS.problem(
    `${wanted.Endpoint} (${wanted.Protocol}) is in the template and is not subscribed, so it gets nothing`,
    `A deployment of the same template does not make it again.${why} ${CONFIRM} To subscribe it again:`,
    subscribing(wanted.TopicArn, wanted),
  );
}

const nobody = (topicArn: string) =>
  RECEIVERS.problem(
    'nobody subscribes to the topic, so nobody is notified of holds and new keys',
    'Deploy as before, with notifyEmail=<address> added, or subscribe manually:',
    `aws sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint ADDRESS`,
  );

const pendingFinding = (topicArn: string, { Endpoint = '', Protocol }: Subscription) =>
  RECEIVERS.problem(
    `${Endpoint} (${Protocol}) has not confirmed its subscription and gets nothing`,
    `The link is in an e-mail from AWS Notifications, and is valid for 2 days. ${CONFIRM} To have it sent again:`,
    `aws sns subscribe --topic-arn ${topicArn} --protocol ${Protocol} --notification-endpoint ${quoted(Endpoint)}`,
  );

/** What a confirmed one gets, and how easily it ends. */
async function look(
  client: import('@aws-sdk/client-sns').SNSClient,
  { SubscriptionArn, Endpoint, Protocol = '' }: Subscription,
  wanted: readonly Wanted[],
): Promise<Finding[]> {
  const template = wanted.find((each) => isOf(each, { Protocol, Endpoint }));
  if (!template && !Protocol.startsWith('email')) return [];
  const { GetSubscriptionAttributesCommand } = await import('@aws-sdk/client-sns');
  const { Attributes = {} } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  const { FilterPolicy = {} } = template ?? {};
  const filter = JSON.parse(Attributes.FilterPolicy || '{}');
  const isAsWanted = !template || isSame(FilterPolicy, filter, true);
  return [
    ...(isAsWanted
      ? []
      : [
          RECEIVERS.problem(
            `the filter of ${Endpoint} (${Protocol}) was changed: it is ${JSON.stringify(filter)}, and the template says ${JSON.stringify(FilterPolicy)}`,
            CHANGED,
            `aws sns set-subscription-attributes --subscription-arn ${SubscriptionArn} --attribute-name FilterPolicy --attribute-value ${quoted(JSON.stringify(FilterPolicy))}`,
          ),
        ]),
    ...(Protocol.startsWith('email') && Attributes.ConfirmationWasAuthenticated === 'false'
      ? [
          RECEIVERS.note(
            `${Endpoint} (${Protocol}) ends with a click on the unsubscribe link of any message, also by a link scanner`,
            'To prevent it, subscribe it again and confirm with --authenticate-on-unsubscribe, as docs/messages.md says.',
          ),
        ]
      : []),
  ];
}
