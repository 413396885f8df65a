// The inside of a process that runs the function's bundle once, as Lambda would, and tells what it took. Arguments: the bundle, the event, the
// milliseconds that are left when it begins, how many of them each look at the clock costs ('real': the real time counts), and the end of
// the ARN by which it is invoked.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [bundle, event, remainingMs, msPerLook, qualifier = ''] = process.argv.slice(2);
const beforeImport = performance.now();
const { handler } = createRequire(import.meta.url)(bundle);
const readyMs = performance.now() - beforeImport;

const begin = performance.now();
let looks = 0;
const spentMs = () => (msPerLook === 'real' ? performance.now() - begin : looks++ * Number(msPerLook));
const context = {
  functionName: 'keyturn',
  invokedFunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:keyturn${qualifier}`,
  getRemainingTimeInMillis: () => Number(remainingMs) - spentMs(),
};
const answer = await handler(JSON.parse(event), context).then(
  (result) => ({ result }),
  (error) => ({ error: String(error) }),
);
const seconds = (performance.now() - begin) / 1000;
const { user, system } = process.cpuUsage();
const [, peakKb] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
const told = {
  ...answer,
  readyMs,
  seconds,
  cpuSeconds: (user + system) / 1e6,
  peakMb: Number(peakKb) / 1024,
  node: process.version,
};
process.send(told, () => process.exit());
