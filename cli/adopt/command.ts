import { Argument, Option } from 'commander';
import { ASKING, contextOption, type Definition } from '../definition';
import type { AdoptOptions } from './adopt';

export const adopt: Definition<'adopt'> = {
  name: 'adopt',
  summary: 'tag users in, after showing what that means',
  description:
    'Tags IAM users in, so that Keyturn rotates their keys. First shows the age and last use of their keys, and when their first rotation would be.',
  takes: new Argument('[user...]', 'names of IAM users'),
  options: [
    new Option('--path <path>', 'all users under this path, such as /service/'),
    new Option('--from <file>', 'names from a file, one a line; - for standard input'),
    new Option('--tag <key=value>', 'the tag, if not the one that the deployed function looks for'),
    new Option('--read-own-secret', 'let them read their own secret: attaches the policy that the stack made'),
    new Option('-a, --all', 'show all of them before asking, not only one page'),
    contextOption('a setting, while nothing is deployed'),
    ...ASKING,
  ],
  help: `Examples:
  npx keyturn adopt svc-reports svc-billing
  npx keyturn adopt --path /service/ --dry-run
  npx keyturn adopt --from users.txt --yes
  npx keyturn adopt svc-reports --read-own-secret

It needs iam:TagUser besides the rights of plan --local, and iam:AttachUserPolicy
for --read-own-secret, which lets a program fetch its next key with the present
one. A tag puts a user into Keyturn's hands only where the function is deployed
with manage=tag:…`,
  run: async (session, names, options: AdoptOptions) => (await import('./adopt')).adopt(session, names, options),
};
