/** The ready-made CDK app: one stack, set up by context (`cdk deploy -c graceDays=7`, or `context` in cdk.json). */
import { App, Duration, TimeZone, Validations } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { AwsSolutionsChecks } from 'cdk-nag';
import { isApartFromIam, REGION_OF_IAM } from '../lambda/core/region-of-iam';
import type { AppConfig } from '../lambda/core/settings/config';
import { fromContext } from '../lambda/core/settings/context';
import { formatManage } from '../lambda/core/settings/manage';
import { ConfigError } from '../lambda/core/settings/setting';
import { KeyturnSignalsStack } from '../lib/leaks/signals-stack';
import { KeyturnStack, type KeyturnStackProps } from '../lib/stack';

try {
  // The CDK's current behaviour throughout, from the pinned CDK itself, so that cdk.json has room for what a user sets.
  const app = new App({ context: recommendedFlags });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  // Without an environment of its own, the stack goes to the account and Region of whoever deploys it, and synth needs no credentials.
  const config = fromContext(app.node.getAllContext());
  new KeyturnStack(app, 'Keyturn', {
    ...propsFrom(config),
    // On the stack; CloudFormation passes them on to every resource.
    tags: { application: 'keyturn' },
  });
  const home = process.env.CDK_DEFAULT_ACCOUNT ? process.env.CDK_DEFAULT_REGION : undefined;
  if (config.leakResponse !== 'off' && home !== undefined && isApartFromIam(home))
    new KeyturnSignalsStack(app, 'KeyturnSignals', {
      env: { region: REGION_OF_IAM },
      homeRegion: home,
      ...(config.notifyEmail !== undefined && { notifyEmail: config.notifyEmail }),
      tags: { application: 'keyturn' },
    });
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  // The sentence says it all; a stack trace would hide it.
  console.error(error.message);
  process.exitCode = 1;
}

function propsFrom(config: AppConfig): KeyturnStackProps {
  const {
    maxKeyAgeDays,
    graceDays,
    quarantineDays,
    idleDays,
    headsUpDays,
    manage,
    schedule,
    scheduleTimezone,
    notifyEmail,
    holdAlarmAfterDays,
    ownerTopics,
    replicaRegions,
    subscriptions,
    ...same
  } = config;
  return {
    ...same,
    ownerTopicArns: [...ownerTopics],
    replicaRegions: [...replicaRegions],
    subscriptions: [...subscriptions],
    maxKeyAge: Duration.days(maxKeyAgeDays),
    grace: Duration.days(graceDays),
    quarantine: Duration.days(quarantineDays),
    idle: Duration.days(idleDays),
    headsUp: Duration.days(headsUpDays),
    holdAlarmAfter: Duration.days(holdAlarmAfterDays),
    manage: formatManage(manage),
    schedule: ScheduleExpression.expression(schedule, TimeZone.of(scheduleTimezone)),
    ...(notifyEmail !== undefined && { notifyEmail }),
  };
}
