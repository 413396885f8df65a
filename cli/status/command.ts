import { Option } from 'commander';
import { type Definition, IN_ACCOUNT } from '../definition';
import type { StatusOptions } from './status';

export const status: Definition<'status'> = {
  name: 'status',
  summary: 'every managed user: phase, keys, next step',
  description:
    'Shows where every managed user stands: phase, keys, and the next step. Who needs attention comes first.',
  options: [
    new Option('-u, --user <name>', 'one user, with all details'),
    new Option('-a, --all', 'all of it, not only one page'),
    new Option('--organization', 'all accounts of the organization, as the last run of the hub found them').conflicts(
      'user',
    ),
    new Option('--fresh', 'with --organization: ask every account now, and wait for the answers'),
    new Option('--ou <path>', 'with --organization: this OU and all below it, such as prod/payments'),
    IN_ACCOUNT,
  ],
  help: `Examples:
  npx keyturn status
  npx keyturn status --user svc-reports
  npx keyturn status --organization --ou prod
  npx keyturn status --json | jq '.outcomes[] | select(.phase == "held") | .userName'

Phases: failed, held, blocked need somebody; due, rotating, grace, quarantine are
steps of a rotation; waiting, steady, dormant have nothing to do.`,
  run: async (session, _, options: StatusOptions) =>
    options.organization
      ? (await import('../organization/status')).organizationStatus(session, options)
      : (await import('./status')).status(session, options),
};
