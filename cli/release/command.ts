import { Argument } from 'commander';
import { ASKING, type Definition } from '../definition';
import { checkUserName } from '../session/check-input';
import type { ReleaseOptions } from './release';

export const release: Definition<'release'> = {
  name: 'release',
  summary: 'let a user go: nothing of it is rotated any more',
  description:
    'Tags a user out, so that Keyturn leaves it alone from the next run on. Its keys, its secret and its policies stay as they are; says what stands, and with which commands the rest goes.',
  takes: new Argument('<user>', 'name of an IAM user'),
  options: ASKING,
  help: `Examples:
  npx keyturn release svc-reports
  npx keyturn release svc-reports --dry-run     what stands, and nothing else

It needs the rights of plan --local, iam:ListAttachedUserPolicies, and
iam:UntagUser, or iam:TagUser where users are managed by path or all are.`,
  run: async (session, [name = ''], options: ReleaseOptions) =>
    (await import('./release')).release(session, checkUserName(name), options),
};
