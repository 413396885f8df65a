/**
 * The proof can fail: faults that real rotation code has had are put into Keyturn one at a time, and a test that is named for each must
 * fail because of it. Each fault is put in while jest loads the file, in a jest of its own with a project for every fault.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportProof } from '../support/proof/report-proof';
import { MUTANTS } from './mutants/mutants';

interface TestResult {
  readonly test: string;
  readonly errors: readonly string[];
}

const ROOT = join(__dirname, '..', '..');

let folder: string;
let output: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-mutants-'));
  const config = join(__dirname, 'mutants', 'mutants-jest.config.mjs');
  const jestCli = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const { stdout, stderr } = spawnSync(process.execPath, [jestCli, '--config', config, '--maxWorkers', '2'], {
    cwd: ROOT,
    encoding: 'utf8',
    env: {
      ...process.env,
      KEYTURN_PROOFS: undefined,
      KEYTURN_MUTANTS: JSON.stringify(MUTANTS),
      KEYTURN_MUTANTS_REPORTS: folder,
    },
  });
  output = stdout + stderr;
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  reportProof({ proof: 'mutants', cases: MUTANTS.length });
});

const reportOf = (index: number) => join(folder, `${index}.json`);

describe.each(MUTANTS.map((mutant, index) => ({ ...mutant, index })))(
  '$name',
  ({ index, file, find, replace, caughtBy }) => {
    test('is a change of one place', () => {
      expect(readFileSync(join(ROOT, file), 'utf8').split(find)).toHaveLength(2);
      expect(replace).not.toBe(find);
    });

    test(`is caught by ${caughtBy.file}: ${caughtBy.test}`, () => {
      if (!existsSync(reportOf(index))) throw new Error(`the test did not run:\n${output.slice(0, 5000)}`);
      const results = JSON.parse(readFileSync(reportOf(index), 'utf8')) as TestResult[];
      expect(results).not.toEqual([]);
      const failure = results.find(({ errors }) => errors.length > 0);
      expect(failure?.errors.join('\n') ?? 'no test failed').toContain(caughtBy.saying);
    });
  },
);
