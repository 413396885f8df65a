/** `npm run demo` as a process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { LocalAws } from '../../local/aws';
import { lineReader } from '../../local/run';

const ROOT = join(__dirname, '..', '..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** @param aws that the demo lives in @default - it starts one, as for anybody */
export function startDemo(
  args: readonly string[],
  each: (line: string) => void = () => undefined,
  aws?: LocalAws,
): Running {
  const env = {
    ...process.env,
    NO_COLOR: '1',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: undefined,
    KEYTURN_LOCAL_AWS: aws?.endpoint,
  };
  const tsx = join(ROOT, 'node_modules', '.bin', 'tsx');
  const child = spawn(tsx, ['local/demo/main.ts', ...args], { cwd: ROOT, env });
  const [stdout, stderr] = [[] as string[], [] as string[]];
  const read = lineReader((line) => {
    stdout.push(line);
    each(line);
  });
  child.stdout.setEncoding('utf8').on('data', read);
  child.stderr.setEncoding('utf8').on(
    'data',
    lineReader((line) => stderr.push(line)),
  );
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  return { child, ended };
}

export const demo = (...how: Parameters<typeof startDemo>) => startDemo(...how).ended;
