import { deny, type Permission } from './permission';

/** No statement allows any of these. The explicit Deny holds even if somebody attaches a broad policy to the role. */
export const never: readonly Permission[] = [
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
