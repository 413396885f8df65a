import { Duration, TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { AppConfig } from '../lambda/core/settings/config';
import { formatManage } from '../lambda/core/settings/manage';
import type { KeyturnStackProps } from './stack';

/** The settings of the ready-made app as props of its stack. */
export function rotationProps(config: AppConfig): KeyturnStackProps {
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
