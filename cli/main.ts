/** Runs the command line. */

import { CommanderError } from 'commander';
import { programFor, type Run } from './program';
import { problemFrom } from './session/aws-errors';
import { clientConfigFrom } from './session/connection';
import { type ExitCode, Problem, problemJson, problemLines } from './terminal/problem';
import { type Streams, type Terminal, terminalOf } from './terminal/terminal';

/**
 * Never throws. The SDK reads its own settings from the environment of the process, whatever the streams are.
 *
 * @param args without the node and script names
 */
export async function main(args: readonly string[], now = new Date(), streams: Streams = process): Promise<ExitCode> {
  const terminal = terminalOf(streams);
  let exitCode: ExitCode = 0;
  const run: Run = async (options, work) => {
    try {
      const config = clientConfigFrom(options, process.env);
      exitCode = await work({ terminal, options, config, now });
    } catch (error) {
      exitCode = tell(error, terminal, options);
    }
  };
  try {
    const program = programFor(terminal, run);
    // Without arguments: the help, on standard output.
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    return error instanceof CommanderError ? usage(error) : tell(error, terminal, {});
  }
  return exitCode;
}

/** Commander has said it already; help and version are no errors. */
const usage = ({ exitCode }: CommanderError): ExitCode => (exitCode === 0 ? 0 : 2);

function tell(
  error: unknown,
  terminal: Terminal,
  options: { readonly json?: boolean; readonly endpointUrl?: string },
): ExitCode {
  const endpoint = options.endpointUrl ?? process.env.AWS_ENDPOINT_URL;
  const problem = error instanceof Problem ? error : problemFrom(error, { what: 'do that', endpoint });
  if (options.json) terminal.printJson(problemJson(problem));
  terminal.say(problemLines(problem, terminal.columns));
  return problem.exitCode;
}
