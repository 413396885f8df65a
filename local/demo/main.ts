/**
 * `npm run demo`: Keyturn's main job before your eyes. Deploys the real stack into an AWS on this machine and lives through months on a
 * moved clock, with programs that really use their keys. Ends with an error if one of them was ever refused, or a promise was broken.
 */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { Chronicle } from './chronicle';
import { live } from './days';
import { type Options, optionsFrom, UsageError } from './options';
import { pageOfDemo } from './page/page';
import { setStage } from './stage';
import { stay } from './stay';
import { Tale } from './telling/tale';
import { paint } from './telling/terminal';
import { Voice } from './telling/voice';
import { verdictOf } from './verdict';

async function demo({ days, keep, verbose, html }: Options): Promise<boolean> {
  const voice = new Voice();
  voice.listen();
  const stage = await setStage(days, voice, (line) => {
    if (verbose) voice.line(paint('dim', `       ${line}`));
  });
  const { aws, account, programs } = stage;
  try {
    voice.stage(`deployed; ${days} days begin, with a run and the programs' calls on each`);
    const [tale, chronicle] = [new Tale(account, voice), new Chronicle(account)];
    tale.begin();
    const evidence = await live(stage, days, { tale, chronicle, voice });
    const page = html === undefined ? undefined : pageOfDemo(chronicle.until(days), days, account.dayOf);
    const broken = await verdictOf(aws, account, programs, { ...evidence, counts: tale.counts, page });
    tale.end(programs, { days, ...evidence, published: await aws.published() }, broken);
    if (html !== undefined && page !== undefined) {
      writeFileSync(html, page);
      voice.line(`The ${days} days as a page: ${html}`);
    }
    voice.stage('done');
    voice.end();
    if (keep) await stay(aws);
    return broken.length === 0;
  } finally {
    voice.end();
    await aws.stop();
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
