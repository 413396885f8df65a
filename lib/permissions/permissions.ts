import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SECRET_TAG, USER_TAG } from '../../lambda/core/names';
import type { Config } from '../../lambda/core/settings/config';
import type { Manage } from '../../lambda/core/settings/manage';

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
    'manage' | 'secretPrefix' | 'replicaRegions' | 'secretKeyArn' | 'cloudTrailEvidence' | 'ownerTopics'
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
  /** Where Lambda puts events that the function could not handle. */
  readonly deadLetterQueueArn: string;
  /** The key that encrypts that queue, where it is not SQS's own. */
  readonly queueKeyArn?: string | undefined;
}

const OWNED = `aws:ResourceTag/${SECRET_TAG.userId}`;

const CLAIMED = `aws:RequestTag/${SECRET_TAG.userId}`;

/** A secret that carries its owner's id is Keyturn's; without it, it is somebody else's. */
const isOwned = { Null: { [OWNED]: 'false' } };

/** The Regions that a request wants copies in. */
const COPIES = 'secretsmanager:AddReplicaRegions';

const stateTags = Object.values(SECRET_TAG).filter((key) => key !== SECRET_TAG.userId);

/** Everything that the function may do, and what it may never do (promise 5). There is no other policy on its role. */
export function permissions(props: PermissionsProps): Permission[] {
  return [
    ...onUsers(props),
    ...onSecrets(props),
    ...onCopies(props),
    ...onSecretKey(props),
    ...onTopic(props),
    ...onTopicsOfTeams(props),
    ...onEvidence(props),
    ...onItsOwnRuns(props),
    ...never,
    ...neverCopied(props),
  ];
}

export function toStatement({ sid, effect, actions, resources, conditions }: Permission): PolicyStatement {
  return new PolicyStatement({ sid, effect, actions: [...actions], resources: [...resources], conditions });
}

function onUsers({ partition, account, manage }: PermissionsProps): Permission[] {
  return [
    allow({
      sid: 'ReadInBulk',
      why: 'Finds stale keys and the secrets that hold the fresh ones. AWS knows no resource for these four reads, and none returns a secret value.',
      actions: [
        'iam:GenerateCredentialReport',
        'iam:GetCredentialReport',
        'iam:GetAccountAuthorizationDetails',
        'secretsmanager:ListSecrets',
      ],
      resources: ['*'],
    }),
    allow({
      sid: 'RotateKeysOfManagedUsers',
      why: 'Reads a managed user by name for a command; reads, issues, deactivates, reactivates and deletes its access keys. IAM refuses every other user.',
      actions: [
        'iam:GetUser',
        'iam:ListAccessKeys',
        'iam:GetAccessKeyLastUsed',
        'iam:CreateAccessKey',
        'iam:UpdateAccessKey',
        'iam:DeleteAccessKey',
      ],
      resources: [`arn:${partition}:iam::${account}:user${manage.by === 'path' ? manage.path : '/'}*`],
      conditions: managedOnly(manage),
    }),
  ];
}

function managedOnly(manage: Manage): Permission['conditions'] {
  if (manage.by === 'tag') return { StringEquals: { [`aws:ResourceTag/${manage.key}`]: manage.value } };
  // StringNotEquals holds for a user without the tag too, which is what is wanted: only an explicit `false` opts out.
  return { StringNotEquals: { [`aws:ResourceTag/${USER_TAG.managed}`]: 'false' } };
}

