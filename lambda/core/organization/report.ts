/** From what the accounts answered to the report of a run. Pure. */

import { oneLine } from '../text';
import { isoSeconds } from '../time';
import { allInAccount, inAccount } from './in-account';
import { type MemberSummary, parseSummary, type Report, type ReportedAccount, type Standing } from './report-schema';
import type { Rolled } from './roll';

/** One row of a map run's result files. */
export interface Row {
  readonly accountId: string;
  readonly summary?: MemberSummary;
  /** The error's name and its text, where the account was not reached or its function failed. */
  readonly error?: string;
  readonly cause?: string;
}

/** @param value as Step Functions writes it: input and output are JSON in a text. Undefined for what is no row. */
export function parseRow(value: unknown): Row | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { Input, Output, Error: error, Cause } = value as Readonly<Record<string, unknown>>;
  const accountId = field(parsed(Input), 'accountId');
  if (typeof accountId !== 'string') return undefined;
  if (typeof Output !== 'string') return { accountId, error: textOf(error), cause: textOf(Cause) };
  const summary = parseSummary(field(parsed(Output), 'summary'));
  return summary ? { accountId, summary } : { accountId, error: 'UnknownAnswer', cause: 'the answer is no summary' };
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

const field = (value: unknown, name: string) =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

interface Run {
  readonly run: string;
  readonly startedAt: Date;
  readonly now: Date;
  /** In percent of a wave's accounts. */
  readonly tolerated: number;
  /** Why the accounts' runs could not be started at all. */
  readonly failure?: string;
}

/** What is missing among the rows was not asked: the map was stopped, or it failed. */
export function reportOf(
  { run, startedAt, now, tolerated, failure }: Run,
  roll: readonly Rolled[],
  rows: ReadonlyMap<string, Row>,
  before: Report | undefined,
): Report {
  const former = new Map((before?.accounts ?? []).map((each) => [each.accountId, each]));
  const accounts = roll.map((rolled): ReportedAccount => {
    const judged = judge(rolled, rows.get(rolled.accountId), failure);
    const last = former.get(rolled.accountId);
    const { accountId, name, ou, wave } = rolled;
    const here = (text: string) => inAccount(text, accountId);
    return {
      accountId,
      name: oneLine(name),
      ou: oneLine(ou),
      ...(wave !== undefined && { wave }),
      standing: judged.standing,
      since: last?.standing === judged.standing ? last.since : isoSeconds(now),
      ...(judged.because !== undefined && { because: cut(here(judged.because)) }),
      ...(judged.summary && { summary: allInAccount(kept(judged.summary), accountId) }),
    };
  });
  const waves = wavesOf(accounts, tolerated);
  return {
    report: 1,
    run,
    startedAt: isoSeconds(startedAt),
    endedAt: isoSeconds(now),
    isGood: failure === undefined && waves.every(({ isBeyond }) => !isBeyond),
    waves,
    accounts,
    told: before?.told ?? { accounts: {}, waves: {} },
  };
}

interface Judged {
  readonly standing: Standing;
  readonly because?: string;
  readonly summary?: MemberSummary;
}

function judge({ state, wave, isServed, deployment }: Rolled, row: Row | undefined, failure?: string): Judged {
  if (state !== 'ACTIVE') return { standing: 'suspended', because: `Organizations says ${state}` };
  if (wave === undefined) return { standing: 'in-no-wave' };
  const deployed = deployment && [deployment.detail, deployment.reason].filter(Boolean).join(': ');
  if (!isServed) return { standing: 'not-deployed', because: deployed ?? 'no reason is given' };
  if (row?.summary) return judgeAnswer(row.summary);
  // The instance says better than the refusal why there is nothing to invoke.
  if (deployment && (!row || isUnreached(row)))
    return {
      standing: UNDER_WAY.includes(deployment.detail) ? 'joining' : 'not-deployed',
      because: deployed ?? '',
    };
  if (!row) return { standing: 'unreached', because: failure ?? 'the run of the hub ended before its turn' };
  return { standing: isUnreached(row) ? 'unreached' : 'failing', because: wordsOf(row) };
}

const UNDER_WAY: readonly string[] = ['PENDING', 'RUNNING'];

function judgeAnswer(summary: MemberSummary): Judged {
  const { failed, accountError, unfinished, attention } = summary;
  const [worst] = attention;
  if (failed > 0)
    return {
      standing: 'failing',
      because: `${failed} ${failed === 1 ? 'user' : 'users'} could not be served${worst ? `; ${worst.userName}: ${worst.because}` : ''}`,
      summary,
    };
  if (accountError !== undefined) return { standing: 'failing', because: accountError, summary };
  if (unfinished > 0)
    return {
      standing: 'failing',
      because: `${unfinished} with something unfinished: ${worst?.because ?? ''}`,
      summary,
    };
  return { standing: 'served', summary };
}

/**
 * Step Functions names what the services refuse `Lambda.…`, `States.…` or `Sts.…`; what a function throws has a name of its own. A function
 * that took too long, or whose process ended, was reached.
 */
const isUnreached = ({ error = '' }: Row) =>
  /^(Lambda|States|Sts|STS)\./.test(error) &&
  !/^(States\.Timeout|Lambda\.Unknown|States\.HeartbeatTimeout)$/.test(error);

function wordsOf({ error, cause = '' }: Row): string {
  const message = field(parsed(cause), 'errorMessage');
  const text = typeof message === 'string' ? message : cause;
  // The SDK's own end, with an id that is another each time.
  return [error, text.replace(/ \(Service: .*$/s, '')].filter(Boolean).join(': ');
}

/** Who was to be served and was not. A user that is held is no failure. */
const FAILED: readonly Standing[] = ['failing', 'unreached', 'not-deployed'];

/** In the order in which they are served. */
function wavesOf(accounts: readonly ReportedAccount[], tolerated: number): Report['waves'] {
  const names = [...new Set(accounts.flatMap(({ wave }) => wave ?? []))];
  return names.map((name) => {
    const members = accounts.filter(({ wave, standing }) => wave === name && standing !== 'suspended');
    const failed = members.filter(({ standing }) => FAILED.includes(standing)).length;
    return { name, accounts: members.length, failed, isBeyond: failed * 100 > tolerated * members.length };
  });
}

const LONGEST_TEXT = 300;

const cut = (text: string) => oneLine(text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text);

/** Of each account, in a report about thousands. */
const MOST_USERS = 3;

const kept = (summary: MemberSummary): MemberSummary => ({
  ...summary,
  attention: summary.attention.slice(0, MOST_USERS),
});
