import { Argument, Option } from 'commander';
import { ASKING, type Definition } from '../definition';
import { ACTIONS, type Action, type OrganizationOptions } from './change';

export const organization: Definition<'organization'> = {
  name: 'organization',
  summary: 'an organization of accounts: prepare, pause, resume',
  description:
    'prepare lets an account deploy Keyturn in the accounts of your organization (once, in the management account). pause stops the hub at once, resume starts it again (in the account of the hub).',
  takes: new Argument('<action>', 'what to do').choices(ACTIONS),
  options: [
    new Option('--delegate <account>', 'prepare: the account that the hub is to be in'),
    new Option('--print', 'prepare: print the AWS CLI commands that do it, and do nothing'),
    ...ASKING,
  ],
  help: `Examples:
  npx keyturn organization prepare --delegate 111122223333
  npx keyturn organization prepare --delegate 111122223333 --print
  npx keyturn organization pause
  npx keyturn organization resume

While the hub is paused, no key is made, deactivated or deleted in any account;
runs that have begun end by themselves. See also: npx keyturn status --organization`,
  run: async (session, [action = ''], options: OrganizationOptions) =>
    (await import('./organization')).organization(session, action as Action, options),
};
