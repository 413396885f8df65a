import { Argument } from 'commander';
import { CHANGING, type Definition } from '../definition';
import { checkAccessKeyId } from '../session/check-input';
import type { ActOptions } from './asked';

export const revoke: Definition<'revoke'> = {
  name: 'revoke',
  summary: 'deactivate a compromised key at once',
  description:
    'Deactivates a compromised key at once. If it is the current key of its user, a new one is issued first where there is room.',
  takes: new Argument('<access-key-id>', 'id of the key; its user must be managed'),
  options: CHANGING,
  help: `Examples:
  npx keyturn revoke AKIAIOSFODNN7EXAMPLE
  npx keyturn revoke AKIAIOSFODNN7EXAMPLE --yes     at once, without a question

Programs that use the key fail from then on, unless they read the new one.`,
  run: async (session, [id = ''], options: ActOptions) => {
    const event = { command: 'revoke', accessKeyId: checkAccessKeyId(id) };
    return (await import('./act')).act(session, event, `Revoke ${id}`, options);
  },
};
