import { CHANGING, type Definition } from '../definition';
import { checkUserName } from '../session/check-input';
import { type ActOptions, MANAGED_USER } from './asked';

export const rotate: Definition<'rotate'> = {
  name: 'rotate',
  summary: "replace a user's key now, due or not",
  description: 'Issues a new key for a user now, due or not, proves that it works, and puts it into the secret.',
  takes: MANAGED_USER,
  options: CHANGING,
  help: `Examples:
  npx keyturn rotate svc-reports
  npx keyturn rotate svc-reports --dry-run

The retiring key keeps working for the grace period. npx keyturn rollback undoes it.`,
  run: async (session, [name = ''], options: ActOptions) => {
    const event = { command: 'rotate', userName: checkUserName(name) };
    return (await import('./act')).act(session, event, `Rotate the key of ${name}`, options);
  },
};