function onSecrets({ partition, region, account, secretPrefix }: PermissionsProps): Permission[] {
  const secret = (name: string) => `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}`;
  return [
    // CreateSecret with tags is checked as TagResource too. No documented condition key tells that check from a later TagResource, and
    // whether it sees the new tags as aws:ResourceTag is not documented either: this condition holds in both cases. It never lets
    // one owner's id be replaced by another's. What it cannot refuse is claiming a secret under the prefix that has no owner's tag.
    allow({
      sid: 'CreateSecretsForUsers',
      why: "Creates a user's secret, under the prefix only, tagged with the user's id from the first moment. An id that is already there cannot be changed.",
      actions: ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'],
      resources: [secret(`${secretPrefix}*`)],
      conditions: {
        Null: { [CLAIMED]: 'false' },
        StringEqualsIfExists: { [OWNED]: `\${${CLAIMED}}` },
        'ForAllValues:StringEquals': { 'aws:TagKeys': [SECRET_TAG.userId, ...stateTags] },
      },
    }),
    allow({
      sid: 'SeeNamesakes',
      why: "Sees that somebody else's secret has the name that a new one would get. Labels and tags only, no value.",
      actions: ['secretsmanager:DescribeSecret'],
      resources: [secret(`${secretPrefix}*`)],
    }),
    allow({
      sid: 'WriteOwnedSecrets',
      why: "Stores a new key and moves the labels, in secrets that carry their owner's id, whatever their name. A secret without the tag cannot be written.",
      actions: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      resources: [secret('*')],
      conditions: isOwned,
    }),
    allow({
      sid: 'KeepStateInTags',
      why: 'Writes the state of a rotation into its own tags, in secrets that are already owned, and never the tag that makes them so.',
      actions: ['secretsmanager:TagResource'],
      resources: [secret('*')],
      // ForAllValues also holds for a request without any tags, which changes nothing.
      conditions: { ...isOwned, 'ForAllValues:StringEquals': { 'aws:TagKeys': stateTags } },
    }),
  ];
}

/** Copies only where the platform team wants them: without `replicaRegions`, the role can make none. */
function onCopies({ partition, region, account, secretPrefix, replicaRegions }: PermissionsProps): Permission[] {
  if (replicaRegions.length === 0) return [];
  const secret = (name: string) => `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}`;
  const onlyTo = { 'ForAllValues:StringEquals': { [COPIES]: replicaRegions } };
  const actions = ['secretsmanager:ReplicateSecretToRegions'];
  return [
    allow({
      sid: 'CopyNewSecrets',
      // AWS asks for this right when CreateSecret names Regions, and does not document that it sees the new secret's tags then.
      why: 'Creates a secret together with its copies, under the prefix, in the Regions that are configured.',
      actions,
      resources: [secret(`${secretPrefix}*`)],
      conditions: onlyTo,
    }),
    allow({
      sid: 'CopyOwnedSecrets',
      why: "Adds the copies that a secret lacks, where it carries its owner's id, in the Regions that are configured.",
      actions,
      resources: [secret('*')],
      conditions: { ...isOwned, ...onlyTo },
    }),
  ];
}

