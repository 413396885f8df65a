import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pythonWithMinistack, pythonWithMoto } from './python';
import { type Log, lineReader, tail } from './run';

const LAUNCHERS = {
  moto: join(__dirname, 'launcher.py'),
  ministack: join(__dirname, 'ministack_launcher.py'),
};
const REGION = 'us-east-1';
const ACCOUNT_ID = '123456789012';
/** A limit for what hangs, not a measure: a busy machine is no failure. */
const START_TIMEOUT_MS = 5 * 60_000;
const STOP_TIMEOUT_MS = 60_000;

/** An SNS message as it was published. */
export interface Published {
  readonly at: string;
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | null;
  readonly messageStructure: string | null;
  /** As it was sent; with messageStructure `json` that is JSON of one text per protocol. */
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** One request to the local AWS. */
export interface ApiCall {
  readonly n: number;
  readonly at: string;
  readonly service: string;
  /** `CreateAccessKey`; for REST services the method and the path. */
  readonly action: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** The ARN of the user or the role that signed it; the account's root for made-up credentials; empty for an unknown key. */
  readonly principal: string;
  /** Whether a deployed function made it, with its role's credentials or with a user's key. */
  readonly byFunction: boolean;
  readonly userAgent: string;
  readonly sourceIpAddress: string;
  /** As sent, secrets cut: nested for JSON services, flat (`Tags.member.1.Key`) for IAM, STS and SNS, null for REST. */
  readonly parameters: Readonly<Record<string, unknown>> | null;
  readonly status?: number;
  readonly error?: string;
}

export interface FunctionLogLine {
  readonly accountId: string;
  readonly functionName: string;
  readonly requestId: string;
  readonly at: string;
  readonly line: string;
}

export interface LocalAws {
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  /** All of the environment for a child process: this one's, with AWS's variables pointing here and nowhere else. */
  readonly env: Readonly<Record<string, string>>;
  /** For SDK clients of this process: `new IAMClient(aws.clientConfig)`. */
  readonly clientConfig: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: {
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      /** Of a role's session: in another account (organization.ts). */
      readonly sessionToken?: string;
    };
  };
  /** The local AWS's time. It runs on from there at the real pace. */
  now(): Promise<Date>;
  /** @param functions whether the functions' own clocks go with it, for those that nobody tells the time, as a hub's members @default false */
  setClock(now: Date, functions?: boolean): Promise<void>;
  published(): Promise<Published[]>;
  functionLog(): Promise<FunctionLogLine[]>;
  /** The calls with a number above `since`, oldest first; the last 20,000 are kept. */
  calls(since?: number): Promise<ApiCall[]>;
  /**
   * Kills the function's process at its `at`-th AWS call from now, or its `at`-th of that action: before AWS gets it, or after AWS has done
   * it. Where several functions run, the calls of all of them count.
   */
  killFunction(at: number, when: 'before' | 'after', action?: string): Promise<void>;
  /** Whether a kill was asked for and has not happened yet. */
  killPending(): Promise<boolean>;
  /** Throttles the function's next calls of an action, so many of them. */
  throttleFunction(times: number, action: string): Promise<void>;
  /** From now, each call of a function takes so long, and a new key is refused for so long. */
  slowDown(pace: { readonly latencyMs: number; readonly propagationMs: number }): Promise<void>;
  /** The function's next calls of an action, so many of them, have neither effect nor answer. */
  hangFunction(times: number, action: string): Promise<void>;
  /** While `meanwhile` is at work, the functions' calls of an action wait: what they do is in its middle for sure. */
  whileHeld<T>(action: string, meanwhile: () => Promise<T>): Promise<T>;
  /**
   * A copy that goes on by itself from here, at the cost of a few milliseconds: a snapshot that is served at once. It ends with this one at
   * the latest. Nobody else may talk to this one at that moment.
   */
  fork(): Promise<LocalAws>;
  /** The same of one that was started unrepaired: with all repairs but one, to see what it is good for. */
  forkWithout(repair: string): Promise<LocalAws>;
  /** Ends it and its functions. They also end when this process does, however it ends. */
  stop(): Promise<void>;
}

interface StartOptions {
  /** Where its clock starts. Keep it at or behind the real time. @default - the real time */
  readonly now?: Date;
  /** @default - a free one */
  readonly port?: number;
  /** moto alone: without local/moto_server/repairs, for `forkWithout`. @default false */
  readonly unrepaired?: boolean;
  /** ministack alone: one of local/ministack_server/repairs, to see what it is good for. @default - none is left out */
  readonly without?: string;
  /** Functions do not wait for what is immediate here: that IAM's servers agree, that CloudTrail takes another call. @default false */
  readonly hurried?: boolean;
  readonly log?: Log;
}

/**
 * Starts a local AWS of its own: moto, with a clock that can be set, authentication, and functions that run.
 * It does not keep this process alive.
 *
 */
export async function startLocalAws(options: Omit<StartOptions, 'without'> = {}): Promise<LocalAws> {
  const python = await pythonWithMoto(options.log ?? (() => {}));
  return start('moto', python, options);
}

