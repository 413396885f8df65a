import pMap from 'p-map';
import type { Clients } from '../../aws/clients';
import { attempt, errorText, failureOf } from '../../aws/errors/errors';
import { datedBy, withUncertainAge } from '../../core/account/creation';
import type { Scan, UserRow } from '../../core/account/user-row';
import type { Outcome } from '../../core/report/outcome';
import type { Config } from '../../core/settings/config';
import { readKeys } from './observe';

const CONCURRENCY = 5;

interface Dated<View extends Scan> {
  readonly view: View;
  /** The users whose keys could not be read: they are left as the report has them. */
  readonly undated: readonly Outcome[];
}

/** The scan with CreateDate in place of the report's dates, for those whose time of the day it is. */
export async function withCreationDates<View extends Scan>(
  { clients, config, now }: { readonly clients: Clients; readonly config: Config; readonly now: Date },
  view: View,
): Promise<Dated<View>> {
  const dated = new Map<UserRow, UserRow>();
  const undated: Outcome[] = [];
  await pMap(
    withUncertainAge(view, config, now),
    async (row) => {
      try {
        dated.set(row, datedBy(row, await attempt('read the keys', () => readKeys(clients, row.name))));
      } catch (error) {
        // The report is some hours old: a user that went away since is no failure.
        if (failureOf(error).kind === 'no-such-entity') return;
        undated.push({ userName: row.name, plan: undefined, steps: [], error: errorText(error) });
      }
    },
    { concurrency: CONCURRENCY },
  );
  return { view: { ...view, users: view.users.map((row) => dated.get(row) ?? row) }, undated };
}
