/** `status`: where every managed user stands. Bulk reads for everybody, fresh reads for those who may need more than a rotation. */

import pMap from 'p-map';
import type { Clients } from '../aws/clients';
import { errorText } from '../aws/errors/errors';
import { outlookOf } from '../core/account/outlook';
import { type Standing, standingOf } from '../core/account/standing';
import { HEADS_UP, triage } from '../core/account/triage';
import { isManaged, type UserRow } from '../core/account/user-row';
import { keyAges } from '../core/report/key-ages';
import type { Outcome } from '../core/report/outcome';
import type { RunResult } from '../core/report/run-result';
import { PHASES } from '../core/rules/phase';
import { plan } from '../core/rules/plan';
import type { Config } from '../core/settings/config';
import { situationOf } from '../core/user/situation';
import { observe } from './read/observe';
import { scan } from './read/scan';
import { programsOf } from './steps/seen';

export interface Survey {
  readonly clients: Clients;
  readonly config: Config;
  readonly now: Date;
  /** As if every user that has a key were managed: what would Keyturn do here? */
  readonly everybody?: boolean;
  /** Milliseconds that are left. Who cannot be looked at in time is estimated from the bulk reads. @default unlimited */
  readonly remainingMs?: () => number;
  readonly onProgress?: (looked: number, of: number) => void;
  /** CloudTrail is asked who has moved and who has not: for one user only, as it takes two calls a second. */
  readonly withPrograms?: boolean;
}

const CONCURRENCY = 10;

/** For an answer of megabytes to be written and sent. */
const TIME_TO_ANSWER_MS = 60_000;

/** Changes nothing. The users that need attention come first. @throws when a bulk read fails */
export async function survey({ everybody = false, ...given }: Survey): Promise<RunResult> {
  const config: Config = everybody ? { ...given.config, manage: { by: 'all' } } : given.config;
  const view = await scan(given.clients, config);
  const rows = view.users.filter((row) => (everybody ? row.keys?.length !== 0 : isManaged(row, config.manage)));
  const { candidates } = triage({ ...view, users: rows }, config, given.now);
  const toLookAt = new Set(
    candidates.filter(({ rotationOnly, why }) => !rotationOnly && why !== HEADS_UP).map(({ row }) => row),
  );
  let looked = 0;
  const outcomes = await pMap(
    rows,
    async (row): Promise<Outcome> => {
      const isAsked = toLookAt.has(row) && (given.remainingMs?.() ?? Number.POSITIVE_INFINITY) > TIME_TO_ANSWER_MS;
      if (!isAsked) return outcomeOf(row, outlookOf(row, config, given.now, view.reportedAt));
      const outcome = await lookAt(row, view.reportedAt, { ...given, config });
      looked += 1;
      given.onProgress?.(looked, toLookAt.size);
      return outcome;
    },
    { concurrency: CONCURRENCY },
  );
  return {
    users: { scanned: view.users.length, managed: rows.length, examined: looked },
    outcomes: outcomes.sort(byUrgency),
    remaining: 0,
    ages: keyAges(view, [], config, given.now),
    ...(!everybody && { secretsWithoutUser: view.secretsWithoutUser ?? [] }),
  };
}

const outcomeOf = (row: UserRow, standing: Standing): Outcome => ({
  userName: row.name,
  steps: [],
  plan: undefined,
  error: undefined,
  standing,
});

/** Never throws: a user that cannot be read has failed. */
export async function lookAt(row: UserRow, reportedAt: Date, asked: Survey): Promise<Outcome> {
  const { clients, config, now, withPrograms } = asked;
  try {
    const observation = await observe(clients, row, config);
    const decided = plan(observation, now);
    const outcome = outcomeOf(row, standingOf(situationOf(observation, now), decided, config.secretPrefix));
    return withPrograms ? { ...outcome, ...(await programsOf(asked, observation)) } : outcome;
  } catch (error) {
    const because = errorText(error);
    return {
      ...outcomeOf(row, { ...outlookOf(row, config, now, reportedAt), phase: 'failed', because }),
      error: because,
    };
  }
}

function byUrgency(a: Outcome, b: Outcome): number {
  const rank = ({ standing }: Outcome) => PHASES.indexOf(standing?.phase ?? 'failed');
  const at = ({ standing }: Outcome) => (standing?.since ?? standing?.nextAt)?.getTime() ?? Number.POSITIVE_INFINITY;
  return rank(a) - rank(b) || compare(at(a), at(b)) || (a.userName < b.userName ? -1 : 1);
}

/** Not a difference: Infinity − Infinity is no number. */
const compare = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);
