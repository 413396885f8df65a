import { type EventPattern, Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { LeakQueues } from './queues';

/** The five codes that concern keys, and those of their kind that are yet to come: what is not known only notifies. */
export const HEALTH_PATTERN: EventPattern = {
  source: ['aws.health'],
  detailType: ['AWS Health Event'],
  detail: {
    service: ['RISK'],
    eventTypeCode: [...Match.prefix('AWS_RISK_CREDENTIALS_'), 'AWS_RISK_IAM_QUARANTINE'],
  },
};

/** What GuardDuty calls High or Critical, about users' keys and attacks by way of them. */
const GUARDDUTY_PATTERN: EventPattern = {
  source: ['aws.guardduty'],
  detailType: ['GuardDuty Finding'],
  detail: {
    type: [...Match.wildcard('*IAMUser/*'), ...Match.prefix('AttackSequence:IAM/')],
    severity: Match.greaterThanOrEqual(7),
  },
};

/** In Keyturn's own Region: there AWS Health's events arrive from us-east-1 (signals-stack.ts), and GuardDuty's from its detector. */
export function leakRules(scope: Construct, { signals, undelivered }: LeakQueues): Rule[] {
  const target = () => new SqsQueue(signals, { messageGroupId: 'leaks', deadLetterQueue: undelivered });
  const rule = (id: string, description: string, eventPattern: EventPattern) =>
    new Rule(scope, id, { description, eventPattern, targets: [target()] });
  return [
    rule('LeaksOfHealth', 'Keyturn: AWS Health reports a leaked access key', HEALTH_PATTERN),
    rule('LeaksOfGuardDuty', "Keyturn: GuardDuty reports that an IAM user's access key is misused", GUARDDUTY_PATTERN),
  ];
}
