/** AWS's quarantine policy on managed users, which the bulk reads of every run show: heard of in any Region, whatever else AWS sends. */

import { errorText } from '../../aws/errors/errors';
import { isManaged, type UserRow } from '../../core/account/user-row';
import { quarantineSignal } from '../../core/leaks/quarantine';
import { LEAKED_TAG } from '../../core/names';
import type { Outcome } from '../../core/report/outcome';
import { type Observation, stateOf } from '../../core/user/observation';
import { formatLeaked, type Leaked, NOTHING_LEAKED } from '../../core/user/reported/leaked';
import { observe } from '../read/observe';
import type { WholeScan } from '../read/scan';
import type { Reconciliation } from '../reconciliation';
import { isItsTime, proveNotable } from '../steps/noted';
import { writeTags } from '../steps/secret';
import { workOn } from '../steps/work';
import { answerKey } from './answer-key';
import { changeLeaksBoard } from './board';

/** As long as serving one user can take. */
const TIME_FOR_ONE_MS = 180_000;

/** What is left for the next run. More at once are no leak of single keys. */
const MOST_IN_A_RUN = 20;

/** One after the other. What fails is that user's failure. */
export async function answerQuarantines(run: Reconciliation, view: WholeScan): Promise<Outcome[]> {
  const { config, dryRun } = run;
  if (config.leakResponse === 'off') return [];
  // Where nothing is done by itself, nobody has to know since when it could have been.
  const isFirst = config.leakResponse !== 'notify' && view.leaksSince === undefined;
  const managed = view.users.filter((row) => isManaged(row, config.manage));
  const news = managed.filter((row) => row.quarantine !== undefined && !noteOf(row)?.quarantinedAt);
  const over = managed.filter((row) => row.quarantine === undefined && noteOf(row)?.quarantinedAt);
  if (isFirst && !dryRun)
    await changeLeaksBoard(run, (board) => ({ next: { ...board, since: board.since ?? run.now }, value: undefined }));
  const outcomes: Outcome[] = [];
  for (const row of news.slice(0, MOST_IN_A_RUN)) {
    if (run.remainingMs() < TIME_FOR_ONE_MS) break;
    outcomes.push(...(await ofUser(row, () => answerOne(run, row, !isFirst))));
  }
  if (!dryRun) for (const row of over) outcomes.push(...(await ofUser(row, () => forget(run, row))));
  return outcomes;
}

const noteOf = ({ secrets }: UserRow): Leaked | undefined => secrets[0]?.leaked;

async function ofUser({ name }: UserRow, act: () => Promise<Outcome | undefined>): Promise<Outcome[]> {
  try {
    const outcome = await act();
    return outcome ? [outcome] : [];
  } catch (error) {
    return [{ userName: name, plan: undefined, steps: [], error: errorText(error) }];
  }
}

async function answerOne(run: Reconciliation, row: UserRow, mayBeNew: boolean): Promise<Outcome | undefined> {
  const observation = await observe(run.clients, row, run.config);
  // Where the secret cannot be written, its notice board has the note.
  if (stateOf(observation)?.leaked?.quarantinedAt) return undefined;
  const signal = quarantineSignal(observation, mayBeNew && observation.secret !== undefined, run.now);
  const [accessKeyId] = signal?.accessKeyIds ?? [];
  if (!run.dryRun) await mustBeNotable(run, observation);
  const outcome = signal && accessKeyId ? await answerKey(run, signal, accessKeyId, { row, observation }) : undefined;
  if (outcome?.error === undefined && !run.dryRun) await note(run, row, { quarantinedAt: run.now });
  return outcome;
}

/** What cannot be noted would be announced by every run: then one a day does it. @throws AWS's refusal */
async function mustBeNotable(run: Reconciliation, observation: Observation): Promise<void> {
  const work = workOn(observation, run);
  await proveNotable(work).catch((refusal: unknown) => {
    if (!isItsTime(work)) throw refusal;
  });
}

/** The same policy is news when it comes back. */
async function forget(run: Reconciliation, row: UserRow): Promise<undefined> {
  await note(run, row, {});
}

async function note(run: Reconciliation, row: UserRow, quarantine: Pick<Leaked, 'quarantinedAt'>): Promise<void> {
  const observation = await observe(run.clients, row, run.config);
  const { incidents } = stateOf(observation)?.leaked ?? NOTHING_LEAKED;
  await writeTags(workOn(observation, run), { [LEAKED_TAG]: formatLeaked({ incidents, ...quarantine }) });
}
