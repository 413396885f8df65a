/** One run of the loop in virtual time, through the model's clients or the real SDK's. */
import { GenerateCredentialReportCommand } from '@aws-sdk/client-iam';
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { PublishCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Clients } from '../../../lambda/aws/clients';
import { resultOf } from '../../../lambda/core/report/result';
import type { Result } from '../../../lambda/core/report/result-schema';
import type { RunResult } from '../../../lambda/core/report/run-result';
import type { Config } from '../../../lambda/core/settings/config';
import type { CommandRun } from '../../../lambda/run/command';
import { reconcile } from '../../../lambda/run/reconcile';
import type { SideBySide } from '../../../lambda/run/side-by-side';
import { SDK_ENVIRONMENT, sdkClientsOf } from '../http/sdk-in-process';
import { type Pace, slowDown, type Traffic } from '../http/slow-aws';
import { World } from '../world';
import { aConfig } from './harness';
import { VirtualTime } from './virtual-time';

export interface Simulation extends Pace {
  readonly config?: Partial<Config>;
  /** The real SDK's clients, made by this, in place of the model's, which neither retry nor slow down. */
  readonly sdk?: () => Clients;
  readonly sideBySide?: SideBySide;
  /** What is done in place of a run: a command. */
  readonly act?: (run: CommandRun) => Promise<RunResult>;
  /** As Lambda has it. */
  readonly timeoutMs?: number;
}

export interface Simulated {
  readonly result: Result;
  readonly seconds: number;
  /** By operation. */
  readonly calls: Readonly<Record<string, number>>;
  readonly traffic: ReadonlyMap<string, Traffic>;
}

/** A run at the world's time, which it moves on. */
export async function simulate(world: World, simulation: Simulation = {}): Promise<Simulated> {
  const { config, sdk, sideBySide, act, timeoutMs = 900_000, ...pace } = simulation;
  if (sdk) {
    warm ??= withEnvironment(() => warmUp(sdk()));
    await warm;
  }
  const begin = world.now;
  const time = new VirtualTime(begin.getTime(), (now) => {
    world.now = new Date(now);
  });
  const before = { ...world.calls };
  const traffic = slowDown(world, time, { latencyMs: 40, ...pace });
  const remainingMs = () => timeoutMs - (time.now - begin.getTime());
  const run = (clients: Clients) =>
    act?.({ clients, config: aConfig(config), now: begin, dryRun: false }) ??
    reconcile({
      clients,
      config: aConfig(config),
      now: begin,
      dryRun: false,
      remainingMs,
      ...(sideBySide && { sideBySide }),
    });
  const done = sdk
    ? await withEnvironment(() => time.runWithGlobals(() => run(sdkClientsOf(world, sdk()))))
    : await time.run(() => run({ ...world.clients(), wait: time.sleep, elapsedMs: () => time.now }));
  world.intercept = undefined;
  const calls = Object.entries(world.calls).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return {
    result: resultOf(done, begin, false),
    seconds: (time.now - begin.getTime()) / 1000,
    calls: Object.fromEntries(calls.filter(([, count]) => count > 0)),
    traffic,
  };
}

let warm: Promise<void> | undefined;

/** The SDK loads parts of itself when it is first used, which takes real time. */
async function warmUp(clients: Clients): Promise<void> {
  const { iam, secrets, sns, stsSignedBy } = sdkClientsOf(new World(), clients);
  const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' };
  await iam.send(new GenerateCredentialReportCommand({}));
  await secrets.send(new ListSecretsCommand({}));
  const refused = [
    sns.send(new PublishCommand({ Message: '' })),
    stsSignedBy(key).send(new GetCallerIdentityCommand({})),
  ];
  await Promise.allSettled(refused);
}

export const total = (calls: Readonly<Record<string, number>>) =>
  Object.values(calls).reduce((sum, count) => sum + count, 0);

async function withEnvironment<T>(work: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, SDK_ENVIRONMENT);
  try {
    return await work();
  } finally {
    process.env = before;
  }
}