function onSecretKey({ region, secretKeyArn }: PermissionsProps): Permission[] {
  if (secretKeyArn === undefined) return [];
  return [
    allow({
      sid: 'EncryptSecrets',
      // CreateSecret and PutSecretValue ask for both. Decrypt alone opens nothing: reading a value is denied below.
      why: "Encrypts values with the customer's key. Through Secrets Manager only, and with that key only.",
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resources: [secretKeyArn],
      conditions: { StringLike: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com*` } },
    }),
  ];
}

function onTopic({ region, topicArn, topicKeyArn }: PermissionsProps): Permission[] {
  return [
    allow({
      sid: 'TellOwners',
      why: 'Publishes to the one topic.',
      actions: ['sns:Publish'],
      resources: [topicArn],
    }),
    allow({
      sid: 'EncryptMessages',
      why: "SNS encrypts a message in the publisher's name. Through SNS only, and with the topic's key only.",
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resources: [topicKeyArn],
      // The value ends in amazonaws.com or, in China, amazonaws.com.cn.
      conditions: { StringLike: { 'kms:ViaService': `sns.${region}.amazonaws.com*` } },
    }),
  ];
}

/** A tag on a user names one of these topics. With any other, IAM would refuse what the function's own check should have held. */
function onTopicsOfTeams({ region, ownerTopics, ownerTopicKeyArns }: PermissionsProps): Permission[] {
  const publish = allow({
    sid: 'TellTeams',
    why: 'Publishes to the topics of teams that were allowed at deployment, whatever a tag on a user says.',
    actions: ['sns:Publish'],
    resources: ownerTopics,
  });
  const encrypt = allow({
    sid: 'EncryptMessagesOfTeams',
    why: "SNS encrypts a message in the publisher's name. Through SNS only, and with the keys of these topics only.",
    actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
    resources: [...new Set(ownerTopicKeyArns)],
    conditions: { StringLike: { 'kms:ViaService': `sns.${region}.amazonaws.com*` } },
  });
  return [publish, encrypt].filter(({ resources }) => resources.length > 0);
}

function onEvidence({ cloudTrailEvidence }: PermissionsProps): Permission[] {
  if (!cloudTrailEvidence) return [];
  return [
    allow({
      sid: 'SeeWhoUsesOldKeys',
      why: "Looks up who still uses an old key, to name the program in the message to its owner. AWS knows no resource for this read of the account's management events.",
      actions: ['cloudtrail:LookupEvents'],
      resources: ['*'],
    }),
  ];
}

function onItsOwnRuns({ region, logGroupArn, deadLetterQueueArn, queueKeyArn }: PermissionsProps): Permission[] {
  return [
    allow({
      sid: 'WriteLog',
      why: 'Writes to its own log group, which the stack creates.',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroupArn],
    }),
    allow({
      sid: 'KeepFailedEvents',
      why: 'Lambda puts an event that failed for good into the dead-letter queue in the name of the function.',
      actions: ['sqs:SendMessage'],
      resources: [deadLetterQueueArn],
    }),
    ...(queueKeyArn === undefined
      ? []
      : [
          allow({
            sid: 'EncryptFailedEvents',
            why: "SQS encrypts an event in the sender's name. Through SQS only, and with the given key only.",
            actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
            resources: [queueKeyArn],
            conditions: { StringLike: { 'kms:ViaService': `sqs.${region}.amazonaws.com*` } },
          }),
        ]),
  ];
}

/** Nothing above allows any of these. The explicit Deny holds even if somebody attaches a broad policy to the role. */
const never: readonly Permission[] = [
  deny({
    sid: 'NeverReadOrExposeSecrets',
    why: "Can never read a secret's value, open a secret to others, hand it to another function, change its key, delete it or untag it.",
    actions: [
      'secretsmanager:GetSecretValue',
      'secretsmanager:BatchGetSecretValue',
      'secretsmanager:PutResourcePolicy',
      'secretsmanager:DeleteResourcePolicy',
      'secretsmanager:RotateSecret',
      'secretsmanager:UpdateSecret',
      'secretsmanager:DeleteSecret',
      'secretsmanager:UntagResource',
    ],
  }),
  deny({
    sid: 'NeverWidenItsReach',
    why: 'Can never tag a user in or out, nor act as another role.',
    actions: ['iam:TagUser', 'iam:UntagUser', 'sts:AssumeRole'],
  }),
];

/**
 * A copy can be made by CreateSecret too, so the parameter is denied, not only the action (Secrets Manager User Guide, "Prevent
 * replication").
 */
function neverCopied({ replicaRegions }: PermissionsProps): Permission[] {
  const actions = ['secretsmanager:CreateSecret', 'secretsmanager:ReplicateSecretToRegions'];
  const elsewhere =
    replicaRegions.length === 0
      ? { Null: { [COPIES]: 'false' } }
      : { 'ForAnyValue:StringNotEquals': { [COPIES]: replicaRegions } };
  return [
    deny({
      sid: 'NeverCopyElsewhere',
      why: 'Can never make a copy of a secret in a Region that is not configured.',
      actions,
      conditions: elsewhere,
    }),
    deny({
      sid: 'NeverOverwriteCopies',
      why: 'Can never put a copy in the place of a secret that another Region has under the same name.',
      actions,
      conditions: { Bool: { 'secretsmanager:ForceOverwriteReplicaSecret': 'true' } },
    }),
  ];
}

function allow(permission: Omit<Permission, 'effect' | 'conditions'> & Partial<Permission>): Permission {
  return { effect: Effect.ALLOW, conditions: {}, ...permission };
}

function deny(permission: Pick<Permission, 'sid' | 'why' | 'actions'> & Partial<Permission>): Permission {
  return { effect: Effect.DENY, resources: ['*'], conditions: {}, ...permission };
}
