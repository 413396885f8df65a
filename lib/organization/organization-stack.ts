import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { dashboardUrl } from '../monitoring/console';
import type { OwnerSubscription } from '../notifications/owner-subscription';
import { subscribe } from '../notifications/subscriptions';
import type { KeyturnOrganizationProps } from './hub/props';
import { KeyturnOrganization } from './organization';

export interface KeyturnOrganizationStackProps extends StackProps, KeyturnOrganizationProps {
  /**
   * Who gets which messages, by account, owner, path, user, event or severity.
   *
   * @default - nobody but `notifyEmail`
   */
  readonly subscriptions?: OwnerSubscription[];
}

/** The ready-made stack of an organization's hub, and the outputs by which people and commands find it. */
export class KeyturnOrganizationStack extends Stack {
  readonly organization: KeyturnOrganization;

  /** @throws ConfigError that names the prop, its value and what is allowed */
  constructor(scope: Construct, id: string, props: KeyturnOrganizationStackProps) {
    super(scope, id, {
      description: "Keyturn: rotates IAM users' access keys in the accounts of an organization",
      ...props,
    });
    this.organization = new KeyturnOrganization(this, 'Organization', props);
    const { topic, stateMachine, bucket, dashboard } = this.organization;
    subscribe(this, topic, props.subscriptions ?? [], props.notifyEmail, 'KeyturnOrganizationStack');
    this.output('StateMachineArn', stateMachine.ref, 'Each execution is a run in every account');
    this.output('TopicArn', topic.topicArn, 'Subscribe to it to be notified of every change in every account');
    this.output('BucketName', bucket.bucketName, 'latest.json in it is the report of the last run');
    this.output('DashboardUrl', dashboardUrl(this, dashboard.dashboardName), 'The dashboard');
  }

  private output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}
