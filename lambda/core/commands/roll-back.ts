import { accessKeyIdOf, versionIdOf } from '../names';
import { refuse, type Verdict } from '../rules/verdict';
import { day, minute } from '../time';
import { mayBeRetiredSoon } from '../user/at-work';
import type { AccessKey } from '../user/keys';
import { isRevokedIn } from '../user/revoked';
import type { SecretState } from '../user/secret-state';
import { broughtBack, type Situation } from '../user/situation';
import { graceEndDate } from '../user/timetable';

/** Safe to repeat. What was not announced yet is announced by the next run. */
export function alreadyRolledBack(situation: Situation): Verdict | undefined {
  const key = broughtBack(situation);
  const intent = situation.secret?.intent;
  if (!key || !intent) return undefined;
  return { because: `it was rolled back to ${key.id} on ${minute(intent.at)} already` };
}

export function rollBackNow(situation: Situation): Verdict | undefined {
  const { retiring, policy, writtenAt } = situation;
  if (!retiring) return undefined;
  // What says that it retires.
  const secret = situation.secret as SecretState;
  if (isRevokedIn(situation.observation, retiring.id))
    return refuse(`the key ${retiring.id} was revoked as compromised, and is not brought back`);
  if (!retiring.active && !isRetired(secret, retiring))
    return refuse(
      `the key ${retiring.id} is Inactive, and no note of Keyturn's says that it was deactivated for retirement; if you know why it is Inactive, reactivate it: ${byHand(situation, retiring)}`,
    );
  const { current, previous } = secret.labels;
  const isStored = previous === versionIdOf(retiring.id);
  const from = isStored ? current : undefined;
  const until = graceEndDate(policy, writtenAt);
  const because = isStored
    ? `an operator requested a rollback to ${retiring.id}; both keys are kept until ${day(until)}`
    : `an operator requested a rollback to ${retiring.id}; its secret half was never stored, so the secret stays as it is, and both keys are kept until ${day(until)}`;
  const isContested = mayBeRetiredSoon(situation, retiring);
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

/** Also one that a rollback was about to reactivate when it was interrupted: its intent says that the note was there. */
const isRetired = ({ deactivated, notices, intent }: SecretState, { id }: AccessKey) =>
  [deactivated, notices.deactivated].some((note) => note?.accessKeyId === id) || intent?.kind === 'rollback';

const byHand = ({ observation: { user } }: Situation, { id }: AccessKey) =>
  `aws iam update-access-key --user-name '${user.name}' --access-key-id ${id} --status Active`;

export function nothingToRollBackTo({ current, secret }: Situation): Verdict {
  const gone = accessKeyIdOf(secret?.labels.previous) ?? secret?.notices.deleted?.accessKeyId;
  const why = gone ? `${gone}, which it replaced, is gone` : 'no rotation has taken place';
  return refuse(
    current
      ? `there is nothing to roll back to from ${current.id}: ${why}`
      : `there is nothing to roll back to: ${why}`,
  );
}
