/** `npm run sbom`: a CycloneDX bill of materials of what the package carries in its bundles; `-- audit` asks for its vulnerabilities. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../run';
import { buildBundles, packagesIn, ROOT } from './bundles';

interface Component {
  readonly 'bom-ref': string;
}

/** npm knows what is installed, esbuild what of it goes into the bundles. */
async function billOfMaterials(folders: readonly string[]): Promise<string> {
  const bill = JSON.parse(await npm('sbom', '--sbom-format=cyclonedx'));
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  const own: string = bill.metadata.component['bom-ref'];
  const names = folders.map((each) => `${each.slice(each.lastIndexOf('node_modules/') + 13)}@${lock[each].version}`);
  const shipped = new Set([own, ...names]);
  const isShipped = (ref: string) => shipped.has(ref);
  const components = bill.components.filter((each: Component) => isShipped(each['bom-ref']));
  const dependencies = bill.dependencies
    .filter(({ ref }: { ref: string }) => isShipped(ref))
    .map(({ ref, dependsOn }: { ref: string; dependsOn: string[] }) => ({
      ref,
      dependsOn: dependsOn.filter(isShipped),
    }));
  return JSON.stringify({ ...bill, components, dependencies }, null, 2);
}

interface Vulnerability {
  readonly name: string;
  readonly severity: string;
  /** `node_modules/commander` */
  readonly nodes: readonly string[];
}

async function vulnerabilities(folders: readonly string[]): Promise<string[]> {
  const { vulnerabilities, message } = JSON.parse(await npm('audit', '--json'));
  if (!vulnerabilities) throw new Error(`npm audit has no answer: ${message}`);
  return Object.values<Vulnerability>(vulnerabilities)
    .filter(({ nodes }) => nodes.some((node) => folders.includes(node)))
    .map(({ name, severity }) => `${name}: ${severity}`);
}

async function npm(...args: string[]): Promise<string> {
  const { output } = await run('npm', args, { cwd: ROOT });
  return output.slice(output.indexOf('{'));
}

async function main(): Promise<void> {
  const folders = packagesIn(await buildBundles(false));
  if (process.argv[2] !== 'audit') return console.log(await billOfMaterials(folders));
  const found = await vulnerabilities(folders);
  console.log(`${folders.length} packages are in the bundles; known vulnerabilities: ${found.join(', ') || 'none'}.`);
  if (found.length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
