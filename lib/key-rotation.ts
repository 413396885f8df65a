import { Annotations, Stack } from 'aws-cdk-lib';
import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISchedule } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadLetterQueue } from './dead-letter-queue';
import { leakQueues } from './leaks/queues';
import { alarms, goodRunWindow } from './monitoring/alarms';
import { ageRule } from './monitoring/config-rule';
import { dashboard } from './monitoring/dashboard';
import { checkRegions } from './notifications/owner-topics';
import { notificationTopic } from './notifications/topic';
import type { KeyRotationProps } from './props';
import { rotationCore } from './rotation-core';
import { rotationSchedule, startLast } from './schedule';
import { settingsFrom } from './settings';

/**
 * Rotates the access keys of the account's IAM users: a function on a schedule, its role, its log, a topic for the owners, two
 * dead-letter queues, alarms and a dashboard. One per account: the role's fixed name makes a second one fail to deploy.
 *
 * Destroying it stops the rotation and touches no user, key or secret. The log group is kept too, as the record of what was done.
 */
export class KeyRotation extends Construct {
  /** Invoke it for a plan, or for a command. */
  readonly function: IFunction;
  readonly schedule: ISchedule;
  /** Every message to owners and the platform team; `addSubscription` adds a receiver. TLS only, encrypted with a key of its own. */
  readonly topic: ITopic;
  /** Attached to a managed user, it opens that user's own secret and no other. It outlives the stack, whose users may still carry it. */
  readonly readOwnSecretPolicy: IManagedPolicy;
  /** The event of each run that failed, as a record: the next run has tried again, so no event is ever sent back. */
  readonly functionDeadLetterQueue: IQueue;
  /** Events that the schedule could not deliver. */
  readonly scheduleDeadLetterQueue: IQueue;
  /** They tell the topic; docs/runbook.md has an entry for each. */
  readonly alarms: Alarm[];
  readonly dashboard: Dashboard;

  /** @throws ConfigError that names the prop, its value and what is allowed */
  constructor(scope: Construct, id: string, props: KeyRotationProps = {}) {
    super(scope, id);
    const { config, schedule, reservedConcurrency, warning } = settingsFrom(props, Stack.of(this).region);
    const { encryptionKey } = props;
    if (warning !== undefined) Annotations.of(this).addWarningV2('keyturn:tightPolicy', warning);

    const ownerTopics = props.ownerTopics ?? [];
    checkRegions(Stack.of(this).region, config.ownerTopics);
    const { topic, key } = notificationTopic(this, config.notifyEmail, encryptionKey);
    this.topic = topic;
    this.functionDeadLetterQueue = deadLetterQueue(this, 'FunctionDeadLetters', encryptionKey);
    this.scheduleDeadLetterQueue = deadLetterQueue(this, 'ScheduleDeadLetters', encryptionKey);
    const leaks = config.leakResponse === 'off' ? undefined : leakQueues(this, encryptionKey);
    const core = rotationCore(this, {
      leakQueues: leaks,
      config,
      roleName: config.roleName,
      topicArn: topic.topicArn,
      topicKeyArn: key.keyArn,
      ownerTopicKeyArns: ownerTopics.flatMap(({ masterKey }) => (masterKey ? [masterKey.keyArn] : [])),
      deadLetterQueue: this.functionDeadLetterQueue,
      encryptionKey,
      reservedConcurrency,
      secretKeyArn: props.secretKey?.keyArn,
    });
    const lambda = core.function;
    this.readOwnSecretPolicy = core.readOwnSecretPolicy;
    this.function = lambda;
    this.schedule = rotationSchedule(this, {
      expression: schedule,
      target: this.function,
      deadLetterQueue: this.scheduleDeadLetterQueue,
      queueKey: encryptionKey,
      roleName: props.roleName === undefined ? undefined : `${config.roleName}-schedule`,
    });
    if (!goodRunWindow(config.schedule, config.scheduleTimezone))
      Annotations.of(this).addWarningV2('keyturn:rareSchedule', RARE);
    const { maxKeyAgeDays, holdAlarmAfterDays } = config;
    const watching = alarms(this, {
      function: lambda,
      topic,
      scheduleDeadLetterQueue: this.scheduleDeadLetterQueue,
      leakQueues: leaks,
      schedule: config.schedule,
      scheduleTimezone: config.scheduleTimezone,
      holdAlarmAfterDays,
    });
    this.alarms = [...watching.values()];
    const { logGroup } = lambda;
    this.dashboard = dashboard(this, {
      alarmNames: [...watching.keys()],
      function: lambda,
      logGroup,
      maxKeyAgeDays,
      holdAlarmAfterDays,
    });
    if (config.configRule) ageRule(this, maxKeyAgeDays);
    startLast(this.schedule, this);
  }
}

const RARE =
  'more than 6 days can lie between two runs by this schedule (or it cannot be read here), so there is no alarm for a missing good run: CloudWatch looks back 7 days at most';
