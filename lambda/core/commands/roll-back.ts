import { accessKeyIdOf, versionIdOf } from '../names';
import { recordOf } from '../rules/slots';
import { isOver, refuse, type Verdict } from '../rules/verdict';
import { day, later, minute } from '../time';
import { HORIZON_MS } from '../user/horizon';
import type { AccessKey } from '../user/keys';
import { broughtBack, type Situation } from '../user/situation';
import { graceEnd, graceEndDate, quarantineEnd } from '../user/timetable';

/** Safe to repeat. What was not told yet is told by the next run. */
export function alreadyRolledBack(situation: Situation): Verdict | undefined {
  const key = broughtBack(situation);
  const { secret } = situation;
  if (!key || !secret?.intent) return undefined;
  return { because: `it was rolled back to ${key.id} on ${minute(secret.intent.at)} already` };
}

export function rollBackNow(situation: Situation): Verdict | undefined {
  const { retiring, secret, policy, writtenAt } = situation;
  if (!retiring) return undefined;
  const { revoked, revoking } = secret?.notices ?? {};
  if ([revoked?.accessKeyId, revoking?.accessKeyId].includes(retiring.id))
    return refuse(`the key ${retiring.id} was revoked as compromised, and is not brought back`);
  const isStored = secret?.labels.previous === versionIdOf(retiring.id);
  const from = isStored ? secret?.labels.current : undefined;
  const until = graceEndDate(policy, writtenAt);
  const because = isStored
    ? `a rollback to ${retiring.id} was asked for; both keys are kept until ${day(until)}`
    : `a rollback to ${retiring.id} was asked for; its secret half was never stored, so the secret stays as it is, and both keys are kept until ${day(until)}`;
  const isContested = mayBeCutSoon(situation, retiring);
  return {
    steps: [
      {
        kind: 'roll-back',
        accessKeyId: retiring.id,
        until,
        from,
        isContested,
        because,
        tells: { event: 'key-rolled-back', accessKeyId: retiring.id, until, isCurrent: isStored, because },
      },
    ],
    because,
    nextAt: until,
  };
}

/**
 * A run that reads the keys before the intent is written can decide to deactivate or to delete this one; it is at most a horizon ahead of
 * the time that this command goes by.
 */
function mayBeCutSoon(situation: Situation, key: AccessKey): boolean {
  const isNear = (at: Date) => isOver(later(at, -HORIZON_MS), situation);
  if (key.active) return isNear(graceEnd(situation));
  const record = recordOf(situation, key);
  return record !== undefined && isNear(quarantineEnd(situation, record.at));
}

export function nothingToRollBackTo({ current, secret }: Situation): Verdict {
  const gone = accessKeyIdOf(secret?.labels.previous) ?? secret?.notices.deleted?.accessKeyId;
  const why = gone ? `${gone}, which it replaced, is gone` : 'no rotation has taken place';
  return refuse(
    current
      ? `there is nothing to roll back to from ${current.id}: ${why}`
      : `there is nothing to roll back to: ${why}`,
  );
}
