import { Option } from 'commander';
import { LEVELS } from '../../lambda/core/posture/checks';
import { contextOption, type Definition } from '../definition';
import type { PostureOptions } from './posture';

const FILES = 'As a file:';

export const posture: Definition<'posture'> = {
  name: 'posture',
  summary: 'which access keys need not exist, and what to use instead',
  description:
    'Looks at every access key of the account and at root: what is wrong, which keys need not exist, what to use instead and why. Only reads; nothing needs to be deployed.',
  options: [
    new Option('-a, --all', 'every user, not only the five worst'),
    new Option('-e, --evidence [users]', 'ask CloudTrail who uses the keys, a second for each (default 100 users)'),
    new Option(
      '--ip-ranges <file>',
      "AWS's list of its addresses, ip-ranges.json, to distinguish EC2 from other places",
    ),
    new Option('--fail-on <level>', 'exit with 1 when anything that bad is found, or could not be looked at').choices(
      LEVELS,
    ),
    contextOption('a setting, as for cdk deploy; may be repeated'),
    new Option('--show-policy', 'print the IAM policy that it needs, with --evidence what that needs too'),
    new Option(
      '--html <file>',
      'write a page to read and print; a folder gets a file named by account and day',
    ).helpGroup(FILES),
    new Option('--csv <file>', 'write a line for each key, for spreadsheets').helpGroup(FILES),
  ],
  help: `Examples:
  npx keyturn posture                          the account in a sentence, and the worst
  npx keyturn posture --evidence               who uses the keys, and from where
  npx keyturn posture --html . --csv keys.csv  for people who read no terminal
  npx keyturn posture --fail-on high           for a pipeline
  npx keyturn posture --show-policy            the rights that it needs, as JSON

A user's tag keyturn:posture-accept=2027-06-30 accepts what is found until then;
with key-old=2027-06-30, one finding or recommendation only.`,
  run: async (session, _, options: PostureOptions) => (await import('./posture')).posture(session, options),
};
