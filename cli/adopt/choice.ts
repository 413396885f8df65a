/** Whom `adopt` is asked to tag in, and who of them can be. Pure. */

import { isManaged, type UserRow } from '../../lambda/core/account/user-row';
import { USER_TAG } from '../../lambda/core/names';
import { didYouMean } from '../../lambda/core/nearest';
import type { Manage } from '../../lambda/core/settings/manage';

export interface Choice {
  /** To be tagged, in the order in which they were named. */
  readonly toTag: readonly UserRow[];
  readonly alreadyManaged: readonly string[];
  /** Nothing can be rotated there. */
  readonly withoutKeys: readonly string[];
  /** Tagged out by somebody; left alone unless they were named. */
  readonly optedOut: readonly string[];
  readonly unknown: readonly { readonly userName: string; readonly suggestion?: string }[];
  /** By path, where it found nobody. */
  readonly emptyPath: string | undefined;
}

export function choose(
  rows: readonly UserRow[],
  manage: Manage,
  { names, path }: { readonly names: readonly string[]; readonly path: string | undefined },
): Choice {
  const byName = new Map(rows.map((row) => [row.name, row]));
  const underPath = path === undefined ? [] : rows.filter((row) => row.path.startsWith(path));
  const named = [...new Set(names)].flatMap((name) => byName.get(name) ?? []);
  const isNamed = new Set(named);
  const chosen = [...new Set([...named, ...underPath])];
  const outcome = {
    toTag: [] as UserRow[],
    alreadyManaged: [] as string[],
    withoutKeys: [] as string[],
    optedOut: [] as string[],
  };
  for (const row of chosen)
    if (isManaged(row, manage)) outcome.alreadyManaged.push(row.name);
    else if (row.keys?.length === 0) outcome.withoutKeys.push(row.name);
    else if (row.tags[USER_TAG.managed] === 'false' && !isNamed.has(row)) outcome.optedOut.push(row.name);
    else outcome.toTag.push(row);
  const unknown = [...new Set(names)]
    .filter((name) => !byName.has(name))
    .map((userName) => {
      const suggestion = didYouMean(userName, byName.keys());
      return { userName, ...(suggestion !== undefined && { suggestion }) };
    });
  return { ...outcome, unknown, emptyPath: path !== undefined && underPath.length === 0 ? path : undefined };
}
