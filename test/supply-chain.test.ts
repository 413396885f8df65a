/** What comes along at run time: each dependency has a reason, an exact version and a licence that we may pass on; the docs say the truth. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { VERSION } from '../lambda/core/version';
import { buildBundles, directPackagesIn, packagesIn } from '../local/package/bundles';
import { withTable } from '../local/permissions-table';

const read = (...path: string[]) => readFileSync(join(__dirname, '..', ...path), 'utf8');
const { devDependencies } = JSON.parse(read('package.json'));

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
}
const locked = Object.entries<Locked>(JSON.parse(read('package-lock.json')).packages).filter(([path]) => path !== '');

let bundles: Metafile[];
beforeAll(async () => {
  bundles = await buildBundles(false);
});

test('the permissions table in SECURITY.md is made from the statements that are deployed (else: npm run permissions-table)', () => {
  const security = read('SECURITY.md');
  expect(withTable(security)).toBe(security);
});

test('every package that our own code brings into the bundles is in docs/dependencies.md, with a reason', () => {
  const rows = [...read('docs', 'dependencies.md').matchAll(/^\| `([^`]+)` \| (.{10,}) \|$/gm)].map(([, name]) => name);
  expect(rows).toEqual(directPackagesIn(bundles).map((folder) => folder.replace('node_modules/', '')));
});

test('the version that the function and the command line give is that of the package', () => {
  expect(VERSION).toBe(JSON.parse(read('package.json')).version);
});

test('every version is exact', () => {
  const versions = Object.values<string>(devDependencies);
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('everything in the bundles has a licence that we may pass on', () => {
  const allowed = ['MIT', 'MIT-0', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD'];
  const shipped = packagesIn(bundles);
  expect(shipped.length).toBeGreaterThan(20);
  const licence = new Map(locked.map(([path, { license }]) => [path, license ?? 'none']));
  expect(shipped.filter((folder) => !allowed.includes(licence.get(folder) ?? 'none'))).toEqual([]);
});

test('what has a stricter licence is for tests only', () => {
  const strict = locked.filter(([, { license = '' }]) => /GPL|SSPL|BUSL/.test(license) && !/MIT/.test(license));
  expect(strict.map(([path]) => path)).toEqual(
    ['iam-policy', 'iam-simulate', 'iam-utils'].map((name) => `node_modules/@cloud-copilot/${name}`),
  );
  const shipped = packagesIn(bundles);
  expect(strict.filter(([path]) => shipped.includes(path))).toEqual([]);
});

// The release has one more right, which its own test names (test/package/package.test.ts).
test.each(['ci.yml', 'nightly.yml', 'release.yml'])(
  '%s has no right but to read, and every action is pinned by its commit',
  (file) => {
    const workflow = read('.github', 'workflows', file).replace(
      '      id-token: write\n',
      file === 'release.yml' ? '' : '$&',
    );
    expect(workflow).toMatch(/^permissions: \{\}$/m);
    expect(
      [...workflow.matchAll(/^ {6}(\w[\w-]*: \w+)$/gm)]
        .map(([, right]) => right)
        .filter((right) => / write$/.test(right ?? '')),
    ).toEqual([]);
    const uses = [...workflow.matchAll(/uses: (.+)$/gm)].map(([, action]) => action);
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? ''))).toEqual([]);
  },
);
