/** Keys that were reported as compromised: from the report to the moment in which they worked no more, in seconds. */

import type { Ledger } from './ledger';
import { dateIn, textIn } from './log-entry';
import type { LoggedCommand, LoggedStep } from './logged';
import { isIn, type Period } from './period';
import { byTime } from './rotations';

export interface Incident {
  readonly accessKeyId: string;
  readonly userId: string;
  readonly userName: string;
  readonly owner: string;
  /** What reported it. */
  readonly signal: string;
  readonly reportedAt: Date;
  readonly requestedBy: string;
  readonly reason: string;
  readonly newKeyId: string;
  /** Programs that read the secret get another key since. */
  readonly movedAt: Date | undefined;
  readonly deactivatedAt: Date | undefined;
  readonly deletedAt: Date | undefined;
  readonly notifiedAt: Date | undefined;
}

export const secondsBetween = (from: Date, to: Date | undefined): number | undefined =>
  to && Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000));

export function incidentsOf(ledger: Ledger, period: Period): Incident[] {
  const byKey = new Map<string, LoggedStep[]>();
  for (const step of [...ledger.steps].sort(byTime))
    if (isRevocation(step)) byKey.set(step.accessKeyId, [...(byKey.get(step.accessKeyId) ?? []), step]);
  return [...byKey.values()]
    .map((steps) => incidentFrom(steps as [LoggedStep, ...LoggedStep[]], ledger))
    .filter(({ reportedAt }) => isIn(period, reportedAt));
}

const isRevocation = (step: LoggedStep): step is LoggedStep & { readonly accessKeyId: string } =>
  step.accessKeyId !== undefined &&
  (step.kind === 'note-revocation' || (step.kind === 'deactivate-key' && step.fields.revoked === true));

function incidentFrom([first, ...rest]: readonly [LoggedStep, ...LoggedStep[]], ledger: Ledger): Incident {
  const { userId, userName, owner, accessKeyId = '' } = first;
  const cut = [first, ...rest].find(({ fields }) => dateIn(fields, 'changedAt'));
  const after = ledger.steps.filter((step) => step.userId === userId && step.at >= first.at).sort(byTime);
  const moved = after.find(({ kind, fields }) => kind === 'issue-key' && dateIn(fields, 'promotedAt'));
  const deleted = after.find((step) => step.kind === 'delete-key' && step.accessKeyId === accessKeyId);
  const told = after.find(
    (step) => step.kind === 'notify' && step.event === 'key-revoked' && step.accessKeyId === accessKeyId,
  );
  const asked = commandOf(first, ledger);
  return {
    ...{ accessKeyId, userId, userName, owner },
    signal: asked ? `command ${asked.command}` : 'a run that finished what was begun before',
    reportedAt: asked?.at ?? first.at,
    requestedBy: asked?.requestedBy ?? '',
    reason: asked?.reason ?? '',
    newKeyId: (moved && textIn(moved.fields, 'newKeyId')) ?? '',
    movedAt: moved && dateIn(moved.fields, 'promotedAt'),
    deactivatedAt: cut && dateIn(cut.fields, 'changedAt'),
    deletedAt: deleted && dateIn(deleted.fields, 'changedAt'),
    notifiedAt: (cut && dateIn(cut.fields, 'notifiedAt')) ?? (told && dateIn(told.fields, 'notifiedAt')),
  };
}

const commandOf = ({ runId, at }: LoggedStep, { commands }: Ledger): LoggedCommand | undefined =>
  commands.find((each) => each.command === 'revoke' && each.runId === runId && each.at.getTime() === at.getTime());
