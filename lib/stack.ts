import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { KeyRotation } from './key-rotation';
import { dashboardUrl } from './monitoring/console';
import type { OwnerSubscription } from './notifications/owner-subscription';
import { subscribe } from './notifications/subscriptions';
import type { KeyRotationProps } from './props';
import { startLast } from './schedule';

export interface KeyturnStackProps extends StackProps, KeyRotationProps {
  /**
   * Topics as in `ownerTopics`, by their ARNs.
   *
   * @default - none
   */
  readonly ownerTopicArns?: string[];

  /**
   * Who gets which messages, by owner, path, user, event or severity.
   *
   * @default - nobody but `notifyEmail`
   */
  readonly subscriptions?: OwnerSubscription[];
}

/** The ready-made stack: one `KeyRotation`, and the outputs by which people and commands find it. */
export class KeyturnStack extends Stack {
  readonly rotation: KeyRotation;

  /** @throws ConfigError that names the prop, its value and what is allowed */
  constructor(scope: Construct, id: string, props: KeyturnStackProps = {}) {
    super(scope, id, { description: "Keyturn: rotates IAM users' access keys", ...props });
    const named = (props.ownerTopicArns ?? []).map((arn) => Topic.fromTopicArn(this, `OwnerTopic-${arn}`, arn));
    this.rotation = new KeyRotation(this, 'KeyRotation', {
      ...props,
      ownerTopics: [...(props.ownerTopics ?? []), ...named],
    });
    subscribe(this, this.rotation.topic, props.subscriptions ?? [], props.notifyEmail);
    // Receivers have policies of their own.
    startLast(this.rotation.schedule, this);
    this.output(
      'FunctionName',
      this.rotation.function.functionName,
      'The function; {"command":"plan"} shows what is due',
    );
    this.output('TopicArn', this.rotation.topic.topicArn, 'Subscribe to it to be notified of every change');
    this.output(
      'ReadOwnSecretPolicyArn',
      this.rotation.readOwnSecretPolicy.managedPolicyArn,
      'Attach it to a managed user that reads its own secret; it opens no other',
    );
    this.output('DashboardUrl', dashboardUrl(this, this.rotation.dashboard.dashboardName), 'The dashboard');
  }

  private output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}
