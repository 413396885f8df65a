import { Argument, Option } from 'commander';
import { CHANGING, type Definition } from '../definition';
import { checkAccessKeyId } from '../session/check-input';
import type { ActOptions } from './asked';

interface RevokeOptions extends ActOptions {
  readonly organization?: boolean;
}

export const revoke: Definition<'revoke'> = {
  name: 'revoke',
  summary: 'deactivate a compromised key at once',
  description:
    'Deactivates a compromised key at once. If it is the current key of its user, a new one is issued first where there is room.',
  takes: new Argument('<access-key-id>', 'id of the key; its user must be managed'),
  options: [
    ...CHANGING,
    new Option('--organization', 'find the account that has the key, and do it there').conflicts('account'),
  ],
  help: `Examples:
  npx keyturn revoke AKIAIOSFODNN7EXAMPLE
  npx keyturn revoke AKIAIOSFODNN7EXAMPLE --yes     at once, without a question
  npx keyturn revoke AKIAIOSFODNN7EXAMPLE --organization     in whichever account it is

Programs that use the key fail from then on, unless they read the new one.`,
  run: async (session, [id = ''], options: RevokeOptions) => {
    const event = { command: 'revoke', accessKeyId: checkAccessKeyId(id) };
    const { accountOfKey, inAccount } = await import('../session/account');
    const there = options.organization ? await inAccount(session, await accountOfKey(session, id)) : session;
    return (await import('./act')).act(there, event, `Revoke ${id}`, options);
  },
};
