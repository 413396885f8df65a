/** The command line: commands, options, help. */

import { Command, Option } from 'commander';
import { version } from '../package.json';
import { EXAMPLES, INTRODUCTION } from './help';
import { checkAccessKeyId, checkUserName, parseUntil } from './session/check-input';
import type { ConnectionOptions } from './session/connection';
import type { Session } from './session/session';
import { type ExitCode, UsageProblem } from './terminal/problem';
import type { Terminal } from './terminal/terminal';

type CommonOptions = ConnectionOptions & { readonly json?: boolean };

/** Runs what a command stands for, in a session made of its common options. */
export type Run = (options: CommonOptions, work: (session: Session) => Promise<ExitCode>) => Promise<void>;

export function programFor(terminal: Terminal, run: Run): Command {
  const program = new Command('keyturn')
    .description(INTRODUCTION)
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .showHelpAfterError('(keyturn --help shows all commands)')
    .configureHelp({ subcommandTerm: (each) => [each.name(), each.usage().replace('[options]', '').trim()].join(' ') })
    .addHelpText('after', EXAMPLES.keyturn ?? '');
  for (const command of commands(run)) program.addCommand(command);
  for (const command of [program, ...program.commands]) inTheTerminal(command, terminal);
  return program;
}

/** Errors are thrown, not exited with; the help has the terminal's width. */
function inTheTerminal(command: Command, terminal: Terminal): void {
  command.exitOverride().configureOutput({
    getOutHelpWidth: () => terminal.columns,
    getErrHelpWidth: () => terminal.columns,
    outputError: (text, write) => write(text.replace(/^error: /, 'keyturn: ')),
  });
  if (command.parent) command.showHelpAfterError(`(keyturn ${command.name()} --help shows what it takes)`);
}

function commands(run: Run): Command[] {
  return [
    planCommand(run),
    statusCommand(run),
    adoptCommand(run),
    rotateCommand(run),
    rollbackCommand(run),
    revokeCommand(run),
    holdCommand(run),
    doctorCommand(run),
  ];
}

function command(name: string, summary: string, description = summary): Command {
  return new Command(name)
    .summary(summary)
    .description(description)
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', EXAMPLES[name] ?? '');
}

/** Last, so that a command's own options come first in its help. */
function common(each: Command): Command {
  return each
    .addOption(new Option('--json', 'print one JSON document and nothing else').helpGroup('Options:'))
    .optionsGroup('Where and as whom:')
    .option('--profile <name>', 'take the credentials of this AWS profile')
    .option('--region <name>', 'the Region that Keyturn is deployed in')
    .option('--stack <name>', 'the stack that made the function', 'Keyturn')
    .option('--function <name>', 'the function itself, by name or ARN')
    .option('--endpoint-url <url>', 'talk to this address instead of AWS');
}

const asking = (each: Command) =>
  each
    .option('-y, --yes', 'do it without asking, for scripts')
    .addOption(new Option('--dry-run', 'show what would happen and do nothing').conflicts('yes'));

const collect = (value: string, before: readonly string[] = []) => [...before, value];

function planCommand(run: Run): Command {
  const each = command(
    'plan',
    'what the next run would do; changes nothing',
    'Shows what the next run would do, user by user, and why. Changes nothing. With --local, nothing needs to be deployed.',
  )
    .option('-u, --user <name>', 'one user only')
    .option('-a, --all', 'all of it, however long')
    .optionsGroup('Before anything is deployed:')
    .option('-l, --local', 'decide here, with your own credentials, which only read')
    .option('--managed-only', 'only users that are tagged in already, not everybody with a key')
    .option('-c, --context <name=value>', 'a setting, as for cdk deploy; may be repeated', collect)
    .option('--show-policy', 'print the IAM policy that --local needs');
  return common(each).action(async (options) =>
    run(options, async (session) => (await import('./plan/plan')).plan(session, options)),
  );
}

function statusCommand(run: Run): Command {
  const each = command(
    'status',
    'every managed user: phase, keys, next step',
    'Shows where every managed user stands: phase, keys, and the next step. Who needs attention comes first.',
  )
    .option('-u, --user <name>', 'one user, with all details')
    .option('-a, --all', 'all users, not only one page');
  return common(each).action(async (options) =>
    run(options, async (session) => (await import('./plan/status')).status(session, options)),
  );
}

