/** Lives the days: on each, what people do, a run of Keyturn, and what the programs do. */
import type { Result } from '../../lambda/core/report/result-schema';
import type { LocalAws, Published } from '../aws';
import { invoke } from '../invoke';
import type { Account, DayOf } from './account';
import type { Chronicle } from './chronicle';
import { deedOf } from './deeds';
import type { RunningProgram } from './program';
import type { Stage } from './stage';
import { messagesIn } from './telling/messages';
import type { Tale } from './telling/tale';
import type { Voice } from './telling/voice';

const HOUR_MS = 60 * 60 * 1000;

/** What the verdict rests on. */
export interface Evidence {
  /** Of all results: everything that left the function by that way. */
  readonly results: readonly unknown[];
  readonly secretHalves: ReadonlySet<string>;
  /** A sentence for each run or command that failed. */
  readonly failures: readonly string[];
}

interface Listeners {
  readonly tale: Tale;
  readonly chronicle: Chronicle;
  readonly voice: Voice;
}

export async function live(stage: Stage, days: number, { tale, chronicle, voice }: Listeners): Promise<Evidence> {
  const { aws, account, programs, functionName } = stage;
  const [results, secretHalves, failures] = [[] as unknown[], new Set<string>(), [] as string[]];
  let published: readonly Published[] = [];
  await chronicle.look(0);

  const ask = async (day: number, payload: object): Promise<void> => {
    const time = (await aws.now()).toISOString();
    const { result, functionError } = await invoke(aws, functionName, { ...payload, time });
    results.push(result);
    if (functionError) return void failures.push(`day ${day}: the function failed: ${JSON.stringify(result)}`);
    const { outcomes, failures: failed } = result as Result;
    failures.push(...failed.map(({ userName, error }) => `day ${day}: ${userName} failed: ${error}`));
    const touched = outcomes.filter(({ steps }) => steps.length > 0).map(({ userName }) => userName);
    if (touched.length === 0) return;
    const all = await aws.published();
    const news = all.slice(published.length);
    published = all;
    for (const half of await halvesIn(account)) secretHalves.add(half);
    tale.note(day, outcomes, messagesIn(news));
    chronicle.note(day, news);
    await chronicle.look(day, touched);
  };

  for (let day = 0; day < days; day++) {
    voice.doing(`day ${day}`);
    await aws.setClock(account.dayOf(day));
    const deed = await deedOf(day, stage);
    if (deed) tale.deed(day, deed.what);
    if (deed?.changed) await chronicle.look(day, [deed.changed]);
    if (deed?.command) await ask(day, deed.command);
    await ask(day, {});
    await liveOneDay(aws, account.dayOf, programs, day);
  }
  return { results, secretHalves, failures };
}

/** Secret halves are read where they belong, in Secrets Manager, so that they can be searched for everywhere else. */
export async function halvesIn(account: Account): Promise<string[]> {
  const current = await account.currentKeys();
  for (const { userName, accessKeyId } of current) account.nameOf(userName, accessKeyId);
  return current.map(({ secretAccessKey }) => secretAccessKey);
}

/** Hour by hour, those of the same hour side by side. */
export async function liveOneDay(
  aws: LocalAws,
  dayOf: DayOf,
  programs: readonly RunningProgram[],
  day: number,
): Promise<void> {
  const hours = new Set(programs.flatMap((program) => program.hourOn(day) ?? []));
  for (const hour of [...hours].sort((a, b) => a - b)) {
    await aws.setClock(new Date(dayOf(day).getTime() + hour * HOUR_MS));
    const awake = programs.filter((program) => program.hourOn(day) === hour);
    await Promise.all(awake.map((program) => program.live(day, hour)));
  }
}
