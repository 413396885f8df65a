/** The posture of all accounts together: what each account's summary says of it, added up. Pure. */

import { type PostureCounts, postureSentence } from '../posture/counts';
import type { ReportedAccount } from './report-schema';

type Counts = Readonly<Record<string, number | Readonly<Record<string, number>>>>;

/** Undefined where no account has said anything, as where users are not looked at for it. */
export function postureOfAll(accounts: readonly ReportedAccount[]): string | undefined {
  const said = accounts.flatMap(({ summary }): Counts[] => (summary?.posture ? [summary.posture] : []));
  const [first, ...rest] = said;
  if (!first) return undefined;
  const of =
    said.length < accounts.length
      ? ` in ${said.length.toLocaleString('en-US')} of ${accounts.length.toLocaleString('en-US')} accounts`
      : '';
  // A count that an older member does not say is missing in the sum, and none that the sentence needs may be.
  const sum = rest.reduce(added, first) as Partial<PostureCounts>;
  const { needNotExist, keys, rootKeys, keysOver90Days, keysUnused45Days } = sum;
  const isWhole = [keys, rootKeys, keysOver90Days, keysUnused45Days].every((each) => each !== undefined);
  return isWhole && needNotExist ? `Access keys${of}: ${postureSentence(sum as PostureCounts)}` : undefined;
}

function added(a: Counts, b: Counts): Counts {
  const names = Object.keys({ ...a, ...b });
  return Object.fromEntries(names.map((name) => [name, both(a[name], b[name])]));
}

function both(a: Counts[string] | undefined, b: Counts[string] | undefined): Counts[string] {
  if (typeof a === 'object' || typeof b === 'object')
    return added(asCounts(a), asCounts(b)) as Readonly<Record<string, number>>;
  return (a ?? 0) + (b ?? 0);
}

const asCounts = (value: Counts[string] | undefined): Counts => (typeof value === 'object' ? value : {});
