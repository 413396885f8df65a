/**
 * `npm run recording`: types the README's first commands on a terminal of 80 columns against the local AWS of `npm run local`, and keeps
 * what they print in docs/pictures/recording.json, from which `npm run docs` draws the picture.
 */

import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalAws, startLocalAws } from '../aws';
import { run } from '../run';
import { found } from '../small-company';
import type { Scene } from './pictures/terminal';

const ROOT = join(__dirname, '..', '..');

/** Deployed between the first two, where nothing is to be seen. */
const COMMANDS = [
  'npx keyturn plan --local',
  'npx keyturn adopt svc-reports --yes',
  'npx keyturn rotate svc-reports --yes',
  'npx keyturn status',
];

async function main(): Promise<void> {
  const aws = await startLocalAws({ port: 0 });
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, TERM: 'xterm-256color', COLUMNS: '80', ...environmentFor(aws) };
  const scenes: Scene[] = [];
  try {
    await found(aws);
    for (const command of COMMANDS) {
      if (scenes.length === 1) await deploy(env);
      scenes.push({ command: command.replace(' --yes', ''), output: await typed(command, env) });
      console.log(`$ ${command}\n${scenes.at(-1)?.output.join('\n')}\n`);
    }
  } finally {
    await aws.stop();
  }
  writeFileSync(join(ROOT, 'docs', 'pictures', 'recording.json'), `${JSON.stringify(scenes, null, 2)}\n`);
}

const environmentFor = ({ endpoint, region }: LocalAws) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
});

async function deploy(env: NodeJS.ProcessEnv): Promise<void> {
  for (const args of [['bootstrap'], ['deploy']]) {
    const { code, output } = await run('npx', ['cdk', ...args], { cwd: ROOT, env: { ...env, CI: 'true' } });
    if (code !== 0) throw new Error(output);
  }
}

/** On a terminal, which Python makes: only there are colours. Progress, which draws over itself, is left out. */
function typed(command: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      'python3',
      ['-c', 'import pty,sys; sys.exit(pty.spawn(["/bin/sh","-c",sys.argv[1]]) >> 8)', command],
      {
        cwd: ROOT,
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', () => resolve(linesOf(output)));
  });
}

/** Key ids as in AWS's documentation, in the order of their appearance: K1 is always the same. */
const IDS = ['AKIAI44QH8DHBEXAMPLE', 'AKIAIOSFODNN7EXAMPLE', 'AKIA111111111EXAMPLE', 'AKIA222222222EXAMPLE'];
const known: string[] = [];

function linesOf(output: string): string[] {
  const lines = output
    .split(/\r?\n/)
    // The spinner of npx.
    .filter((each) => !each.includes('\u001b[1G'))
    .map((each) => each.replace(/^[\s\S]*\r/, '').replaceAll('\u001b[K', ''))
    .map((each) =>
      each.replace(/AKIA[A-Z0-9]{16}/g, (id) => {
        if (!known.includes(id)) known.push(id);
        return IDS[known.indexOf(id)] ?? id;
      }),
    );
  while (lines.at(-1) === '') lines.pop();
  while (lines[0] === '') lines.shift();
  return lines;
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
