/** An empty project of somebody who installs the package, made from the tarball that `npm pack` makes. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../local/run';

export const ROOT = join(__dirname, '..', '..', '..');

const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** A package at the version that is pinned here, which is in npm's cache already. */
export const pinned = (name: string) => `${name}@${devDependencies[name]}`;

/** A folder that all projects of one test file are made in, and the tarball. Builds dist/: one test file only may do so. */
export async function packed() {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-package-'));
  const output = await succeed('npm', ['pack', '--silent', '--pack-destination', folder], ROOT);
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  if (tarball === '') throw new Error(`npm pack made nothing: ${output}`);
  return { folder, tarball: join(folder, tarball), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export class Project {
  private constructor(readonly folder: string) {}

  /** @param files by name; a value that is no text is written as JSON */
  static in(parent: string, name: string, files: Readonly<Record<string, unknown>>): Project {
    const folder = join(parent, name);
    mkdirSync(folder);
    const project = new Project(folder);
    for (const [file, content] of Object.entries(files)) project.write(file, content);
    return project;
  }

  write(file: string, content: unknown): void {
    writeFileSync(join(this.folder, file), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }

  /** @throws with all that it printed when it fails. @returns what it printed */
  run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
    return succeed(command, args, this.folder, withoutNpm(env));
  }

  install(...packages: readonly string[]): Promise<string> {
    return this.run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages]);
  }

  /** The paths of what is installed, without the project itself. */
  async installed(): Promise<string[]> {
    const lock = JSON.parse(readFileSync(join(this.folder, 'package-lock.json'), 'utf8'));
    const entries = Object.entries<{ optional?: boolean; inBundle?: boolean }>(lock.packages);
    return entries.filter(([path, { inBundle }]) => path !== '' && !inBundle).map(([path]) => path.slice(13));
  }
}

/** What `npm run` says about this repository must not reach another project's npm. */
const withoutNpm = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(npm_(package|lifecycle|command)|INIT_CWD|NODE_ENV)/.test(name)),
  );

async function succeed(command: string, args: readonly string[], cwd: string, env = withoutNpm(process.env)) {
  const { code, output } = await run(command, args, { cwd, env });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`);
  return output;
}
