/** The command line as its users have it: its output and its exit code. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { main } from '../../../cli/main';
import type { Streams } from '../../../cli/terminal/terminal';
import { run } from '../../../local/run';

const ROOT = join(__dirname, '..', '..', '..');

export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Of a process: nobody else's standard input can be read to its end. */
  readonly input?: string;
  readonly cwd?: string;
}

export class Cli {
  private constructor(
    readonly folder: string,
    private readonly file: string,
  ) {}

  /** Bundled into one file, because that starts in a fifth of the time. */
  static async build(): Promise<Cli> {
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-cli-'));
    const file = join(folder, 'keyturn.cjs');
    const args = ['bin/keyturn.ts', '--bundle', '--platform=node', '--target=node20', `--outfile=${file}`];
    const { code, output } = await run(join(ROOT, 'node_modules', '.bin', 'esbuild'), args, { cwd: ROOT });
    if (code !== 0) throw new Error(`the command line does not build:\n${output}`);
    return new Cli(folder, file);
  }

  /** Where nobody can answer: standard input is empty, and nothing is a terminal. In this process, unless there is something to read. */
  run(args: readonly string[], options: CliOptions = {}): Promise<Said> {
    return options.input ? this.process(args, options) : this.#here(args, options);
  }

  /** One at a time: the environment and the folder are this process's. */
  async #here(args: readonly string[], { env = {}, cwd = this.folder }: CliOptions): Promise<Said> {
    const [before, folder] = [{ ...process.env }, process.cwd()];
    const [stdout, stderr] = [new Kept(), new Kept()];
    setEnvironment(environment(env));
    process.chdir(cwd);
    try {
      const stdin = new PassThrough().end();
      const streams = { stdin, stdout, stderr, env: process.env } as unknown as Streams;
      const code = await main(args, new Date(), streams);
      return { code, stdout: stdout.text, stderr: stderr.text };
    } finally {
      setEnvironment(before);
      process.chdir(folder);
    }
  }

  /** As a process of its own, for what only a process shows. */
  process(args: readonly string[], { env = {}, input = '', cwd = this.folder }: CliOptions = {}): Promise<Said> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [this.file, ...args], { cwd, env: environment(env) });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        stdout += chunk;
      });
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        stderr += chunk;
      });
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, stdout, stderr }));
      child.stdin.end(input);
    });
  }

  /** On a terminal of 80 columns, made by Python's pty; both outputs arrive as one. `answer` is typed once a question stands there. */
  async onTerminal(
    args: readonly string[],
    answer: string,
    { env = {}, cwd = this.folder }: CliOptions = {},
  ): Promise<Said> {
    return onTerminal([process.execPath, this.file, ...args], answer, { env: environment(env), cwd });
  }

  remove = () => rmSync(this.folder, { recursive: true, force: true });
}

/** Any command on such a terminal. */
export async function onTerminal(
  command: readonly string[],
  answer: string,
  { env, cwd }: { readonly env: NodeJS.ProcessEnv; readonly cwd: string },
): Promise<Said> {
  const { code, output } = await run('python3', ['-c', PTY, JSON.stringify(command), answer], {
    cwd,
    env: { ...env, TERM: 'xterm' },
  });
  return { code: code ?? null, stdout: output.replaceAll('\r\n', '\n'), stderr: '' };
}

/** Keeps what is written. */
class Kept extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

function setEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
}

const PTY = `
import fcntl, json, os, pty, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    command = json.loads(sys.argv[1])
    os.execv(command[0], command)
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
said, asked = b"", False
while True:
    try:
        chunk = os.read(fd, 65536)
    except OSError:
        break
    if not chunk:
        break
    said += chunk
    if (b"[y/N]" in said or b"(y/n)" in said) and not asked:
        asked = True
        os.write(fd, sys.argv[2].encode() + b"\\n")
sys.stdout.buffer.write(said)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/** Nothing of whoever runs the tests: neither their AWS account nor their terminal. */
function environment(more: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  const env = {
    PATH,
    HOME,
    TZ: 'UTC',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...more,
  };
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}
