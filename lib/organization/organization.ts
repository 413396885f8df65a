import { Annotations, type CfnStackSet, Duration, Stack } from 'aws-cdk-lib';
import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { goodRunWindow } from '../monitoring/alarms';
import { settingsFrom } from '../settings';
import { hubBucket, memberCode } from './hub/bucket';
import { checkOrganization } from './hub/check';
import { accountsFunction, copyingFunction, digestFunction } from './hub/functions';
import { rolloutGate } from './hub/gate';
import { machine } from './hub/machine';
import { machineRole } from './hub/machine-role';
import type { KeyturnOrganizationProps } from './hub/props';
import { hubSchedule } from './hub/schedule';
import { signalsSet } from './hub/signals';
import { hubTopic } from './hub/topic';
import { hubAlarms, hubDashboard } from './hub/watch';
import { waveSets } from './hub/waves';
import { inTermsOf } from './in-terms-of';

const DEFAULTS = { tolerateFailedAccounts: 10, concurrency: 100 };

/**
 * Keyturn in every account of an organization, and the hub that starts each account's run and collects the answers. It goes into the account
 * of a delegated administrator for StackSets, once.
 *
 * The hub starts, looks and pauses. It can make, read, deactivate or delete no key (promise 14). Destroying it takes Keyturn out of the
 * accounts and touches no user, key or secret.
 */
export class KeyturnOrganization extends Construct {
  readonly stateMachine: CfnStateMachine;
  /** Every message of every account; `addSubscription` adds a receiver. */
  readonly topic: ITopic;
  /** What each run found, for 90 days, and the members' code. */
  readonly bucket: Bucket;
  readonly accountsFunction: IFunction;
  readonly digestFunction: IFunction;
  /** One for each wave, in their order. */
  readonly stackSets: readonly CfnStackSet[];
  /** They tell the topic; docs/runbook.md has an entry for each. */
  readonly alarms: Alarm[];
  readonly dashboard: Dashboard;

  /** @throws ConfigError that names the prop, its value and what is allowed */
  constructor(scope: Construct, id: string, props: KeyturnOrganizationProps) {
    super(scope, id);
    checkOrganization(props);
    const { organizationId, waves, rotation = {}, operatorPrincipalArn = '', operatorMfa = false } = props;
    const { concurrency = DEFAULTS.concurrency, tolerateFailedAccounts: tolerated = DEFAULTS.tolerateFailedAccounts } =
      props;
    const { account, region } = Stack.of(this);
    // The rules of one account hold for the organization too.
    const { schedule: given, notifyEmail, holdAlarmAfter } = props;
    const same = { ...(given && { schedule: given }), ...(notifyEmail !== undefined && { notifyEmail }) };
    const { config } = inTermsOf('KeyturnOrganization', () =>
      settingsFrom({ ...rotation, ...same, ...(holdAlarmAfter && { holdAlarmAfter }) }, region),
    );
    const schedule = given ?? ScheduleExpression.rate(Duration.hours(1));

    const bucket = hubBucket(this, organizationId);
    this.bucket = bucket;
    const { topic, key } = hubTopic(this, organizationId, config.notifyEmail);
    this.topic = topic;
    this.accountsFunction = accountsFunction(
      this,
      bucket,
      waves.map(({ name }) => name),
    );
    const { contact, docsUrl } = config;
    this.digestFunction = digestFunction(this, { bucket, topic, key, organizationId, tolerated, contact, docsUrl });
    const [accounts, digest] = [this.accountsFunction, this.digestFunction];
    const functionArns = [accounts.functionArn, digest.functionArn];
    const role = machineRole(this, { bucketArn: bucket.bucketArn, functionArns });
    this.stateMachine = machine(this, { roleArn: role.roleArn, bucket, accounts, digest, concurrency });
    const code = memberCode(this, bucket, copyingFunction(this, bucket));
    const about = { bucket, topic, key, organizationId, contact, docsUrl };
    // One wave alone has none behind it that could be spared.
    const gate =
      waves.length > 1
        ? rolloutGate(this, { ...about, after: [this.stateMachine, role, accounts, digest] })
        : undefined;
    this.stackSets = waveSets(this, {
      waves,
      rotation,
      schedule,
      hub: {
        accountId: account,
        organizationId,
        topicArn: topic.topicArn,
        topicKeyArn: key.keyArn,
        codeBucket: bucket.bucketName,
        codeKey: code.key,
        operatorPrincipalArn,
        operatorMfa: String(operatorMfa),
      },
      after: [role, code.resource, topic],
      ...(gate && { gateOf: gate }),
    });
    if (!goodRunWindow(config.schedule, config.scheduleTimezone))
      Annotations.of(this).addWarningV2(
        'keyturn:rareSchedule',
        'more than 6 days can lie between two runs by this schedule, so there is no alarm for a missing good run: CloudWatch looks back 7 days at most',
      );
    const { holdAlarmAfterDays, scheduleTimezone } = config;
    const watched = { topic, schedule: config.schedule, scheduleTimezone, tolerated, holdAlarmAfterDays };
    const watching = hubAlarms(this, watched);
    this.alarms = [...watching.values()];
    this.dashboard = hubDashboard(this, [...watching.keys()]);
    const starts = hubSchedule(this, config.schedule, scheduleTimezone);
    // A rate fires as soon as it is made: by then, all else is there.
    const others = this.node.children.filter((each) => each !== starts && each.node.id !== 'ScheduleRole');
    starts.node.addDependency(...others);
    starts.addMetadata('cfn-lint', { config: { ignore_checks: ['W3005'] } });
    // Nothing waits for it: whether it is there may be CloudFormation's to decide.
    signalsSet(this, waves, rotation);
  }
}
