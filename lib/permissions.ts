import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Config, Manage } from '../lambda/config';
import { SECRET_TAG, USER_TAG } from '../lambda/names';

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
  extends Pick<Config, 'manage' | 'secretPrefix' | 'cloudTrailEvidence' | 'ownerTopics'> {
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
}

const OWNED = `aws:ResourceTag/${SECRET_TAG.userId}`;
const CLAIMED = `aws:RequestTag/${SECRET_TAG.userId}`;
/** A secret that carries its owner's id is Keyturn's; without it, it is somebody else's. */
const isOwned = { Null: { [OWNED]: 'false' } };
const stateTags = Object.values(SECRET_TAG).filter((key) => key !== SECRET_TAG.userId);

/** Everything that the function may do, and what it may never do (promise 5). There is no other policy on its role. */
export function permissions(props: PermissionsProps): Permission[] {
  return [
    ...onUsers(props),
    ...onSecrets(props),
    ...onTopic(props),
    ...onTopicsOfTeams(props),
    ...onEvidence(props),
    ...onItsOwnRuns(props),
    ...never,
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

function onItsOwnRuns({ logGroupArn, deadLetterQueueArn }: PermissionsProps): Permission[] {
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
  ];
}

/** Nothing above allows any of these. The explicit Deny holds even if somebody attaches a broad policy to the role. */
const never: readonly Permission[] = [
  deny({
    sid: 'NeverReadOrExposeSecrets',
    why: "Can never read a secret's value, open a secret to others, hand it to another function or Region, change its key, delete it or untag it.",
    actions: [
      'secretsmanager:GetSecretValue',
      'secretsmanager:BatchGetSecretValue',
      'secretsmanager:PutResourcePolicy',
      'secretsmanager:DeleteResourcePolicy',
      'secretsmanager:ReplicateSecretToRegions',
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

function allow(permission: Omit<Permission, 'effect' | 'conditions'> & Partial<Permission>): Permission {
  return { effect: Effect.ALLOW, conditions: {}, ...permission };
}

function deny(permission: Pick<Permission, 'sid' | 'why' | 'actions'>): Permission {
  return { effect: Effect.DENY, resources: ['*'], conditions: {}, ...permission };
}
