/** What a command is made of: its file exports one of these, and its line in commands.ts brings it in. */

import { type Argument, Option } from 'commander';
import { DEFAULT_STACK } from './session/connection';
import type { Session } from './session/session';
import type { ExitCode } from './terminal/problem';

export interface Definition<Name extends string = string> {
  readonly name: Name;
  /** In the list of commands. */
  readonly summary: string;
  /** Above its own help. */
  readonly description: string;
  readonly takes?: Argument;
  /** Besides those that every command has. */
  readonly options: readonly Option[];
  /** Below its own help: examples, and what else is worth knowing. */
  readonly help: string;
  /** Imports what it needs, so that help starts fast. `options` are those above, by the names that commander gives them. */
  run(session: Session, args: readonly string[], options: object): Promise<ExitCode>;
}

/** A setting of `cdk deploy`; may be repeated. */
export const contextOption = (description: string) =>
  new Option('-c, --context <name=value>', description).argParser<readonly string[]>((value, before = []) => [
    ...before,
    value,
  ]);

const WHERE = 'Where and as whom:';

/** Of the commands that ask the function about one account of an organization. */
export const IN_ACCOUNT = new Option(
  '--account <id>',
  'in this account of the organization, as its keyturn-operator',
).helpGroup(WHERE);

/** Of the commands that change something. */
export const ASKING: readonly Option[] = [
  new Option('-y, --yes', 'do it without asking, for scripts'),
  new Option('--dry-run', 'show what would happen and do nothing').conflicts('yes'),
];

/** Of the commands that let the function change something. */
export const CHANGING: readonly Option[] = [
  new Option('--reason <text>', 'why, as in "ticket 123": for the notification, log and status'),
  ...ASKING,
  IN_ACCOUNT,
];

/** Of every command. */
export const COMMON: readonly Option[] = [
  new Option('--json', 'print one JSON document and nothing else'),
  new Option('--profile <name>', 'take the credentials of this AWS profile').helpGroup(WHERE),
  new Option('--region <name>', 'the Region that Keyturn is deployed in').helpGroup(WHERE),
  new Option('--stack <name>', 'the stack that made the function').default(DEFAULT_STACK).helpGroup(WHERE),
  new Option('--function <name>', 'the function itself, by name or ARN').helpGroup(WHERE),
  new Option('--endpoint-url <url>', 'talk to this address instead of AWS').helpGroup(WHERE),
];
