/**
 * `npm run demo`: Keyturn's main job before your eyes. Deploys the real stack into an AWS on this machine and lives through months on a
 * moved clock, with programs that really use their keys. Ends with an error if one of them was ever locked out, or a promise was broken.
 */
import { parseArgs } from 'node:util';
import type { Result } from '../lambda/core/report/result-schema';
import { Account, DAY_MS } from './account';
import { type LocalAws, startLocalAws } from './aws';
import type { Consumer } from './consumer';
import { deployKeyturn } from './deploy';
import { invoke } from './invoke';
import { Ledger } from './ledger';
import { CAST, TWO_KEYS_CLEAN_UP_DAY } from './story';
import { paint } from './terminal';

interface Options {
  readonly days: number;
  readonly keep: boolean;
}

class UsageError extends Error {}

function optionsFrom(args: string[]): Options {
  const usage = 'usage: npm run demo -- [--days N] [--keep]';
  try {
    const { values } = parseArgs({
      args,
      options: { days: { type: 'string', default: '200' }, keep: { type: 'boolean', default: false } },
    });
    if (!/^[1-9]\d{0,2}$/.test(values.days))
      throw new Error(`--days is "${values.days}", but must be a whole number from 1 to 999`);
    return { days: Number(values.days), keep: values.keep };
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${usage}`);
  }
}

async function demo({ days, keep }: Options): Promise<boolean> {
  const started = Date.now();
  const say = (line: string) =>
    console.log(paint('dim', `${String(Math.round((Date.now() - started) / 1000)).padStart(3)} s  ${line}`));
  say('starting an AWS on this machine (moto)');
  const aws = await startLocalAws({ log: (line) => say(line) });
  try {
    const midnight = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS);
    const account = new Account(aws, new Date(midnight.getTime() - days * DAY_MS));
    say('people make users and keys');
    const consumers = await account.populate();
    await aws.setClock(account.dayOf(0));
    say('cdk bootstrap, cdk deploy');
    const { functionName } = await deployKeyturn(aws, { log: quietly(say) });
    say(`the stack is deployed; ${days} days begin, with a run and every program's calls on each`);
    introduce();
    const ledger = new Ledger(account);
    await live({ aws, account, consumers, functionName, ledger, days });
    const fine = await ledger.conclude(aws, consumers, days);
    say('done');
    if (keep) await stay(aws);
    return fine;
  } finally {
    await aws.stop();
  }
}

/** Of what cdk prints, only the stages: resources by the hundred tell nobody anything. */
const quietly = (say: (line: string) => void) => (line: string) => {
  if (/bootstrapp|deploying|Deployment time|synth/i.test(line)) say(`  ${line.trim()}`);
};

function introduce(): void {
  console.log(`\n${paint('bold', 'The account')}`);
  for (const { userName, who } of CAST) console.log(`  ${userName.padEnd(16)} ${who}`);
  console.log(`\n${paint('bold', 'What happens')}`);
}

interface Stage {
  readonly aws: LocalAws;
  readonly account: Account;
  readonly consumers: readonly Consumer[];
  readonly functionName: string;
  readonly ledger: Ledger;
  readonly days: number;
}

async function live({ aws, account, consumers, functionName, ledger, days }: Stage): Promise<void> {
  for (let day = 0; day < days; day++) {
    const time = account.dayOf(day);
    await aws.setClock(time);
    if (day === TWO_KEYS_CLEAN_UP_DAY) await cleanUp(account);
    const { result, functionError } = await invoke(aws, functionName, { time: time.toISOString() });
    if (functionError) ledger.failedRun(day, result);
    else ledger.note(day, result as Result);
    await ledger.collectSecretHalves(result);
    await aws.setClock(new Date(time.getTime() + (9 * DAY_MS) / 24));
    await Promise.all(consumers.map((consumer) => consumer.live(day)));
  }
}

/** The owner of two-keys reads the message, and deletes the key that nothing uses. */
async function cleanUp(account: Account): Promise<void> {
  const keys = await account.keysOf('two-keys');
  const unused = keys.find(({ id }) => account.nameOf('two-keys', id) === 'K1');
  if (unused) await account.deleteKey('two-keys', unused.id);
}

async function stay(aws: LocalAws): Promise<void> {
  // The clock is back at the real one, so that `date` and the function agree.
  await aws.setClock(new Date());
  console.log(`
The local AWS stays until you press Ctrl-C. In another terminal:

  export AWS_ENDPOINT_URL=${aws.endpoint} AWS_REGION=${aws.region} AWS_DEFAULT_REGION=${aws.region} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
  npx keyturn status
  npx keyturn rotate web-api
  aws iam list-access-keys --user-name web-api
  aws secretsmanager get-secret-value --secret-id keyturn/web-api --query SecretString --output text
`);
  await new Promise<void>((resolve) => {
    // A timer keeps this process alive, and with it the local AWS.
    const timer = setInterval(() => {}, 60_000);
    process.once('SIGINT', () => {
      clearInterval(timer);
      resolve();
    });
  });
}

async function main(): Promise<void> {
  try {
    process.exitCode = (await demo(optionsFrom(process.argv.slice(2)))) ? 0 : 1;
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

void main();
