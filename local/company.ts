/**
 * `npm run local`: a local AWS with the account of a small company, which stays until Ctrl-C. README's deploy steps work against it word for
 * word, so that they can be rehearsed before they meet an account that matters.
 */
import { parseArgs } from 'node:util';
import { type LocalAws, startLocalAws } from './aws';
import { exportsFor, untilCtrlC } from './demo/stay';
import { COMPANY, found } from './small-company';

const USAGE = 'usage: npm run local -- [--port N]';

/** 0 takes a free one. */
function portFrom(args: readonly string[]): number {
  const { values } = parseArgs({ args: [...args], options: { port: { type: 'string', default: '0' } } });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535)
    throw new Error(`--port is "${values.port}", but must be a port number, at most 65535`);
  return Number(values.port);
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
