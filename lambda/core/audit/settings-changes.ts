/** By which settings the runs decided, and each change of them. */

import type { Ledger } from './ledger';
import { isIn, type Period } from './period';
import { byTime } from './rotations';

interface SettingChange {
  readonly at: Date;
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

export interface SettingsRecord {
  /** At the end of the period; empty where no run has logged them. */
  readonly inForce: Readonly<Record<string, string>>;
  /** Of the function. */
  readonly version: string;
  readonly changes: readonly SettingChange[];
}

export function settingsOf({ settings }: Ledger, period: Period): SettingsRecord {
  const logged = settings.filter(({ at }) => at < period.end).sort(byTime);
  const changes: SettingChange[] = [];
  let [before, version] = [undefined as Record<string, string> | undefined, ''];
  for (const { at, text, version: of } of logged) {
    const after = { ...(JSON.parse(text) as Record<string, string>) };
    if (before && isIn(period, at)) changes.push(...differences(before, after, at));
    if (before && version !== of && isIn(period, at))
      changes.push({ at, name: "the function's version", before: version, after: of });
    [before, version] = [after, of];
  }
  return { inForce: before ?? {}, version, changes };
}

function differences(before: Record<string, string>, after: Record<string, string>, at: Date): SettingChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .filter((name) => before[name] !== after[name])
    .map((name) => ({ at, name, before: before[name] ?? '', after: after[name] ?? '' }));
}
