/**
 * Keeps the one local AWS of a whole run of jest, and the one deployment in it. Both are made when a test file first asks; each file gets
 * a fork of its own, so that files change nothing for each other and run side by side.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalAws, startLocalAws } from '../../../local/aws';
import { bootstrap, deployKeyturn } from '../../../local/deploy';

/**
 * When the deployment is made, and day 0 of whoever lives with it. Always the same date, because whose turn it is in a run goes by the
 * clock; so long ago that the function's own clock, which is the real one, is always ahead.
 */
export const DAY_0 = '2026-01-01T00:00:00.000Z';

/** What a test file is given. */
export interface Lent {
  /** Of the fork. */
  readonly endpoint: string;
  /** The folder of the synthesized app. */
  readonly outdir: string;
  readonly functionName: string;
  readonly topicArn: string;
}

/**
 * A fork with nothing in it, one that `cdk bootstrap` has made ready, one with Keyturn in it, or no fork but what `cdk synth` made of the app;
 * or an empty one that is repaired (local/moto_server/repairs) but for one repair.
 */
export type Wanted = 'empty' | 'bootstrapped' | 'deployed' | 'synthesized' | `without-${string}`;

export class Keeper {
  /** Of the run, for whatever is temporary. */
  readonly folder = mkdtempSync(join(tmpdir(), 'keyturn-test-'));
  /** Where the proofs' reports are collected. */
  readonly proofs = join(this.folder, 'proofs.jsonl');
  readonly #server: Server;
  #first: Promise<LocalAws> | undefined;
  #repaired: Promise<LocalAws> | undefined;
  #bootstrapped: Promise<LocalAws> | undefined;
  #deployment: Promise<Lent & { readonly aws: LocalAws }> | undefined;
  /** Forks are made one after the other: nobody else may talk to the one that forks. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#lend(request.url?.slice(1) as Wanted).then(
        (lent) => response.end(JSON.stringify(lent)),
        (error) => response.writeHead(500).end(String(error?.stack ?? error)),
      );
    });
  }

  static async start(): Promise<Keeper & { readonly address: string }> {
    const keeper = new Keeper();
    await new Promise<void>((resolve) => keeper.#server.listen(0, '127.0.0.1', resolve));
    const { port } = keeper.#server.address() as AddressInfo;
    return Object.assign(keeper, { address: `http://127.0.0.1:${port}` });
  }

  async stop(): Promise<void> {
    this.#server.close();
    await (await this.#first?.catch(() => undefined))?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #lend(wanted: Wanted): Promise<Partial<Lent>> {
    const repair = /^without-(.*)/.exec(wanted)?.[1];
    if (repair !== undefined) return { endpoint: (await this.#fork(await this.#started(), repair)).endpoint };
    if (wanted === 'empty') return { endpoint: (await this.#fork(await this.#whole())).endpoint };
    this.#bootstrapped ??= this.#bootstrap();
    if (wanted === 'bootstrapped') return { endpoint: (await this.#fork(await this.#bootstrapped)).endpoint };
    // Without an await in it: of two that ask at once, only one may deploy.
    this.#deployment ??= this.#bootstrapped.then((aws) => this.#deploy(aws));
    const { aws, ...lent } = await this.#deployment;
    if (wanted === 'synthesized') return lent;
    return { ...lent, endpoint: (await this.#fork(aws)).endpoint };
  }

  #started(): Promise<LocalAws> {
    // What tests wait for here is nothing (run-function.mjs). `npm run local`, which rehearsal.prove.ts types README into, waits in full.
    this.#first ??= startLocalAws({ hurried: true, unrepaired: true });
    return this.#first;
  }

  #whole(): Promise<LocalAws> {
    this.#repaired ??= this.#started().then((aws) => this.#fork(aws));
    return this.#repaired;
  }

  #fork(aws: LocalAws, without?: string): Promise<LocalAws> {
    const fork = this.#last.then(() => (without === undefined ? aws.fork() : aws.forkWithout(without)));
    this.#last = fork.catch(() => undefined);
    return fork;
  }

  async #bootstrap(): Promise<LocalAws> {
    const aws = await this.#fork(await this.#whole());
    await bootstrap(aws, { outdir: join(this.folder, 'bootstrap.out') });
    return aws;
  }

  async #deploy(bootstrapped: LocalAws) {
    const aws = await this.#fork(bootstrapped);
    await aws.setClock(new Date(DAY_0));
    const outdir = join(this.folder, 'cdk.out');
    const { functionName, topicArn } = await deployKeyturn(aws, { outdir, isBootstrapped: true });
    return { aws, endpoint: '', outdir, functionName, topicArn };
  }
}
