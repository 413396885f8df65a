/** What became of each key that was replaced, deactivated or deleted: one row for a key, put together from the lines of its steps. */

import { ageInDays } from '../user/timetable';
import type { Ledger } from './ledger';
import { dateIn, numberIn, textIn } from './log-entry';
import type { LoggedCommand, LoggedStep } from './logged';
import { isIn, type Period } from './period';

export interface Rotation {
  readonly userId: string;
  readonly userName: string;
  owner: string;
  readonly oldKeyId: string | undefined;
  oldCreatedAt: Date | undefined;
  /** When it was replaced, in whole days. */
  oldAgeDays: number | undefined;
  newKeyId: string | undefined;
  newCreatedAt: Date | undefined;
  verifiedAt: Date | undefined;
  promotedAt: Date | undefined;
  notifiedAt: Date | undefined;
  oldLastUse: string;
  oldDeactivatedAt: Date | undefined;
  oldDeletedAt: Date | undefined;
  maxKeyAgeDays: number | undefined;
  because: string;
  runId: string;
  /** The command that asked for it; empty where the schedule did. */
  command: string;
}

export const byTime = <T extends { readonly at: Date }>(a: T, b: T): number => a.at.getTime() - b.at.getTime();

export function rotationsOf({ steps, commands }: Ledger, period: Period): Rotation[] {
  const asked = new Map(commands.map((command) => [command.runId, command]));
  const rows: Rotation[] = [];
  const byOldKey = new Map<string, Rotation>();
  const rowOf = (step: LoggedStep, oldKeyId: string): Rotation => {
    const known = byOldKey.get(oldKeyId);
    if (known) return known;
    const row = newRow(step, oldKeyId);
    rows.push(row);
    byOldKey.set(oldKeyId, row);
    return row;
  };
  const announced = new Map<string, Date>();
  for (const step of [...steps].sort(byTime)) {
    if (step.kind === 'issue-key') {
      const row = issued(step, asked.get(step.runId));
      if (!row) continue;
      rows.push(row);
      if (row.oldKeyId !== undefined) byOldKey.set(row.oldKeyId, row);
    } else if (RETIRING.includes(step.kind) && step.accessKeyId !== undefined)
      retire(rowOf(step, step.accessKeyId), step);
    else if (step.kind === 'notify' && step.event === 'key-rotated' && step.accessKeyId !== undefined)
      noteFirst(announced, step.accessKeyId, dateIn(step.fields, 'notifiedAt'));
  }
  for (const row of rows) row.notifiedAt ??= announced.get(row.newKeyId ?? '');
  return rows.filter((row) => [row.promotedAt, row.oldDeactivatedAt, row.oldDeletedAt].some((at) => isIn(period, at)));
}

const RETIRING = ['deactivate-key', 'record-inactive', 'delete-key'];

function noteFirst(dates: Map<string, Date>, key: string, at: Date | undefined): void {
  if (at && !dates.has(key)) dates.set(key, at);
}

const newRow = (step: LoggedStep, oldKeyId: string | undefined): Rotation => ({
  userId: step.userId,
  userName: step.userName,
  owner: step.owner,
  oldKeyId,
  oldCreatedAt: undefined,
  oldAgeDays: undefined,
  newKeyId: undefined,
  newCreatedAt: undefined,
  verifiedAt: undefined,
  promotedAt: undefined,
  notifiedAt: undefined,
  oldLastUse: '',
  oldDeactivatedAt: undefined,
  oldDeletedAt: undefined,
  maxKeyAgeDays: numberIn(step.fields, 'maxKeyAgeDays'),
  because: step.because,
  runId: step.runId,
  command: '',
});

/** Undefined for a key that was never handed out: it failed to be stored or verified, and was deleted again. */
function issued(step: LoggedStep, asked: LoggedCommand | undefined): Rotation | undefined {
  const { fields } = step;
  const promotedAt = dateIn(fields, 'promotedAt');
  if (!promotedAt) return undefined;
  const oldCreatedAt = dateIn(fields, 'oldCreatedAt');
  return {
    ...newRow(step, textIn(fields, 'oldKeyId')),
    oldCreatedAt,
    oldAgeDays: oldCreatedAt && ageInDays(oldCreatedAt, promotedAt),
    newKeyId: textIn(fields, 'newKeyId'),
    newCreatedAt: dateIn(fields, 'newCreatedAt'),
    verifiedAt: dateIn(fields, 'verifiedAt'),
    promotedAt,
    notifiedAt: dateIn(fields, 'notifiedAt'),
    command: asked?.command ?? '',
  };
}

function retire(row: Rotation, step: LoggedStep): void {
  const { fields, kind } = step;
  row.oldCreatedAt ??= dateIn(fields, 'createdAt');
  row.maxKeyAgeDays ??= numberIn(fields, 'maxKeyAgeDays');
  if (kind === 'delete-key') {
    row.oldDeletedAt ??= dateIn(fields, 'changedAt');
    return;
  }
  row.newKeyId ??= textIn(fields, 'currentKeyId');
  row.oldLastUse = textIn(fields, 'lastUse') ?? row.oldLastUse;
  // Found Inactive: since when is not known, so the moment of finding counts.
  row.oldDeactivatedAt = dateIn(fields, 'changedAt') ?? (kind === 'record-inactive' ? step.at : row.oldDeactivatedAt);
}
