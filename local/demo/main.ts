/**
 * `npm run demo`: Keyturn's main job before your eyes. Deploys the real stack into an AWS on this machine and lives through months on a
 * moved clock, with programs that really use their keys. Ends with an error if one of them was ever refused, or a promise was broken.
 * With --organization, in the accounts of an organization.
 */
import { closeSync, openSync } from 'node:fs';
import { playInAccount } from './in-account';
import { type Options, optionsFrom, UsageError } from './options';
import { playInOrganization } from './organization/play';
import { paint } from './telling/terminal';
import { Voice } from './telling/voice';

/** @returns whether it ended well */
async function demo(options: Options): Promise<boolean> {
  const voice = new Voice();
  voice.listen();
  const log = (line: string) => {
    if (options.verbose) voice.line(paint('dim', `       ${line}`));
  };
  try {
    return await (options.organization ? playInOrganization : playInAccount)(options, voice, log);
  } finally {
    voice.end();
  }
}

async function main(): Promise<void> {
  try {
    const options = optionsFrom(process.argv.slice(2));
    if (options.html !== undefined) assertWritable(options.html);
    if (!options.verbose) silenceNode();
    process.exitCode = (await demo(options)) ? 0 : 1;
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

/** Before a minute of work, rather than after it. */
function assertWritable(file: string): void {
  try {
    closeSync(openSync(file, 'a'));
  } catch (error) {
    throw new UsageError(`--html is "${file}", which cannot be written: ${(error as Error).message}`);
  }
}

/** What Node and the SDK will need some day is nobody's concern here. */
function silenceNode(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  process.noDeprecation = true;
}

void main();
