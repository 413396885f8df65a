/** The command line as its users have it: a process, with its output and its exit code. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../local/run';

const ROOT = join(__dirname, '..', '..', '..');

export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
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

  /** Where nobody can answer: standard input is empty, and nothing is a terminal. */
  run(args: readonly string[], { env = {}, input = '', cwd = this.folder }: CliOptions = {}): Promise<Said> {
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
    const command = JSON.stringify([process.execPath, this.file, ...args]);
    const { code, output } = await run('python3', ['-c', PTY, command, answer], {
      cwd,
      env: { ...environment(env), TERM: 'xterm' },
    });
    return { code: code ?? null, stdout: output.replaceAll('\r\n', '\n'), stderr: '' };
  }

  remove = () => rmSync(this.folder, { recursive: true, force: true });
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
    if b"[y/N]" in said and not asked:
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
    ...more,
  };
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}
