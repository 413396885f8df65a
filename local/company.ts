/**
 * `npm run local`: a local AWS with the account of a small company, which stays until Ctrl-C. README's deploy steps work against it word for
 * word, so that they can be rehearsed before they meet an account that matters.
 */
import { parseArgs } from 'node:util';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type LocalAws, startLocalAws } from './aws';
import { exportsFor, untilCtrlC } from './demo/stay';
import { DAY_MS, type Person, populate } from './people';

interface Employee extends Person {
  readonly who: string;
  /** How many days ago the user's first key was last used. */
  readonly usedDaysAgo?: number;
}

/** Nobody is managed yet: to tag somebody in is a step of README. */
const COMPANY: readonly Employee[] = [
  { userName: 'svc-reports', who: 'a report every night', keyAges: [95], usedDaysAgo: 0 },
  { userName: 'svc-billing', who: 'invoices, with a key that is still young', keyAges: [40], usedDaysAgo: 3 },
  { userName: 'svc-erp', path: '/service/', who: 'old software with two keys', keyAges: [400, 120], usedDaysAgo: 1 },
  { userName: 'svc-spare', path: '/service/', who: 'an Inactive key from long ago', keyAges: [60, 300], inactive: [1] },
  { userName: 'jane', who: 'a person with a forgotten key', keyAges: [700], usedDaysAgo: 500 },
  { userName: 'console-only', who: 'a person without a key', keyAges: [] },
];

const USAGE = 'usage: npm run local -- [--port N]';

/** 0 takes a free one. */
function portFrom(args: readonly string[]): number {
  const { values } = parseArgs({ args: [...args], options: { port: { type: 'string', default: '0' } } });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535)
    throw new Error(`--port is "${values.port}", but must be a port number, at most 65535`);
  return Number(values.port);
}

async function found(aws: LocalAws): Promise<void> {
  const now = new Date();
  const births = await populate(aws, COMPANY, now);
  const uses = COMPANY.flatMap(({ userName, usedDaysAgo }) => {
    const key = births.find((birth) => birth.userName === userName && birth.position === 0);
    return key && usedDaysAgo !== undefined ? [{ key, usedDaysAgo }] : [];
  }).sort((a, b) => b.usedDaysAgo - a.usedDaysAgo);
  for (const { key, usedDaysAgo } of uses) {
    await aws.setClock(new Date(now.getTime() - usedDaysAgo * DAY_MS - 60_000));
    await new STSClient({ ...aws.clientConfig, credentials: key }).send(new GetCallerIdentityCommand({}));
  }
  await aws.setClock(new Date());
}

const introduction = (aws: LocalAws) => `
A local AWS with the account of a small company serves on ${aws.endpoint}:

${COMPANY.map(({ userName, who }) => `  ${userName.padEnd(14)} ${who}`).join('\n')}

In another terminal, in this folder:

  ${exportsFor(aws)}

Then README's steps under "Deploy it", word for word, beginning with

  npx keyturn plan --local

It does not send e-mail, and it does not start a run every hour.

Everything is forgotten when you press Ctrl-C.`;

async function main(): Promise<void> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  let port: number;
  try {
    port = portFrom(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  try {
    const aws = await startLocalAws({ port, log: (line) => /moto:/.test(line) || console.log(line) });
    await found(aws);
    console.log(introduction(aws));
    await untilCtrlC();
    await aws.stop();
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}

void main();