function adoptCommand(run: Run): Command {
  const each = command(
    'adopt',
    'tag users in, after showing what that means',
    'Tags IAM users in, so that Keyturn rotates their keys. First shows the age and last use of their keys, and when their first rotation would be.',
  )
    .argument('[user...]', 'names of IAM users')
    .option('--path <path>', 'all users under this path, such as /service/')
    .option('--from <file>', 'names from a file, one a line; - for standard input')
    .option('--tag <key=value>', 'the tag, if not the one that the deployed function looks for')
    .option('--read-own-secret', 'let them read their own secret: attaches the policy that the stack made')
    .option('-a, --all', 'show all of them before asking, not only one page')
    .option('-c, --context <name=value>', 'a setting, while nothing is deployed', collect);
  return common(asking(each)).action(async (names: string[], options) =>
    run(options, async (session) => (await import('./adopt/adopt')).adopt(session, names, options)),
  );
}

function rotateCommand(run: Run): Command {
  const each = command(
    'rotate',
    "replace a user's key now, due or not",
    'Issues a new key for a user now, due or not, proves that it works, and puts it into the secret.',
  ).argument('<user>', 'name of a managed user');
  return common(asking(each)).action(async (userName: string, options) =>
    run(options, async (session) =>
      (await import('./act/act')).act(
        session,
        { command: 'rotate', userName: checkUserName(userName) },
        `Rotate the key of ${userName}`,
        options,
      ),
    ),
  );
}

function rollbackCommand(run: Run): Command {
  const each = command(
    'rollback',
    'make the old key current again',
    'Makes the old key of a user current again, reactivates it if need be, and holds both keys for one grace period.',
  ).argument('<user>', 'name of a managed user');
  return common(asking(each)).action(async (userName: string, options) =>
    run(options, async (session) =>
      (await import('./act/act')).act(
        session,
        { command: 'rollback', userName: checkUserName(userName) },
        `Roll back ${userName}`,
        options,
      ),
    ),
  );
}

function revokeCommand(run: Run): Command {
  const each = command(
    'revoke',
    'deactivate a compromised key at once',
    'Deactivates a compromised key at once. If it is the current key of its user, a new one is issued first where there is room.',
  ).argument('<access-key-id>', 'id of the key; its user must be managed');
  return common(asking(each)).action(async (accessKeyId: string, options) =>
    run(options, async (session) =>
      (await import('./act/act')).act(
        session,
        { command: 'revoke', accessKeyId: checkAccessKeyId(accessKeyId) },
        `Revoke ${accessKeyId}`,
        options,
      ),
    ),
  );
}

function holdCommand(run: Run): Command {
  const each = command(
    'hold',
    'leave a user alone until a date',
    'Takes no step for a user before a date, or releases such a hold. Both keys stay as they are.',
  )
    .argument('<user>', 'name of a managed user')
    .addOption(new Option('--until <date>', 'a UTC date or time: 2027-01-31').conflicts('release'))
    .option('--release', 'release the hold');
  return common(asking(each)).action(async (userName: string, options) =>
    run(options, async (session) => {
      if (options.until === undefined && !options.release)
        throw new UsageProblem(
          'hold needs --until <date>, or --release.',
          `As in: keyturn hold ${userName} --until 2027-01-31`,
        );
      const until = options.release ? '' : parseUntil(options.until, session.now);
      const deed = options.release ? `Release ${userName}` : `Hold ${userName} until ${until}`;
      return (await import('./act/act')).act(
        session,
        { command: 'hold', userName: checkUserName(userName), until },
        deed,
        options,
      );
    }),
  );
}

function doctorCommand(run: Run): Command {
  const each = command(
    'doctor',
    'is everything in order?',
    'Looks whether Keyturn itself is in order: stack, function, schedule, last run, dead-letter queues, subscriptions, and the users that need somebody.',
  );
  return common(each).action(async (options) =>
    run(options, async (session) => (await import('./doctor/doctor')).doctor(session)),
  );
}

export { CommanderError } from 'commander';
