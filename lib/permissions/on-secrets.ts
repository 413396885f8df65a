import { LEAKED_TAG, revokedTag, SECRET_TAG, STATE_TAGS } from '../../lambda/core/names';
import { allow, type Permission, type PermissionsProps } from './permission';

const OWNED = `aws:ResourceTag/${SECRET_TAG.userId}`;

const CLAIMED = `aws:RequestTag/${SECRET_TAG.userId}`;

/** A secret that carries its owner's id is Keyturn's; without it, it is somebody else's. */
export const isOwned = { Null: { [OWNED]: 'false' } };

/** With the one for each key that was reported as compromised, and the one that says what was announced of it. */
const stateTags = [...STATE_TAGS, revokedTag('*'), LEAKED_TAG];

/** In the function's own Region. `*` stands for any characters. */
export const secretArn = ({ partition, region, account }: PermissionsProps, name: string) =>
  `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}`;

export function onSecrets(props: PermissionsProps): Permission[] {
  const underPrefix = secretArn(props, `${props.secretPrefix}*`);
  const any = secretArn(props, '*');
  return [
    // CreateSecret with tags is checked as TagResource too. No documented condition key tells that check from a later TagResource, and
    // whether it sees the new tags as aws:ResourceTag is not documented either: this condition holds in both cases. It never lets
    // one owner's id be replaced by another's. What it cannot refuse is claiming a secret under the prefix that has no owner's tag.
    allow({
      sid: 'CreateSecretsForUsers',
      why: "Creates a user's secret, under the prefix only, tagged with the user's id from the first moment. An id that is already there cannot be changed.",
      actions: ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'],
      resources: [underPrefix],
      conditions: {
        Null: { [CLAIMED]: 'false' },
        StringEqualsIfExists: { [OWNED]: `\${${CLAIMED}}` },
        'ForAllValues:StringLike': {
          'aws:TagKeys': [SECRET_TAG.userId, ...stateTags, ...Object.keys(props.secretTags)],
        },
      },
    }),
    allow({
      sid: 'SeeNamesakes',
      why: "Sees that somebody else's secret has the name that a new one would get. Labels and tags only, no value.",
      actions: ['secretsmanager:DescribeSecret'],
      resources: [underPrefix],
    }),
    allow({
      sid: 'WriteOwnedSecrets',
      why: "Stores a new key and moves the labels, in secrets that carry their owner's id, whatever their name. A secret without the tag cannot be written.",
      actions: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      resources: [any],
      conditions: isOwned,
    }),
    allow({
      sid: 'KeepStateInTags',
      why: 'Writes the state of a rotation into its own tags, in secrets that are already owned, and never the tag that makes them so.',
      actions: ['secretsmanager:TagResource'],
      resources: [any],
      // ForAllValues also holds for a request without any tags, which changes nothing.
      conditions: { ...isOwned, 'ForAllValues:StringLike': { 'aws:TagKeys': stateTags } },
    }),
  ];
}

export function onSecretKey({ region, secretKeyArn }: PermissionsProps): Permission[] {
  if (secretKeyArn === undefined) return [];
  return [
    allow({
      sid: 'EncryptSecrets',
      // CreateSecret and PutSecretValue ask for both. Decrypt alone opens nothing: reading a value is denied (never.ts).
      why: "Encrypts values with the customer's key. Through Secrets Manager only, and with that key only.",
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resources: [secretKeyArn],
      conditions: { StringLike: { 'kms:ViaService': `secretsmanager.${region}.*` } },
    }),
  ];
}
