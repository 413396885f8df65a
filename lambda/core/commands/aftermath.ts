/**
 * What a command that failed has left behind, in sentences that are true: what stands, whether a run goes on by itself, and the command that
 * does it manually. From what is there after the failure, and from what the next runs decide about that. Pure.
 */

import { plan } from '../rules/plan';
import type { Plan, Step } from '../rules/step';
import { later, MINUTE_MS, minute } from '../time';
import { workEndsAt } from '../user/at-work';
import type { AccessKey } from '../user/keys';
import type { Observation } from '../user/observation';
import { situationOf } from '../user/situation';
import type { Wish } from './plan-command';

export function aftermath(observation: Observation, wish: Wish, now: Date): string {
  return [...whatStands(observation, wish, now), ...whatFollows(observation, wish, now)].join(' ');
}

function whatStands(observation: Observation, wish: Wish, now: Date): string[] {
  const { keys, currentId, current } = situationOf(observation, now);
  const reported = wish.command === 'revoke' ? [aboutReported(keys, wish.accessKeyId)] : [];
  if (currentId === undefined)
    return keys.some((key) => key.active)
      ? reported
      : [...reported, `The user ${observation.user.name} has no key that works.`];
  return [
    ...reported,
    current?.active
      ? `Programs that read the secret get ${currentId}, which works.`
      : `Programs that read the secret have no key that works: ${currentId} is ${current ? 'Inactive' : 'deleted'}.`,
  ];
}

/** Not before it, in whole minutes. */
const minuteAfter = (at: Date) => minute(later(at, MINUTE_MS - 1));

function aboutReported(keys: readonly AccessKey[], id: string): string {
  const key = keys.find((one) => one.id === id);
  if (!key) return `The key ${id} is deleted.`;
  return key.active ? `The key ${id} still works.` : `The key ${id} is deactivated.`;
}

function whatFollows(observation: Observation, wish: Wish, now: Date): string[] {
  const { acts, after } = whatRunsDo(observation, now);
  const goesOn =
    acts.length > 0
      ? `${after ? `The first run after ${minuteAfter(after)}` : 'The next run'} ${acts.join(' and ')}.`
      : 'No run goes on with it.';
  return [goesOn, manually(observation, wish, now)];
}

/** A run that waits only because this command may still be at work is followed by one that does not. */
function whatRunsDo(observation: Observation, now: Date): { readonly acts: readonly string[]; readonly after?: Date } {
  const next = plan(observation, now);
  const acts = doings(next);
  const after = next.rule === 'horizon' ? next.nextAt : undefined;
  return acts.length > 0 || !after ? { acts } : { acts: doings(plan(observation, after)), after };
}

const doings = ({ steps }: Plan): string[] => [...new Set(steps.flatMap((step) => inWords(step) ?? []))];

function inWords(step: Step): string | undefined {
  switch (step.kind) {
    case 'issue-key':
      return 'issues a new key';
    case 'deactivate-key':
      return `deactivates ${step.accessKeyId}`;
    case 'delete-key':
      return `deletes ${step.accessKeyId}`;
    case 'notify':
      return 'sends the notification';
    case 'make-current':
      return `makes ${step.accessKeyId} current`;
    default:
      return undefined;
  }
}

function manually(observation: Observation, wish: Wish, now: Date): string {
  const { user, keys } = observation;
  if (wish.command === 'revoke' && keys.some((key) => key.active && key.id === wish.accessKeyId))
    return `To deactivate it manually: ${deactivation(user.name, wish.accessKeyId)}`;
  const about = wish.command === 'revoke' ? wish.accessKeyId : user.name;
  // What another one may be at work on is refused until nobody can be.
  const until =
    wish.command === 'rotate' || wish.command === 'confirm' ? workEndsAt(situationOf(observation, now)) : undefined;
  return `To do it yourself, repeat it${until ? ` after ${minuteAfter(until)}` : ''}: ${commandLine(wish, about)}`;
}

function commandLine(wish: Wish, about: string): string {
  switch (wish.command) {
    case 'hold':
      return `npx keyturn hold ${about} ${wish.until ? `--until ${wish.until.toISOString().slice(0, 10)}` : '--release'}`;
    case 'confirm':
      return `npx keyturn confirm ${about}${wish.force ? ' --force' : ''}`;
    default:
      return `npx keyturn ${wish.command} ${about}`;
  }
}

/** Where even that cannot be read: what is known from the command itself. */
export function aftermathUnread(
  wish: Wish,
  userName: string,
  did: { readonly isOff: boolean; readonly isNoted: boolean },
): string {
  if (wish.command !== 'revoke') return `What stands could not be read: see npx keyturn status --user ${userName}.`;
  const { accessKeyId } = wish;
  if (!did.isOff)
    return `The key ${accessKeyId} still works. ${did.isNoted ? 'Every run tries again.' : 'No run goes on with it.'} To deactivate it manually: ${deactivation(userName, accessKeyId)}`;
  return `The key ${accessKeyId} is deactivated. Whether programs that read the secret have a key that works could not be read. ${
    did.isNoted
      ? 'The next run that can read the secret issues a new key where programs need one.'
      : 'No run goes on with it.'
  } Once the secret can be read, repeat it: npx keyturn revoke ${accessKeyId}.`;
}

const deactivation = (userName: string, accessKeyId: string) =>
  `aws iam update-access-key --user-name '${userName}' --access-key-id ${accessKeyId} --status Inactive`;
