import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Config } from '../../lambda/core/settings/config';

/** One statement of the function's role. `why` is a sentence for whoever reviews it. */
export interface Permission {
  /** The statement's name in the policy, unique in the list. */
  readonly sid: string;
  readonly why: string;
  readonly effect: Effect;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What the statements are about. ARNs may hold tokens. */
export interface PermissionsProps
  extends Pick<
    Config,
    'manage' | 'secretPrefix' | 'secretTags' | 'replicaRegions' | 'secretKeyArn' | 'cloudTrailEvidence' | 'ownerTopics'
  > {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly topicArn: string;
  /** The key that encrypts the topic. */
  readonly topicKeyArn: string;
  /** The keys that encrypt the topics of teams. */
  readonly ownerTopicKeyArns: readonly string[];
  /** The function's log group, with `:*` at its end, as CloudFormation gives it. */
  readonly logGroupArn: string;
  /** Where Lambda puts events that the function could not handle; undefined where nobody invokes it without waiting. */
  readonly deadLetterQueueArn?: string | undefined;
  /** Where EventBridge puts what AWS says about leaked keys; undefined where nobody listens. */
  readonly leakQueueArn?: string | undefined;
  /** The key that encrypts these queues, where it is not SQS's own. */
  readonly queueKeyArn?: string | undefined;
}

export function toStatement({ sid, effect, actions, resources, conditions }: Permission): PolicyStatement {
  return new PolicyStatement({ sid, effect, actions: [...actions], resources: [...resources], conditions });
}

export function allow(permission: Omit<Permission, 'effect' | 'conditions'> & Partial<Permission>): Permission {
  return { effect: Effect.ALLOW, conditions: {}, ...permission };
}

export function deny(permission: Pick<Permission, 'sid' | 'why' | 'actions'> & Partial<Permission>): Permission {
  return { effect: Effect.DENY, resources: ['*'], conditions: {}, ...permission };
}
