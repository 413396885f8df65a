import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalAws } from './aws';
import { type Log, run, tail } from './run';

export interface DeployOptions {
  /** CDK context: Keyturn's policy by its names, `{ graceDays: '7' }`. */
  readonly context?: Readonly<Record<string, string>>;
  readonly log?: Log;
  /** The command that makes the app. @default - that of cdk.json */
  readonly app?: string;
  /** Where the synthesized templates are kept. @default - a temporary folder, deleted at the end */
  readonly outdir?: string;
  /** @default false */
  readonly isBootstrapped?: boolean;
}

type Outputs = Readonly<Record<string, string>>;

/** Deploys Keyturn as a user does: `cdk bootstrap`, `cdk deploy`. */
export async function deployKeyturn(
  aws: LocalAws,
  options: DeployOptions = {},
): Promise<{ readonly functionName: string; readonly topicArn: string; readonly outputs: Outputs }> {
  const outputs = Object.assign({}, ...Object.values(await deploy(aws, options))) as Outputs;
  const { FunctionName: functionName, TopicArn: topicArn } = outputs;
  if (!functionName || !topicArn) {
    throw new Error(`The stack has no output FunctionName or no TopicArn, only: ${Object.keys(outputs).join(', ')}`);
  }
  return { functionName, topicArn, outputs };
}

/** Bootstraps the local AWS and deploys all stacks of an app to it. Resolves with the outputs of each stack. */
export async function deploy(aws: LocalAws, options: DeployOptions = {}): Promise<Readonly<Record<string, Outputs>>> {
  // Folders of its own, because several test files may deploy at the same time.
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-deploy-'));
  const outputsFile = join(folder, 'outputs.json');
  const outdir = options.outdir ?? join(folder, 'cdk.out');
  const app = options.app ? ['--app', options.app] : [];
  try {
    if (!options.isBootstrapped) await bootstrap(aws, { log: options.log, outdir });
    await cdk(aws.env, options.log, [
      ...['deploy', '--all', ...app, ...contextOf(options.context), '--output', outdir],
      ...['--require-approval', 'never', '--progress', 'events', '--outputs-file', outputsFile],
    ]);
    return JSON.parse(readFileSync(outputsFile, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the CDK needs once in an account and Region. */
export async function bootstrap(
  aws: LocalAws,
  { log, outdir }: { readonly log?: Log | undefined; readonly outdir?: string },
): Promise<void> {
  const output = outdir ?? mkdtempSync(join(tmpdir(), 'keyturn-bootstrap-'));
  try {
    await cdk(aws.env, log, ['bootstrap', `aws://${aws.accountId}/${aws.region}`, '--output', output]);
  } finally {
    if (outdir === undefined) rmSync(output, { recursive: true, force: true });
  }
}

/** Writes what can be deployed into a folder. It asks no AWS for anything. */
export async function synthesize({
  outdir,
  context,
  log,
}: Pick<DeployOptions, 'context' | 'log'> & { readonly outdir: string }): Promise<void> {
  await cdk(process.env, log, ['synth', '--quiet', ...contextOf(context), '--output', outdir]);
}

const contextOf = (context: DeployOptions['context'] = {}) =>
  Object.entries(context).flatMap(([name, value]) => ['--context', `${name}=${value}`]);

/** Destroys all stacks of an app, as a user does. @throws an Error with the end of the output when a stack cannot be deleted */
export async function destroy(aws: LocalAws, options: Pick<DeployOptions, 'app' | 'log'> = {}): Promise<void> {
  await cdk(aws.env, options.log, ['destroy', '--all', '--force', ...(options.app ? ['--app', options.app] : [])]);
}

async function cdk(env: NodeJS.ProcessEnv, log: Log | undefined, args: readonly string[]): Promise<void> {
  const root = join(__dirname, '..');
  const { code, output } = await run(join(root, 'node_modules', '.bin', 'cdk'), [...args, ...QUIET], {
    cwd: root,
    env: { ...env, ...SPARING, CI: 'true' },
    log,
  });
  if (code !== 0) throw new Error(`cdk ${args[0]} failed (code ${code}):\n${tail(output)}`);
}

/** The local AWS says itself what it cannot make: CloudFormation's rules, which take seconds to load, are left to `npm run synth`. */
const SPARING = { CDK_VALIDATION: 'false', CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_DISABLE_VERSION_CHECK: 'true' };

// Nothing that asks the network for news, and no colours in a log.
const QUIET = ['--no-notices', '--no-version-reporting', '--no-color'];
