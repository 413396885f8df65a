import { Option } from 'commander';
import { CHANGING, type Definition } from '../definition';
import { checkUserName } from '../session/check-input';
import { type ActOptions, MANAGED_USER } from './asked';

export const confirm: Definition<'confirm'> = {
  name: 'confirm',
  summary: 'everybody has moved: deactivate the old key now',
  description:
    'Says that everybody has moved to the new key: the old one is deactivated now, without waiting. It is deleted after its quarantine; until then keyturn rollback brings it back.',
  takes: MANAGED_USER,
  options: [new Option('--force', 'although the old key was used within the last day'), ...CHANGING],
  help: `Examples:
  keyturn confirm svc-reports
  keyturn confirm svc-reports --reason "ticket 123"
  keyturn confirm svc-reports --force

First shows when the old key was last used, and by whom as far as CloudTrail knows.`,
  run: async (session, [name = ''], options: ActOptions & { readonly force?: boolean }) => {
    const event = { command: 'confirm', userName: checkUserName(name), ...(options.force && { force: true }) };
    return (await import('./act')).act(session, event, `Deactivate the old key of ${name}`, options);
  },
};
