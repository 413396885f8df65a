import { Option } from 'commander';
import { CHANGING, type Definition } from '../definition';
import { checkUserName } from '../session/check-input';
import { type ActOptions, MANAGED_USER } from './asked';

export const confirm: Definition<'confirm'> = {
  name: 'confirm',
  summary: 'everybody has moved: deactivate the retiring key now',
  description:
    'Says that everybody has moved to the new key: the old one is deactivated now, without waiting. It is deleted after its quarantine; until then npx keyturn rollback brings it back.',
  takes: MANAGED_USER,
  options: [new Option('--force', 'although the retiring key was used within the last day'), ...CHANGING],
  help: `Examples:
  npx keyturn confirm svc-reports
  npx keyturn confirm svc-reports --reason "ticket 123"
  npx keyturn confirm svc-reports --force

First shows when the retiring key was last used, and by whom as far as CloudTrail knows.`,
  run: async (session, [name = ''], options: ActOptions & { readonly force?: boolean }) => {
    const event = { command: 'confirm', userName: checkUserName(name), ...(options.force && { force: true }) };
    return (await import('./act')).act(session, event, `Deactivate the retiring key of ${name}`, options);
  },
};
