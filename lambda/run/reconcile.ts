/**
 * The whole loop:
 * - scan: bulk reads, one row per user
 * - of keys that may be older than the report says, once a day: when they were created
 * - users whom AWS has put under quarantine since the last run: what was leaked is answered first
 * - triage: whom to look at, the stalest first
 * - what the bulk reads teach about pauses in the use of keys is noted
 * - for each of them, side by side: observe, plan, restrict, execute
 * - what could not be served for want of time or allowance is counted, for the next run
 * - when users fail one after the other at the same step, one at a time is tried; after ten failures the rest get no new key in this run
 */

import { leaksOf, phasesOf } from '../core/account/outlook';
import { populationOf } from '../core/account/population';
import { type Candidate, triage } from '../core/account/triage';
import { postureOf } from '../core/posture/posture';
import { keyAges } from '../core/report/key-ages';
import type { Outcome } from '../core/report/outcome';
import type { RunResult } from '../core/report/run-result';
import { alternately, byTurn, isItsTimeOfDay } from '../core/turn';
import { unfinishedSince } from '../core/user/unfinished';
import { Allowance } from './allowance';
import { answerQuarantines } from './leaks/quarantines';
import { notePauses } from './note-pauses';
import { viewFrom } from './read/account-view';
import { withCreationDates } from './read/creation-dates';
import { scan } from './read/scan';
import type { Reconciliation } from './reconciliation';
import { serve } from './serve';
import { SideBySide } from './side-by-side';

/** Whose time of the day it is when the population is written down. */
const DAILY = 'population';

/** @throws when the bulk reads fail */
export async function reconcile(run: Reconciliation): Promise<RunResult> {
  const { view, undated } = await withCreationDates(run, await scan(run.clients, run.config));
  const { managed, candidates } = triage(view, run.config, run.now);
  // First, because nothing else is as urgent.
  const leaks = await answerQuarantines(run, view);
  const unlearnt = run.dryRun ? [] : await notePauses(run, view);
  const served = await serveAll(run, candidates, view.reportedAt);
  return {
    users: { scanned: view.users.length, managed, examined: served.outcomes.length },
    ...served,
    outcomes: [...leaks, ...served.outcomes, ...undated, ...unlearnt],
    ages: keyAges(view, served.outcomes, run.config, run.now),
    ...(run.withPhases && {
      phases: phasesOf(view, run.config, run.now),
      leaks: leaksOf(view, run.config, run.now),
    }),
    account: { posture: postureOf(viewFrom(view, run.config), { now: run.now }), board: view.accountBoard },
    ...(isItsTimeOfDay(DAILY, run.now, run.config) && { population: populationOf(view, run.config, run.now) }),
  };
}

/**
 * Those with more than a rotation due come first. Then rotations, in batches of what the run may still issue, so that nobody is looked at
 * without need and the same world always gives the same choice. Last come, in turn, those whom runs look at without a change (holds) and
 * those for whom a run failed before: were they first, they would take the time, the turns and the circuit breaker from everybody else
 * (promise 10). These two begin with others in every run.
 */
async function serveAll(
  run: Reconciliation,
  candidates: readonly Candidate[],
  reportedAt: Date,
): Promise<Omit<RunResult, 'users'>> {
  const allowance = new Allowance(run.config.maxRotationsPerRun);
  const { sideBySide = new SideBySide() } = run;
  const taken: { readonly candidate: Candidate; readonly outcome: Outcome | undefined }[] = [];
  const serveBatch = async (batch: readonly Candidate[]) => {
    const serveOne = async (candidate: Candidate) => ({
      candidate,
      outcome: await serve(run, candidate, { allowance, sideBySide, reportedAt }),
    });
    taken.push(...(await sideBySide.map(batch, serveOne)));
  };
  const inTurn = (group: readonly Candidate[]) => byTurn(group, ({ row }) => row.id, run.now, run.config);
  const fresh = candidates.filter(({ isRetry }) => !isRetry);
  const changing = fresh.filter(({ standsStill }) => !standsStill);
  const [standing, retries] = [
    fresh.filter(({ standsStill }) => standsStill),
    candidates.filter(({ isRetry }) => isRetry),
  ];
  await serveBatch(changing.filter(({ rotationOnly }) => !rotationOnly));
  const rotations = changing.filter(({ rotationOnly }) => rotationOnly);
  while (rotations.length > 0 && allowance.left > 0) await serveBatch(rotations.splice(0, allowance.left));
  // Half of the time for the stalest, as ever, and half for whoever's turn it is.
  await serveBatch(alternately(alternately(standing, inTurn(standing)), inTurn(retries)));

  const served = taken.flatMap(({ outcome }) => outcome ?? []);
  const withheld = served.filter(({ steps }) => steps.some(({ result }) => result === 'withheld'));
  const done = new Set(taken.flatMap(({ candidate, outcome }) => (outcome ? candidate : [])));
  const waiting = run.dryRun ? [] : candidates.filter((candidate) => !done.has(candidate));
  return {
    outcomes: served,
    remaining: candidates.length - served.length + withheld.length,
    stopped: allowance.stopped,
    unfinished: [
      ...served.flatMap(({ userName, unfinished }) =>
        unfinished === undefined ? [] : [{ userName, because: unfinished }],
      ),
      ...waiting.flatMap(({ row }) => {
        const because = unfinishedSince(row.secrets[0], run.now);
        return because === undefined ? [] : [{ userName: row.name, because }];
      }),
    ],
  };
}
