import { Option } from 'commander';
import { contextOption, type Definition, IN_ACCOUNT } from '../definition';
import type { PlanOptions } from './local';

const BEFORE = 'Before anything is deployed:';

export const plan: Definition<'plan'> = {
  name: 'plan',
  summary: 'what the next run would do; changes nothing',
  description:
    'Shows what the next run would do, user by user, and why. Changes nothing. With --local, nothing needs to be deployed.',
  options: [
    new Option('-u, --user <name>', 'one user only'),
    new Option('-a, --all', 'all of it, however long'),
    IN_ACCOUNT,
    new Option('-l, --local', 'decide here, with your own credentials, which only read').helpGroup(BEFORE),
    new Option('--managed-only', 'only users that are tagged in already, not everybody with a key').helpGroup(BEFORE),
    contextOption('a setting, as for cdk deploy; may be repeated').helpGroup(BEFORE),
    new Option('--show-policy', 'print the IAM policy that --local needs').helpGroup(BEFORE),
  ],
  help: `Examples:
  npx keyturn plan                          what the deployed function would do
  npx keyturn plan --user svc-reports       one user
  npx keyturn plan --local                  everybody with a key, nothing deployed
  npx keyturn plan --local -c graceDays=7   with another policy
  npx keyturn plan --local --show-policy    the rights that --local needs, as JSON
  npx keyturn plan --local --profile prod   another account: the same for each of many

With --local, settings come from "context" in cdk.json of this folder, then -c.`,
  run: async (session, _, options: PlanOptions) => (await import('./plan')).plan(session, options),
};
