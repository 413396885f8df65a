/** One hour of an organization in which every account has two users due: what a hub waits for, and what each account pays. */

import { fullAccount } from '../test/support/full-account';
import { Organization, wallSeconds } from '../test/support/organization/organization';
import { total } from '../test/support/simulation/simulate';
import { table } from './table';

const ACCOUNTS = 1_000;
const USERS = 200;
const DUE = 2;

/** In memory at the same time. */
const AT_A_TIME = 50;

/** How many accounts are served at a time: 100 is the hub's default. */
const CONCURRENCIES = [40, 100, 200, 1_000];

export async function organization(log: (line: string) => void): Promise<string> {
  const runs: { readonly seconds: number; readonly calls: number; readonly rotated: number }[] = [];
  while (runs.length < ACCOUNTS) {
    const part = await Organization.of(AT_A_TIME, (options) => fullAccount({ users: USERS, due: DUE, options }));
    for (const { seconds, calls } of (await part.simulate({ propagationMs: 8_000 })).values())
      runs.push({ seconds, calls: total(calls), rotated: calls.CreateAccessKey ?? 0 });
    log(`${runs.length} accounts: done`);
  }
  const seconds = runs.map((run) => run.seconds);
  const sum = (values: readonly number[]) => values.reduce((all, each) => all + each, 0);
  const most = Math.max(...runs.map(({ calls }) => calls));
  return [
    `${ACCOUNTS.toLocaleString('en-US')} accounts of ${USERS} users, ${DUE} of each due in the same hour, 40 ms a call and 8 s until a new key works everywhere: ${sum(runs.map(({ rotated }) => rotated)).toLocaleString('en-US')} keys, at most ${most} calls and ${Math.max(...seconds).toFixed(1)} s in an account, ${Math.round(sum(seconds)).toLocaleString('en-US')} s of function time in all.`,
    '',
    table(
      ['accounts at a time', 'until the last is served'],
      CONCURRENCIES.map((concurrency) => [concurrency, `${Math.round(wallSeconds(seconds, concurrency))} s`]),
    ),
  ].join('\n');
}
