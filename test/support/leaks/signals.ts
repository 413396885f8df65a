/** AWS's signals in a living account: what the function does with one, as the queue delivers it. */
import { signalFrom } from '../../../lambda/core/leaks/read';
import { accessKeyIdOf } from '../../../lambda/core/names';
import type { Config } from '../../../lambda/core/settings/config';
import { answerSignals } from '../../../lambda/run/leaks/answer-signal';
import type { Life } from '../simulation/life';
import type { Intercept, World } from '../world';

export const statusOf = ({ world }: Pick<Life, 'world'>, id: string) => world.key(id)?.status ?? 'gone';

export const currentOf = (world: World, userName = 'alice') =>
  accessKeyIdOf(world.secrets.get(`keyturn/${userName}`)?.labels.get('AWSCURRENT')) ?? '';

/** Delivered once: what failed, or what killed the process. */
export async function deliver(
  life: Life,
  event: object,
  intercept?: Intercept,
  actor = 'leaks',
  accountId?: string,
): Promise<readonly string[]> {
  const signal = signalFrom(event);
  // The watch lets nothing else be deactivated.
  if (life.config.leakResponse === 'deactivate' && signal.certainty === 'confirmed')
    for (const accessKeyId of signal.accessKeyIds) life.watch.asked({ command: 'revoke', accessKeyId });
  life.world.intercept = async (call) => {
    const action = await intercept?.(call);
    if (action !== undefined && action !== 'proceed') life.watch.disturbed();
    return action;
  };
  const run = {
    clients: life.world.clients(actor),
    config: life.config,
    now: life.world.now,
    dryRun: false,
    remainingMs: () => 90_000,
    ...(accountId !== undefined && { accountId }),
  };
  try {
    const { outcomes } = await answerSignals(run, [signal]);
    return outcomes.flatMap(({ error }) => (error === undefined ? [] : [error]));
  } catch (error) {
    return [String(error)];
  } finally {
    life.world.intercept = undefined;
  }
}

export interface Told {
  readonly event: string;
  readonly accessKeyId?: string;
  readonly happened: string;
  readonly answer?: string;
  readonly why?: string;
  readonly toDo: readonly string[];
  readonly email: string;
}

/** What was announced since that many messages. */
export const toldSince = (world: World, from: number): readonly Told[] =>
  world.published.slice(from).map(({ message }) => {
    const { default: json = '{}', email } = JSON.parse(message) as Record<string, string>;
    return { ...JSON.parse(json), email };
  });

export const RESPONSES = ['notify', 'replace', 'deactivate'] as const satisfies Config['leakResponse'][];
