/** Everything that has to stand before the story begins: the local AWS, its account, and Keyturn in it. What can goes side by side. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalAws, localAws, startLocalAws } from '../aws';
import { bootstrap, deployKeyturn, synthesize } from '../deploy';
import { DAY_MS } from '../people';
import type { Log } from '../run';
import { Account, daysFrom } from './account';
import type { RunningProgram } from './program';
import { castOf } from './story';
import type { Voice } from './telling/voice';

export interface Stage {
  readonly aws: LocalAws;
  readonly account: Account;
  readonly programs: readonly RunningProgram[];
  readonly functionName: string;
}

/** What the first start on a machine does. */
const OF_INTEREST = /^(Installing|Installed|Another process|The pinned)/;

/** Starts one. A test names one that runs already and that nobody else uses (KEYTURN_LOCAL_AWS). */
export async function startForDemo(voice: Voice, log: Log): Promise<LocalAws> {
  const running = process.env.KEYTURN_LOCAL_AWS;
  if (running !== undefined) return localAws(running);
  return startLocalAws({ hurried: true, log: (line) => (OF_INTEREST.test(line) ? voice.stage(line) : log(line)) });
}

/** The story ends today, because the function refuses a time ahead of its own clock. */
export const dayOfStory = (days: number) =>
  daysFrom(new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - days * DAY_MS));

export async function setStage(days: number, voice: Voice, log: Log): Promise<Stage> {
  const outdir = mkdtempSync(join(tmpdir(), 'keyturn-demo-'));
  voice.stage('starting an AWS on this machine (moto); cdk synth next to it');
  // Waited for below, after whatever fails first.
  const synth = synthesize({ outdir, log });
  synth.catch(() => undefined);
  let aws: LocalAws | undefined;
  try {
    aws = await startForDemo(voice, log);
    voice.stage('cdk bootstrap; people make users and keys');
    const bootstrapped = bootstrap(aws, { log });
    bootstrapped.catch(() => undefined);
    const dayOf = dayOfStory(days);
    const account = new Account(aws, dayOf, castOf(dayOf));
    const programs = await account.populate();
    await aws.setClock(account.dayOf(0));
    await Promise.all([bootstrapped, synth]);
    voice.stage('cdk deploy');
    const { functionName } = await deployKeyturn(aws, { app: outdir, isBootstrapped: true, log });
    return { aws, account, programs, functionName };
  } catch (error) {
    await aws?.stop();
    throw error;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
