import { USER_TAG } from '../../lambda/core/names';
import type { Manage } from '../../lambda/core/settings/manage';
import { allow, type Permission, type PermissionsProps } from './permission';

export function onUsers({ partition, account, manage }: PermissionsProps): Permission[] {
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
