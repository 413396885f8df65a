/** What comes along at run time: each dependency has a reason, an exact version and a licence that we may pass on; the docs say the truth. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTable } from '../local/permissions-table';

const read = (...path: string[]) => readFileSync(join(__dirname, '..', ...path), 'utf8');
const { dependencies, devDependencies } = JSON.parse(read('package.json'));

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly peer?: boolean;
}
const locked = Object.entries<Locked>(JSON.parse(read('package-lock.json')).packages).filter(([path]) => path !== '');

test('the permissions table in SECURITY.md is made from the statements that are deployed (else: npm run permissions-table)', () => {
  const security = read('SECURITY.md');
  expect(withTable(security)).toBe(security);
});

test('every runtime dependency is in docs/dependencies.md, with a reason', () => {
  const rows = [...read('docs', 'dependencies.md').matchAll(/^\| `([^`]+)` \| (.{10,}) \|$/gm)].map(([, name]) => name);
  expect(rows).toEqual(Object.keys(dependencies));
});

test('every version is exact', () => {
  const versions = Object.values<string>({ ...dependencies, ...devDependencies });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('everything that comes along at run time has a licence that we may pass on', () => {
  const allowed = ['MIT', 'MIT-0', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD'];
  const production = locked.filter(([, { dev, devOptional, peer }]) => !dev && !devOptional && !peer);
  expect(production.length).toBeGreaterThan(20);
  expect(production.filter(([, { license = 'none' }]) => !allowed.includes(license)).map(([path]) => path)).toEqual([]);
});

test('what has a stricter licence is for tests only', () => {
  const strict = locked.filter(([, { license = '' }]) => /GPL|SSPL|BUSL/.test(license) && !/MIT/.test(license));
  expect(strict.map(([path]) => path)).toEqual(
    ['iam-policy', 'iam-simulate', 'iam-utils'].map((name) => `node_modules/@cloud-copilot/${name}`),
  );
  expect(strict.filter(([, { dev }]) => !dev)).toEqual([]);
});

test('the workflow has no right but to read, and every action is pinned by its commit', () => {
  const workflow = read('.github', 'workflows', 'ci.yml');
  expect(workflow).toMatch(/^permissions: \{\}$/m);
  expect(
    [...workflow.matchAll(/^ {6}(\w[\w-]*: \w+)$/gm)]
      .map(([, right]) => right)
      .filter((right) => / write$/.test(right ?? '')),
  ).toEqual([]);
  const uses = [...workflow.matchAll(/uses: (.+)$/gm)].map(([, action]) => action);
  expect(uses.length).toBeGreaterThan(0);
  expect(uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? ''))).toEqual([]);
});
