import { Option } from 'commander';
import type { Definition } from '../definition';
import { checkUserName } from '../session/check-input';

interface DoctorOptions {
  readonly organization?: boolean;
  readonly probe?: string;
  readonly yes?: boolean;
}

export const doctor: Definition<'doctor'> = {
  name: 'doctor',
  summary: 'is everything in order?',
  description:
    'Looks whether Keyturn itself is in order: stack, function, schedule, last run, dead-letter queues, subscriptions, and the users that need somebody.',
  options: [
    new Option('--probe <user>', 'rotate a user that nobody uses, and say which assumptions about AWS hold here'),
    new Option('-y, --yes', 'probe without asking'),
    new Option('--organization', 'the hub of an organization, its waves and its accounts').conflicts('probe'),
  ],
  help: `Examples:
  npx keyturn doctor
  npx keyturn doctor --probe keyturn-probe     on the first day (docs/first-day.md)
  npx keyturn doctor --organization            in the account of the hub
  npx keyturn doctor --json | jq '.findings[] | select(.level != "ok")'

What it may not look at is a finding of its own, never an ok.`,
  run: async (session, _, { probe, yes, organization }: DoctorOptions) => {
    if (organization) return (await import('../organization/doctor/doctor')).doctorOfOrganization(session);
    return probe === undefined
      ? (await import('./doctor')).doctor(session)
      : (await import('./probe')).probe(session, checkUserName(probe), yes);
  },
};
