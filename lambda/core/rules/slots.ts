/** IAM allows a user two keys. How a slot for a new one comes to be free: the quarantine of Inactive keys, and what is in the way. Pure. */

import type { BlockReason } from '../holds';
import { day, isAfter, later } from '../time';
import { useInWords } from '../user/evidence/use';
import { HORIZON_MS } from '../user/horizon';
import { type AccessKey, usedAtOf } from '../user/keys';
import { isRevokedIn } from '../user/revoked';
import { lastUseOf, type Situation } from '../user/situation';
import { quarantineEnd, quarantineEndDate } from '../user/timetable';
import { deleteStep, issueStep, recordInactiveStep } from './make-step';
import { type Doing, hold, isOver, type Verdict } from './verdict';

/** A new key, if a slot is free or can be made free without touching a key that works. */
export function issue(
  situation: Situation,
  replaces: AccessKey | undefined,
  because: string,
  whenTaken: BlockReason,
): Doing {
  const { keys, currentId, current } = situation;
  const step = issueStep(situation, replaces, because);
  if (keys.length < 2) return { steps: [step], because };

  const spare = keys.find((key) => !key.active && key !== current);
  // A compromised key does not keep programs waiting for another one (promise 2).
  if (spare && whenTaken === 'no-free-slot' && isRevokedIn(situation.observation, spare.id))
    return { steps: [makeRoom(spare), step], because };
  if (spare) {
    const wait = quarantine(situation, spare);
    if (!wait) {
      const deletion = deleteInactive(situation, spare, 'spare', 'its slot is needed for a rotation');
      return { steps: [...deletion.steps, step], because };
    }
    // Where consumers hold no key that works, that is the news.
    const reason = whenTaken === 'no-free-slot' ? whenTaken : 'spare-in-quarantine';
    const blocked = hold(reason, `${because}, but ${wait.because}`, spare, wait.nextAt);
    return { ...blocked, steps: [...(wait.steps ?? []), ...blocked.steps] };
  }
  const taken = keys.filter((key) => key !== current);
  const evidence = taken.map((key) => `${key.id} (${useInWords(situation, key)})`).join(' and ');
  if (currentId === undefined)
    return hold(
      'two-active-keys',
      `${because}, but two keys are Active and nothing shows which one is meant to stay: ${evidence}; delete or deactivate the one that is not needed`,
      undefined,
      undefined,
      { keyIds: taken.map(({ id }) => id) },
    );
  return hold(
    whenTaken,
    `${because}, but IAM allows two keys and no slot is free: ${evidence}; delete or deactivate what is not needed`,
    taken[0],
    undefined,
    { keyIds: taken.map(({ id }) => id) },
  );
}

/** What an Inactive key has to wait for before it may be deleted (promise 2); undefined when its quarantine is over. */
export function quarantine(situation: Situation, key: AccessKey): Verdict | undefined {
  const record = recordOf(situation, key);
  if (!record) return startQuarantine(situation, key);
  const end = quarantineEnd(situation, record.at);
  if (!isOver(end, situation))
    return { because: `the key ${key.id} is Inactive and in quarantine until ${day(end)}`, nextAt: end };
  const use = lastUseOf(situation, key);
  if (use.kind === 'unknown')
    return { because: `the key ${key.id} stays in quarantine while its last use cannot be read (${use.why})` };
  // IAM may let a key work for a while after its deactivation; a use past the horizon means that somebody reactivated it in between.
  const disturbed = isAfter(usedAtOf(use), later(record.at, HORIZON_MS));
  return disturbed ? startQuarantine(situation, key) : undefined;
}

export const recordOf = ({ secret }: Situation, key: AccessKey) =>
  secret?.deactivated?.accessKeyId === key.id ? secret.deactivated : undefined;

export function startQuarantine(situation: Situation, key: AccessKey): Doing {
  const role = key === situation.retiring ? 'retiring' : 'spare';
  const end = quarantineEndDate(situation.policy, situation.now);
  const because = recordOf(situation, key)
    ? `the key ${key.id} was used after it had been deactivated, so its quarantine starts again and ends on ${day(end)}`
    : `the key ${key.id} was found Inactive and no record says since when, so its quarantine counts from now and ends on ${day(end)}`;
  return { steps: [recordInactiveStep(situation, key.id, role, because)], because, nextAt: end };
}

export function deleteInactive({ policy }: Situation, key: AccessKey, role: 'retiring' | 'spare', why: string): Doing {
  const because = `${key.id} was Inactive for the whole quarantine of ${policy.quarantineDays} days; ${why}`;
  return { steps: [deleteStep(key.id, role, because)], because };
}

/** A new key for consumers whose current one is revoked and Inactive. If nothing else can make room, it does itself. */
export function issueInPlaceOf(situation: Situation, revoked: AccessKey): Doing {
  const because = `the key ${revoked.id} that consumers read from the secret was revoked`;
  const usual = issue(situation, undefined, because, 'no-free-slot');
  if (!usual.steps.some((step) => step.kind === 'hold')) return usual;
  return { steps: [makeRoom(revoked), issueStep(situation, undefined, because)], because };
}

const makeRoom = ({ id }: AccessKey) =>
  deleteStep(id, 'revoked', `${id} was revoked, and its slot is needed for a new key`);