/**
 * The second one: ministack, which is independent of moto and evaluates each call as IAM does, with its signature, its resource and its
 * conditions. It has the clock and the records; it cannot be forked, kill a function, throttle it or hurry it.
 */
export async function startMinistack(options: Omit<StartOptions, 'hurried' | 'unrepaired'> = {}): Promise<LocalAws> {
  const python = await pythonWithMinistack(options.log ?? (() => {}));
  return start('ministack', python, options);
}

async function start(emulator: keyof typeof LAUNCHERS, python: string, options: StartOptions): Promise<LocalAws> {
  const log = options.log ?? (() => {});
  // No bytecode next to the sources, and no Python warnings: moto says in a line of its own what it skips.
  const without = options.without === undefined ? [] : ['--without', options.without];
  const repairs = options.unrepaired ? ['--unrepaired'] : without;
  const pace = options.hurried ? ['--hurried'] : [];
  const own = ['--port', String(options.port ?? 0), ...repairs, ...pace];
  const child = spawn(python, ['-B', '-W', 'ignore', LAUNCHERS[emulator], ...own], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...withoutAws(process.env), KEYTURN_NODE: process.execPath, ...FORK_ON_A_MAC },
  });
  const port = await portOf(child, emulator, log);
  for (const handle of [child, child.stdin, child.stdout, child.stderr]) (handle as { unref?(): void }).unref?.();
  const aws = localAws(`http://localhost:${port}`, () => stop(child));
  if (options.now) await aws.setClock(options.now);
  log(`The local AWS serves on ${aws.endpoint}.`);
  return aws;
}

/** One that a process of ours serves already: a fork's, by default, which is ended over HTTP. */
export function localAws(
  endpoint: string,
  stop = async (): Promise<void> => {
    await controlOf(endpoint)('end', {});
  },
): LocalAws {
  const control = controlOf(endpoint);
  const fork = async (how: object) =>
    localAws(`http://localhost:${(await control<{ port: number }>('fork', how)).port}`);
  return {
    endpoint,
    region: REGION,
    accountId: ACCOUNT_ID,
    env: { ...withoutAws(process.env), ...variablesFor(endpoint) },
    clientConfig: { endpoint, region: REGION, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } },
    now: async () => new Date((await control<{ now: string }>('clock')).now),
    setClock: async (now, functions = false) => void (await control('clock', { now: now.toISOString(), functions })),
    published: () => control('published'),
    functionLog: () => control('function-log'),
    calls: (since = 0) => control(`calls?since=${since}`),
    killFunction: async (at, when, action = '') => void (await control('kill', { at, when, action })),
    killPending: async () => (await control<{ armed: boolean }>('kill')).armed,
    slowDown: async (pace) => void (await control('slow', pace)),
    hangFunction: async (times, action) => void (await control('hang', { times, action })),
    whileHeld: async (action, meanwhile) => {
      await control('hold', { action });
      return meanwhile().finally(() => control('release', { action }));
    },
    throttleFunction: async (times, action) => void (await control('throttle', { times, action })),
    fork: () => fork({}),
    forkWithout: (without) => fork({ without }),
    stop,
  };
}

function controlOf(endpoint: string) {
  return async <T>(path: string, post?: unknown): Promise<T> => {
    const request = post === undefined ? {} : { method: 'POST', body: JSON.stringify(post) };
    const response = await fetch(`${endpoint}/_keyturn/${path}`, request);
    if (!response.ok) throw new Error(`The local AWS refused ${path}: ${await response.text()}`);
    return (await response.json()) as T;
  };
}

/** Apple's libraries stop a process that goes on after a fork, unless told that it is meant. */
const FORK_ON_A_MAC = { OBJC_DISABLE_INITIALIZE_FORK_SAFETY: 'YES' };

/** A profile, a session or a proxy of the person who runs this must have no say: nothing here may reach the real AWS. */
function withoutAws(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('AWS_') && !/^(https?|all)_proxy$/i.test(name));
  return Object.fromEntries(kept) as Record<string, string>;
}

const variablesFor = (endpoint: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});

/** Resolves with the port once the launcher says that it serves. */
function portOf(child: ChildProcess, emulator: string, log: Log): Promise<number> {
  return new Promise((resolve, reject) => {
    let complaints = '';
    const fail = (why: string) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`The local AWS did not start: ${why}\n${tail(complaints)}`));
    };
    const timer = setTimeout(() => fail(`no answer within ${START_TIMEOUT_MS / 1000} s`), START_TIMEOUT_MS);
    const complain = lineReader((line) => log(`${emulator}: ${line}`));
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      complaints = (complaints + chunk).slice(-10_000);
      complain(chunk);
    });
    child.on('error', (error) => fail(error.message));
    child.on('exit', (code) => fail(`it ended with code ${code}`));
    const read = lineReader((line) => {
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve(JSON.parse(line).port);
    });
    child.stdout?.setEncoding('utf8').on('data', read);
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.ref();
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    child.on('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.stdin?.end();
  });
}
