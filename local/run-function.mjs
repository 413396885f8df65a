// The inside of a function's process: what Lambda's Node.js runtime does around a handler. The launcher starts it
// (local/moto_server/process.py) with the handler's name and the number of the pipe for the answers.
import { existsSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [handlerName, answersFd, pace] = process.argv.slice(2);

const RealDate = Date;
let ahead = 0;

if (pace === 'hurried') hurry();

// A failed import is the first answer, as Lambda reports it, rather than a process that dies unheard.
const loading = loadHandler(handlerName).then(
  (handler) => ({ handler }),
  (error) => ({ error }),
);

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  console.log(`START RequestId: ${request.id} Version: $LATEST`);
  const answer = await run(request);
  // The launcher reads up to this line, so that every line before it belongs to this invocation.
  process.stdout.write(`END RequestId: ${request.id}\n`);
  writeSync(Number(answersFd), `${JSON.stringify(answer)}\n`);
}
// Standard input ends with the launcher, and nothing that the handler left behind may keep this process.
process.exit();

/**
 * The function waits up to a second for IAM's servers to agree, and so that CloudTrail does not throttle it. Here is nothing to wait for, and
 * a demo of 200 days would spend half its time so. Longer times are limits, and stay.
 */
function hurry() {
  const { setTimeout: start } = globalThis;
  globalThis.setTimeout = (work, ms = 0, ...more) => start(work, ms <= 1000 ? ms / 20 : ms, ...more);
}

/** The function's own clock goes as the local AWS's: the hub of an organization says no time to its members, and neither does AWS. */
function move(aheadMs) {
  ahead = aheadMs;
  if (ahead === 0 || globalThis.Date !== RealDate) return;
  globalThis.Date = class MovedDate extends RealDate {
    constructor(...args) {
      super(...(args.length === 0 ? [RealDate.now() + ahead] : args));
    }
    static now() {
      return RealDate.now() + ahead;
    }
    static [Symbol.hasInstance](value) {
      return value instanceof RealDate;
    }
  };
}

async function run(request) {
  try {
    move(request.aheadMs ?? 0);
    const { handler, error } = await loading;
    if (error) throw error;
    return { result: (await handler(request.event, context(request))) ?? null };
  } catch (thrown) {
    const error = asLambdaReports(thrown);
    console.error(`${new Date().toISOString()}\t${request.id}\tERROR\tInvoke Error\t${JSON.stringify(error)}`);
    return { error };
  }
}

function context({ id, functionArn, deadlineMs }) {
  const env = process.env;
  return {
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    awsRequestId: id,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - RealDate.now()),
  };
}

function asLambdaReports(thrown) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

async function loadHandler(name) {
  const [file, exported] = name.split(/\.(?=[^./]+$)/);
  const path = ['.mjs', '.js', '.cjs'].map((extension) => resolve(file + extension)).find(existsSync);
  if (!path) throw new Error(`Cannot find module '${file}'`);
  const module = await import(pathToFileURL(path).href);
  const handler = module[exported] ?? module.default?.[exported];
  if (typeof handler !== 'function') throw new Error(`${name} is undefined or not exported`);
  return handler;
}
