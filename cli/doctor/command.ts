import type { Definition } from '../definition';

export const doctor: Definition<'doctor'> = {
  name: 'doctor',
  summary: 'is everything in order?',
  description:
    'Looks whether Keyturn itself is in order: stack, function, schedule, last run, dead-letter queues, subscriptions, and the users that need somebody.',
  options: [],
  help: `Examples:
  keyturn doctor
  keyturn doctor --json | jq '.findings[] | select(.level != "ok")'

What it may not look at is a finding of its own, never an ok.`,
  run: async (session) => (await import('./doctor')).doctor(session),
};
