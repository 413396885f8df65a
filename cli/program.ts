/** The command line as commander has it, made from the table of commands. */

import { Command } from 'commander';
import { VERSION } from '../lambda/core/version';
import { COMMANDS } from './commands';
import { COMMON, type Definition } from './definition';
import { FIRST_DAY, INTRODUCTION } from './help';
import type { Session } from './session/session';
import type { ExitCode } from './terminal/problem';
import type { Terminal } from './terminal/terminal';

/** Runs what a command stands for, in a session made of its options. */
export type Run = (options: Session['options'], work: (session: Session) => Promise<ExitCode>) => Promise<void>;

export function programFor(terminal: Terminal, run: Run): Command {
  const program = new Command('npx keyturn')
    .description(INTRODUCTION)
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .showHelpAfterError('(npx keyturn --help shows all commands)')
    .configureHelp({ subcommandTerm: (each) => [each.name(), each.usage().replace('[options]', '').trim()].join(' ') })
    .addHelpText('after', `\n${FIRST_DAY}`);
  for (const definition of Object.values(COMMANDS)) program.addCommand(commandFrom(definition, run));
  for (const command of [program, ...program.commands]) inTheTerminal(command, terminal);
  return program;
}

function commandFrom(definition: Definition, run: Run): Command {
  const { name, summary, description, takes, options, help } = definition;
  const command = new Command(name)
    .summary(summary)
    .description(description)
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', `\n${help}`);
  if (takes) command.addArgument(takes);
  for (const option of [...options, ...COMMON]) command.addOption(option);
  return command.action(() => run(command.opts(), (session) => definition.run(session, command.args, command.opts())));
}

/** Errors are thrown, not exited with; the help has the terminal's width. */
function inTheTerminal(command: Command, terminal: Terminal): void {
  command.exitOverride().configureOutput({
    getOutHelpWidth: () => terminal.columns,
    getErrHelpWidth: () => terminal.columns,
    writeOut: (text) => terminal.printText(text),
    writeErr: (text) => terminal.sayText(text),
    outputError: (text, write) => write(text.replace(/^error: /, 'keyturn: ')),
  });
  if (command.parent) command.showHelpAfterError(`(npx keyturn ${command.name()} --help shows what it takes)`);
}
