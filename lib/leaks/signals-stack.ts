import { Duration, type IStackSynthesizer, LegacyStackSynthesizer, Stack, type StackProps, Token } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { ConfigError } from '../../lambda/core/settings/setting';
import { acknowledge } from '../permissions/acknowledge';
import { forwardHealth } from './forwarding';

export interface KeyturnSignalsStackProps extends StackProps {
  /** Where Keyturn is. */
  readonly homeRegion: string;

  /**
   * Who is notified when an event could not be passed on. An alarm cannot notify a topic of another Region.
   *
   * @default - nobody: the alarm shows in CloudWatch only
   */
  readonly notifyEmail?: string;
}

/**
 * AWS Health sends what it says about access keys to us-east-1, whatever Region Keyturn is in: this passes it on. Put it into us-east-1
 * (and, if you want AWS's backup copies as well, into us-west-2). It needs no bootstrapped Region.
 */
export class KeyturnSignalsStack extends Stack {
  /** @throws ConfigError where it would pass events to itself */
  constructor(scope: Construct, id: string, { homeRegion, notifyEmail, ...props }: KeyturnSignalsStackProps) {
    super(scope, id, {
      description: 'Keyturn: passes on what AWS Health says about leaked access keys',
      synthesizer: new LegacyStackSynthesizer() as IStackSynthesizer,
      ...props,
    });
    if (!Token.isUnresolved(this.region) && this.region === homeRegion)
      throw new ConfigError(
        `KeyturnSignalsStack: homeRegion is ${homeRegion}, but must be another Region than the stack's own: there Keyturn hears of it by itself`,
      );
    const undelivered = forwardHealth(this, homeRegion);
    const alarm = new Alarm(this, 'UndeliveredAlarm', {
      alarmName: 'keyturn-signals-undelivered',
      alarmDescription:
        'EventBridge could not pass on what AWS Health says about a leaked key. Runbook: docs/runbook.md#a-report-of-a-leak-was-not-answered',
      metric: undelivered.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: Duration.minutes(5),
      }),
      threshold: 1,
      evaluationPeriods: 1,
    });
    if (notifyEmail !== undefined) alarm.addAlarmAction(new SnsAction(this.topicFor(notifyEmail)));
  }

  private topicFor(email: string): Topic {
    const topic = new Topic(this, 'Topic', { displayName: 'Keyturn', enforceSSL: true });
    acknowledge(topic, 'SNS2', 'It carries nothing but the state of one alarm.');
    topic.addSubscription(new EmailSubscription(email));
    return topic;
  }
}
