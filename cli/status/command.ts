import { Option } from 'commander';
import type { Definition } from '../definition';
import type { StatusOptions } from './status';

export const status: Definition<'status'> = {
  name: 'status',
  summary: 'every managed user: phase, keys, next step',
  description:
    'Shows where every managed user stands: phase, keys, and the next step. Who needs attention comes first.',
  options: [
    new Option('-u, --user <name>', 'one user, with all details'),
    new Option('-a, --all', 'all users, not only one page'),
  ],
  help: `Examples:
  npx keyturn status
  npx keyturn status --user svc-reports
  npx keyturn status --json | jq '.outcomes[] | select(.phase == "held") | .userName'

Phases: failed, held, blocked need somebody; due, rotating, grace, quarantine are
steps of a rotation; waiting, steady, dormant have nothing to do.`,
  run: async (session, _, options: StatusOptions) => (await import('./status')).status(session, options),
};
