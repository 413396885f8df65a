/** Which runs there were, and the days for which nothing can be shown. A good run is real, failed for nobody and left nothing open. */

import { day } from '../time';
import type { Ledger } from './ledger';
import type { LoggedRun } from './logged';
import { daysOf, isIn, type Period } from './period';

interface RunRecord {
  readonly at: Date;
  readonly runId: string;
  readonly verdict: 'good' | 'failed' | 'unfinished' | 'dry run';
  readonly version: string;
  readonly scanned: number | undefined;
  readonly managed: number | undefined;
  readonly failures: number | undefined;
  readonly remaining: number | undefined;
  readonly error: string;
}

export interface Continuity {
  readonly days: number;
  readonly daysWithGoodRun: number;
  /** As in `2026-05-01`, with why. */
  readonly daysWithout: readonly { readonly day: string; readonly because: string }[];
  readonly runs: readonly RunRecord[];
  readonly goodRuns: number;
}

const isGood = ({ isDry, failures, unfinished }: LoggedRun): boolean => !isDry && failures === 0 && unfinished === 0;

/** A good run that left nobody for the next one: who is not named in it needs nothing. */
export const isComplete = (run: LoggedRun): boolean => isGood(run) && run.remaining === 0;

export function continuityOf(ledger: Ledger, period: Period): Continuity {
  const runs = runRecords(ledger, period);
  const byDay = new Map<string, RunRecord[]>();
  for (const run of runs) byDay.set(day(run.at), [...(byDay.get(day(run.at)) ?? []), run]);
  const days = daysOf(period);
  const isBad = (each: string) => !byDay.get(each)?.some(({ verdict }) => verdict === 'good');
  const daysWithout = days.filter(isBad).map((each) => ({ day: each, because: becauseOf(byDay.get(each) ?? []) }));
  return {
    days: days.length,
    daysWithGoodRun: days.length - daysWithout.length,
    daysWithout,
    runs,
    goodRuns: runs.filter(({ verdict }) => verdict === 'good').length,
  };
}

function runRecords({ runs, failed }: Ledger, period: Period): RunRecord[] {
  const errors = new Map(failed.map(({ runId, error }) => [runId, error]));
  const known = new Set(runs.map(({ runId }) => runId));
  const logged = runs.map(
    (run): RunRecord => ({
      at: run.at,
      runId: run.runId,
      verdict: isGood(run) ? 'good' : run.isDry ? 'dry run' : run.failures > 0 ? 'failed' : 'unfinished',
      version: run.version,
      scanned: run.scanned,
      managed: run.managed,
      failures: run.failures,
      remaining: run.remaining,
      error: run.runId === '' ? '' : (errors.get(run.runId) ?? ''),
    }),
  );
  const none = { version: '', scanned: undefined, managed: undefined, failures: undefined, remaining: undefined };
  const broken = failed
    .filter(({ runId }) => runId === '' || !known.has(runId))
    .map((run): RunRecord => ({ ...none, ...run, verdict: 'failed' }));
  return [...logged, ...broken].filter(({ at }) => isIn(period, at)).sort((a, b) => a.at.getTime() - b.at.getTime());
}

function becauseOf(runs: readonly RunRecord[]): string {
  if (runs.length === 0) return 'the log has no run';
  const kinds = [...new Set(runs.map(({ verdict }) => verdict))];
  return `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, none of them good (${kinds.join(', ')})`;
}
