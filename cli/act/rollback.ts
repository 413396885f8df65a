import { CHANGING, type Definition } from '../definition';
import { checkUserName } from '../session/check-input';
import { type ActOptions, MANAGED_USER } from './asked';

export const rollback: Definition<'rollback'> = {
  name: 'rollback',
  summary: 'make the retiring key current again',
  description:
    'Makes the retiring key of a user current again, reactivates it if need be, and holds both keys for one grace period.',
  takes: MANAGED_USER,
  options: CHANGING,
  help: `Examples:
  npx keyturn rollback svc-reports`,
  run: async (session, [name = ''], options: ActOptions) => {
    const event = { command: 'rollback', userName: checkUserName(name) };
    return (await import('./act')).act(session, event, `Roll back ${name}`, options);
  },
};
