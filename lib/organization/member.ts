import { Annotations, CfnOutput, Stack, Validations } from 'aws-cdk-lib';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { CfnAlias, CfnEventInvokeConfig, Code, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { HUB_ALIAS, MEMBER_FUNCTION_NAME } from '../../lambda/core/organization-names';
import { MAX_QUEUED_AGE_MS } from '../../lambda/core/user/horizon';
import { leakQueues } from '../leaks/queues';
import { rotationCore } from '../rotation-core';
import { type RotationConfig, settingsFrom } from '../settings';
import { inTermsOf } from './in-terms-of';
import { hubParameters, settingParameters, settingVariables } from './member-parameters';
import { checkMemberProps, type KeyturnMemberProps } from './member-props';
import { memberRoles } from './member-roles';

/**
 * Keyturn in one account of an organization: the function, its role, its log, the policy for readers, what hears of leaked keys, and the
 * roles of the hub and the operator. It costs next to nothing where nothing is due: no metric, alarm, dashboard, topic, KMS key or schedule. The hub has those.
 *
 * The hub puts it into every account by a StackSet; deployed by itself, it serves the management account, which StackSets do not reach.
 */
export class KeyturnMember extends Construct {
  readonly function: IFunction;
  /** As in `KeyRotation`. */
  readonly readOwnSecretPolicy: IManagedPolicy;
  /** The settings as values of the template's parameters, for whoever deploys it. */
  readonly parameters: Readonly<Record<string, string>>;

  /** @throws ConfigError that names the prop, its value and what is allowed */
  constructor(scope: Construct, id: string, props: KeyturnMemberProps = {}) {
    super(scope, id);
    const { hub: given = {}, ...rotation } = props;
    checkMemberProps(props);
    const { config, warning } = inTermsOf('KeyturnMember', () => settingsFrom(rotation, Stack.of(this).region));
    if (warning !== undefined) Annotations.of(this).addWarningV2('keyturn:tightPolicy', warning);
    this.parameters = settingParameters(config);

    const hub = hubParameters(this, given);
    const core = inTermsOf('KeyturnMember', () => this.core(config, rotation, hub));
    this.function = core.function;
    this.readOwnSecretPolicy = core.readOwnSecretPolicy;
    memberRoles(this, MEMBER_FUNCTION_NAME, hub);
    this.hubAlias();
    new CfnOutput(this, 'ReadOwnSecretPolicyArn', {
      value: this.readOwnSecretPolicy.managedPolicyArn,
      description: 'Attach it to a managed user that reads its own secret; it opens no other',
    }).overrideLogicalId('ReadOwnSecretPolicyArn');
  }

  private hubAlias(): void {
    const { functionName } = this.function;
    const alias = new CfnAlias(this, 'HubAlias', {
      name: HUB_ALIAS,
      description: 'For the hub: obeys run, plan and status only',
      functionName,
      // What is deployed, at once: a published version would keep the settings with which it was published.
      functionVersion: '$LATEST',
    });
    // The hub waits for its answers. What somebody sends without waiting must be no older than the horizon reckons with, here too.
    new CfnEventInvokeConfig(this, 'HubAliasEvents', {
      functionName,
      qualifier: HUB_ALIAS,
      maximumEventAgeInSeconds: MAX_QUEUED_AGE_MS / 1000,
      maximumRetryAttempts: 0,
    }).addResourceDependency(alias);
  }

  private core(
    config: RotationConfig,
    { ownerTopics = [] }: KeyturnMemberProps,
    hub: ReturnType<typeof hubParameters>,
  ) {
    const bucket = Bucket.fromBucketName(this, 'CodeBucketOfTheHub', hub.codeBucket);
    Validations.of(bucket).acknowledge({
      id: 'Annotation::@aws-cdk/aws-lambda:codeFromBucketObjectVersionNotSpecified',
      reason: "The object's key holds the hash of the code, so that another code has another key.",
    });
    return rotationCore(this, {
      config,
      roleName: config.roleName,
      functionName: MEMBER_FUNCTION_NAME,
      code: Code.fromBucket(bucket, hub.codeKey),
      parameters: settingVariables(this, config),
      // A leak of this account is heard here: nothing of it comes by way of the hub.
      leakQueues: config.leakResponse === 'off' ? undefined : leakQueues(this),
      metrics: false,
      topicArn: hub.topicArn,
      topicKeyArn: hub.topicKeyArn,
      ownerTopicKeyArns: ownerTopics.flatMap(({ masterKey }) => (masterKey ? [masterKey.keyArn] : [])),
    });
  }
}
