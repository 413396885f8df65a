/** What package.json and the docs promise to whoever installs the package. What is installed is tested by install.prove.ts. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { recipe } from '../support/deployed/rotation';

const ROOT = join(__dirname, '..', '..');
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');
const manifest = JSON.parse(read('package.json'));

describe('package.json', () => {
  test('can be published, and says whose it is and where it comes from', () => {
    expect(manifest.private).toBeUndefined();
    expect(manifest.author).toMatch(/\w/);
    expect(manifest.repository).toEqual({
      type: 'git',
      url: expect.stringMatching(/^git\+https:\/\/github\.com\/[\w-]+\/[\w.-]+\.git$/),
    });
    expect(manifest.publishConfig).toEqual({ access: 'public', provenance: true });
  });

  test('installs nothing else: what it needs is in its bundles, or is there already', () => {
    expect(manifest.dependencies).toBeUndefined();
    expect(manifest.optionalDependencies).toBeUndefined();
    expect(manifest.bundleDependencies).toBeUndefined();
    const peers = Object.keys(manifest.peerDependencies);
    expect(peers).toEqual(['@aws-sdk/client-secrets-manager', 'aws-cdk-lib', 'constructs']);
    // npm would install the CDK for a program that only reads its key, and the SDK for an app that only deploys.
    expect(Object.keys(manifest.peerDependenciesMeta)).toEqual(peers);
    expect(Object.values(manifest.peerDependenciesMeta)).toEqual(peers.map(() => ({ optional: true })));
  });

  test('every entry has its types for old compilers too', () => {
    for (const [entry, target] of Object.entries<{ types: string }>(manifest.exports)) {
      const name = entry.slice(2);
      if (typeof target === 'string') continue;
      expect(name === '' ? manifest.types : `${manifest.typesVersions['*'][name]}`).toBe(
        name === '' ? target.types.slice(2) : target.types,
      );
    }
  });
});

test('the constructs can be compiled by jsii: no read-only lists in what they take and give', () => {
  const files = ['props.ts', 'stack.ts', 'key-rotation.ts', join('notifications', 'owner-subscription.ts')];
  const found = files.flatMap((file) => read('lib', file).match(/^ +readonly \w+\??: readonly .*/gm) ?? []);
  expect(found).toEqual([]);
});

describe('the release', () => {
  const workflow = parse(read('.github', 'workflows', 'release.yml'));

  test('starts from a tag, and has no right but to read and to prove who it is', () => {
    expect(workflow.on).toEqual({ push: { tags: ['v*'] } });
    expect(workflow.permissions).toEqual({});
    expect(Object.values<{ permissions: object }>(workflow.jobs).map(({ permissions }) => permissions)).toEqual([
      { contents: 'read', 'id-token': 'write' },
    ]);
  });

  test('checks the tag and the address, runs all checks, and publishes with provenance and without a token', () => {
    const [{ steps }] = Object.values<{ steps: { run?: string; env?: object }[] }>(workflow.jobs) as [never];
    const commands = (steps as { run?: string }[]).flatMap(({ run }) => run ?? []);
    expect(commands.map((command) => command.split('\n')[0])).toEqual([
      expect.stringContaining('version'),
      expect.stringContaining('repository'),
      '.ci/run',
      'npm publish --provenance --access public',
    ]);
    expect(read('.github', 'workflows', 'release.yml')).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
  });
});

describe('docs/consumers.md', () => {
  test.each([
    ['boto3', 'python', ['python', 'keyturn_session.py']],
    ['Go', 'go', ['go', 'keyturn.go']],
  ])('the recipe for %s is the file of the example', (heading, language, path) => {
    expect(recipe(heading, language)).toEqual([read('examples', ...path)]);
  });

  test('begins with a picture that names every recipe', () => {
    const docs = read('docs', 'consumers.md');
    expect(docs.indexOf('](recipes.svg)')).toBeLessThan(docs.indexOf('\n| your program'));
    const leaves = [...read('docs', 'recipes.svg').matchAll(/<text x="484"[^>]*>(.*)<\/text>/g)].map(
      ([, text]) => text,
    );
    const named = leaves.flatMap((text) => text?.split(' · ') ?? []);
    const anchors = [...docs.matchAll(/^\| .*\]\(#([\w-]+)\)/gm)].map(([, anchor]) => anchor);
    const slugOf = (heading: string) =>
      heading
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-');
    expect(named.slice(1).map(slugOf).sort()).toEqual(anchors.sort());
  });

  test('no command names the partition: an ARN comes from the stack', () => {
    const commands = read('docs', 'consumers.md').match(/^(```sh\n)(.*?)^```$/gms) ?? [];
    expect(commands.length).toBeGreaterThan(2);
    expect(commands.filter((command) => /arn:aws/.test(command))).toEqual([]);
  });
});

test('every example is in the table of examples', () => {
  const table = read('examples', 'README.md');
  const folders = readdirSync(join(ROOT, 'examples'), { withFileTypes: true }).filter((each) => each.isDirectory());
  expect(folders.filter(({ name }) => !table.includes(`(${name})`)).map(({ name }) => name)).toEqual([]);
});
