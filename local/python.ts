import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Log, run, tail } from './run';

const VENVS = join(__dirname, '..', '.local', 'venv');
const CANDIDATES = ['python3', 'python', ...[14, 13, 12, 11, 10, 9].map((minor) => `python3.${minor}`)];
const AN_HOUR_MS = 60 * 60 * 1000;

interface Python {
  readonly path: string;
  /** `3.12`: a virtual environment serves one minor version. */
  readonly version: string;
  /** What it gets. */
  readonly packages: Packages;
  /** The file with all of it. */
  readonly requirements: string;
}

/** An AWS on this machine, as Python packages. */
interface Packages {
  readonly name: string;
  /** Python 3.x. */
  readonly oldestMinor: number;
  readonly requirementsFor: (minor: string) => string;
  /** What serves where the pinned packages cannot be installed: prints its version when everything needed is there. */
  readonly probe: string;
  readonly oldest: readonly [major: number, minor: number];
  readonly byHand: string;
}

const MOTO: Packages = {
  name: 'moto',
  oldestMinor: 9,
  // 3.9 cannot have the newest.
  requirementsFor: (minor) => (minor === '9' ? 'requirements-py39.txt' : 'requirements.txt'),
  probe: 'import moto, moto.server, moto.cloudformation.parsing, moto.awslambda.models; print(moto.__version__)',
  oldest: [5, 1],
  byHand: "'moto[server]'",
};

const MINISTACK: Packages = {
  name: 'ministack',
  oldestMinor: 10,
  requirementsFor: () => 'requirements-ministack.txt',
  probe: 'import ministack.app, hypercorn, importlib.metadata as m; print(m.version("ministack"))',
  oldest: [1, 5],
  byHand: 'ministack',
};

/**
 * The path of a Python that has moto: from a virtual environment under `.local/venv`, which the first call makes, or,
 * where no package index can be reached, the Python that is there if moto is installed in it.
 *
 * @throws an Error that says what to install.
 */
export const pythonWithMoto = (log: Log): Promise<string> => pythonWith(MOTO, log);

/** The same with ministack, in an environment of its own: the two pin different versions of what both need. */
export const pythonWithMinistack = (log: Log): Promise<string> => pythonWith(MINISTACK, log);

async function pythonWith(packages: Packages, log: Log): Promise<string> {
  const python = await findPython(packages);
  const id = createHash('sha256')
    .update(python.path)
    .update(readFileSync(python.requirements))
    .digest('hex')
    .slice(0, 12);
  const venv = join(VENVS, `${python.version}-${id}`);
  // It gets its name only when it is complete.
  if (existsSync(venv)) return inside(venv);
  if (failedLately(venv)) {
    const installed = await installedPackages(python, log);
    if (installed) return installed;
  }
  return install(python, venv, log);
}

async function install(python: Python, venv: string, log: Log): Promise<string> {
  const unlock = await lock(venv, log);
  try {
    if (existsSync(venv)) return inside(venv);
    const problem = await build(python, venv, log);
    if (!problem) return inside(venv);
    writeFileSync(failureOf(venv), problem);
    const installed = await installedPackages(python, log);
    if (installed) return installed;
    throw new Error(problem);
  } finally {
    unlock();
  }
}

async function findPython(packages: Packages): Promise<Python> {
  const wanted = process.env.KEYTURN_PYTHON;
  const ask = 'import sys; print(sys.executable, sys.version_info[0], sys.version_info[1], sep="\\n")';
  for (const candidate of wanted ? [wanted] : CANDIDATES) {
    const { code, output } = await run(candidate, ['-c', ask]);
    const [path, major, minor] = output.trim().split('\n');
    if (code !== 0 || !path || Number(major) !== 3 || Number(minor) < packages.oldestMinor) continue;
    const requirements = join(__dirname, packages.requirementsFor(String(minor)));
    return { path, version: `3.${minor}`, packages, requirements };
  }
  throw new Error(
    wanted
      ? `KEYTURN_PYTHON is ${wanted}, which is not a Python 3.${packages.oldestMinor} or newer.`
      : `The local AWS needs Python 3.${packages.oldestMinor} or newer (python3). Install it, or point KEYTURN_PYTHON to it.`,
  );
}

/** Makes the virtual environment in a folder of its own and renames it: nobody ever sees half of one. */
async function build(python: Python, venv: string, log: Log): Promise<string | undefined> {
  const draft = `${venv}.${process.pid}`;
  log(`Installing ${python.packages.name}, the local AWS, into .local/venv (once, about half a minute).`);
  const startedAt = Date.now();
  const heartbeat = setInterval(() => log(`… still installing (${seconds(startedAt)} s)`), 10_000);
  try {
    const made = await run(python.path, ['-m', 'venv', draft]);
    if (made.code !== 0) return noVenv(python, made.output);
    const installed = await run(inside(draft), ['-m', 'pip', 'install', ...PIP_OPTIONS, '-r', python.requirements]);
    if (installed.code !== 0) return noPackages(python, installed.output);
    if (!existsSync(venv)) renameSync(draft, venv);
    log(`Installed in ${seconds(startedAt)} s.`);
    return undefined;
  } finally {
    clearInterval(heartbeat);
    rmSync(draft, { recursive: true, force: true });
  }
}

// Few and short attempts: without a network this must end in a sentence, not in silence. Wheels only: nothing compiles.
const PIP_OPTIONS = [
  ...['--disable-pip-version-check', '--no-input', '--quiet', '--only-binary', ':all:'],
  ...['--timeout', '15', '--retries', '1'],
];

async function installedPackages(python: Python, log: Log): Promise<string | undefined> {
  const { name, probe, oldest } = python.packages;
  const { code, output } = await run(python.path, ['-c', probe]);
  const version = output.trim().split('\n').at(-1) ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (code !== 0 || major < oldest[0] || (major === oldest[0] && minor < oldest[1])) return undefined;
  log(`The pinned packages could not be installed; using ${name} ${version} of ${python.path}.`);
  return python.path;
}

/** One process installs, the others wait. Only a courtesy to the network: the rename is what keeps it correct. */
async function lock(venv: string, log: Log): Promise<() => void> {
  const file = `${venv}.lock`;
  mkdirSync(VENVS, { recursive: true });
  for (let waits = 0; ; waits++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (waits === 0) log('Another process is installing the local AWS; waiting for it.');
    await sleep(500);
    if (!holderLives(file)) rmSync(file, { force: true });
  }
}

function holderLives(file: string): boolean {
  try {
    // Signal 0 asks only whether the process is there.
    return process.kill(Number(readFileSync(file, 'utf8')), 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const noVenv = (python: Python, output: string) =>
  `${python.path} cannot make a virtual environment. On Debian and Ubuntu: sudo apt install python3-venv\n${tail(output, 8)}`;

const noPackages = (python: Python, output: string) =>
  `pip could not install the local AWS's packages (local/${basename(python.requirements)}), and ${python.path} has no ` +
  `${python.packages.name} ${python.packages.oldest.join('.')} or newer of its own. Give pip access to a package index, or run: ` +
  `${python.path} -m pip install ${python.packages.byHand}\n${tail(output, 8)}`;

/** A failed install is not tried again by every test file. */
const failedLately = (venv: string) =>
  existsSync(failureOf(venv)) && Date.now() - statSync(failureOf(venv)).mtimeMs < AN_HOUR_MS;
const failureOf = (venv: string) => `${venv}.failed`;

const inside = (venv: string) => join(venv, 'bin', 'python');
const seconds = (startedAt: number) => Math.round((Date.now() - startedAt) / 1000);
