import { Option } from 'commander';
import { CHANGING, type Definition } from '../definition';
import { checkUserName, parseUntil } from '../session/check-input';
import { UsageProblem } from '../terminal/problem';
import { type ActOptions, MANAGED_USER } from './asked';

interface HoldOptions extends ActOptions {
  readonly until?: string;
  readonly release?: boolean;
}

export const hold: Definition<'hold'> = {
  name: 'hold',
  summary: 'leave a user alone until a date',
  description: 'Takes no step for a user before a date, or releases such a hold. Both keys stay as they are.',
  takes: MANAGED_USER,
  options: [
    new Option('--until <date>', 'a UTC date or time: 2027-01-31').conflicts('release'),
    new Option('--release', 'release the hold'),
    ...CHANGING,
  ],
  help: `Examples:
  npx keyturn hold svc-reports --until 2027-01-31
  npx keyturn hold svc-reports --until 2027-01-31T12:00:00Z
  npx keyturn hold svc-reports --release`,
  run: async (session, [name = ''], options: HoldOptions) => {
    const until = untilOf(options, name, session.now);
    const deed = until === '' ? `Release ${name}` : `Hold ${name} until ${until}`;
    const event = { command: 'hold', userName: checkUserName(name), until };
    return (await import('./act')).act(session, event, deed, options);
  },
};

/** As the function takes it: empty to release. */
function untilOf({ until, release }: HoldOptions, name: string, now: Date): string {
  if (release) return '';
  if (until !== undefined) return parseUntil(until, now);
  throw new UsageProblem(
    'hold needs --until <date>, or --release.',
    `As in: npx keyturn hold ${name} --until 2027-01-31`,
  );
}
