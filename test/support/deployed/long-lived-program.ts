/**
 * A program that was started once and never touched again: it calls AWS through the SDK with keys that it reads by itself. One line of
 * standard input is one order, `{"now": <ms>, "calls": <number>}`; one line of output is what came of it. Run by test/consumer/consumer-e2e.prove.ts.
 */
import { createInterface } from 'node:readline';
import { GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromKeyturnSecret } from '../../../consumer/from-keyturn-secret';

export interface Order {
  /** The time of the local AWS, which is the program's only clock. */
  readonly now: number;
  readonly calls: number;
}

export interface Answer {
  readonly succeeded: number;
  /** `<call>: <error>` */
  readonly failed: readonly string[];
}

const [secretId = ''] = process.argv.slice(2);
let now = 0;
// What its environment holds is all that it begins with.
const keyturn = fromKeyturnSecret({ secretId, now: () => now });
const config = { extensions: [keyturn], maxAttempts: 1 };
const sts = new STSClient(config);
const iam = new IAMClient(config);
const secrets = new SecretsManagerClient(config);

const WORK: readonly (readonly [name: string, call: () => Promise<unknown>])[] = [
  ['sts:GetCallerIdentity', () => sts.send(new GetCallerIdentityCommand({}))],
  ['iam:GetUser', () => iam.send(new GetUserCommand({}))],
  ['secretsmanager:ListSecrets', () => secrets.send(new ListSecretsCommand({}))],
];

async function work({ calls }: Order): Promise<Answer> {
  const failed: string[] = [];
  let succeeded = 0;
  const one = async (n: number) => {
    const [name, call] = WORK[n % WORK.length] as (typeof WORK)[number];
    await call().then(
      () => succeeded++,
      (error: Error) => failed.push(`${name}: ${error.name}: ${error.message}`),
    );
  };
  // Half of them at once, half one after the other.
  await Promise.all(Array.from({ length: Math.ceil(calls / 2) }, (_, n) => one(n)));
  for (let n = Math.ceil(calls / 2); n < calls; n++) await one(n);
  return { succeeded, failed };
}

async function main(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const order: Order = JSON.parse(line);
    now = order.now;
    console.log(JSON.stringify(await work(order)));
  }
}

// Nothing is closed or destroyed here: the program must end by itself when there is nothing left to do.
main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
