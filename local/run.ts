import { spawn } from 'node:child_process';

export type Log = (line: string) => void;

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly log?: Log | undefined;
  /** A limit for what hangs, not a measure: a busy machine is no failure. @default ten minutes */
  readonly timeoutMs?: number;
}

export interface RunResult {
  /** undefined when the program could not be started, was killed, or ran out of time. */
  readonly code: number | undefined;
  readonly output: string;
}

/** Runs a program to its end. Never throws for what the program does: the caller knows what a failure means. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const lines = lineReader(options.log ?? (() => {}));
    const take = (chunk: string) => {
      output += chunk;
      lines(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    const timer = setTimeout(() => {
      output += `\n${command} was still running after ${(options.timeoutMs ?? TEN_MINUTES_MS) / 1000} s.`;
      child.kill('SIGKILL');
    }, options.timeoutMs ?? TEN_MINUTES_MS);
    const end = (code: number | null) => {
      clearTimeout(timer);
      resolve({ code: code ?? undefined, output });
    };
    child.on('error', (error) => {
      output += error.message;
      end(null);
    });
    child.on('close', end);
  });
}

/** The last lines, for an error message. */
export const tail = (output: string, lines = 30): string => output.trimEnd().split('\n').slice(-lines).join('\n');

/** Cuts a stream of text into lines; empty ones are dropped. */
export function lineReader(each: Log): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim()) each(line);
  };
}

const TEN_MINUTES_MS = 10 * 60 * 1000;
