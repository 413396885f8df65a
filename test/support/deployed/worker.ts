/** A worker that does one job for each line of its standard input and answers with one line: those of examples/, and of recipes. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lineReader } from '../../../local/run';

export class Worker {
  #complaints = '';
  #answered: (line: string) => void = () => {};
  readonly #child: ChildProcessWithoutNullStreams;

  constructor(
    command: string,
    args: readonly string[],
    options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  ) {
    this.#child = spawn(command, args, options);
    const read = lineReader((line) => this.#answered(line));
    this.#child.stdout.setEncoding('utf8').on('data', read);
    this.#child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.#complaints += chunk;
    });
  }

  /** @throws with what it complained of when it ends instead of answering */
  async job(): Promise<string> {
    const answer = new Promise<string>((resolve, reject) => {
      this.#answered = resolve;
      this.#child.once('exit', (code) => reject(new Error(`the worker ended with ${code}: ${this.#complaints}`)));
    });
    this.#child.stdin.write('job\n');
    try {
      return await answer;
    } finally {
      this.#child.removeAllListeners('exit');
    }
  }

  /** With the end of its input it has nothing left to do. @returns its exit code */
  async end(): Promise<number | null> {
    this.#child.stdin.end();
    const [code] = await once(this.#child, 'exit');
    return code;
  }

  kill = () => this.#child.kill('SIGKILL');
}
