/** Tags were removed from a secret whose label names a key of Keyturn's. What labels and dates prove is written again, with a new grace. */

import { accessKeyIdOf, isPlaceholder, SECRET_TAG } from '../../names';
import { isoSeconds } from '../../time';
import { REPEAT_MS } from '../../user/horizon';
import { hasLostItsOwner, isStateLost } from '../../user/lost-state';
import { nextFormat } from '../../user/next-format';
import { fitting, formatNotices, type Notices } from '../../user/notices';
import { formatDeactivated, formatIntent } from '../../user/secret-state';
import type { Situation } from '../../user/situation';
import { graceEndDate } from '../../user/timetable';
import { formatValueFormat } from '../../user/value-format';
import type { Step } from '../step';
import { hold, type Verdict } from '../verdict';

export function stateIsLost(situation: Situation): Verdict | undefined {
  const { observation, secret, current, policy, writtenAt } = situation;
  if (!secret || !isStateLost(observation)) return undefined;
  const what = hasLostItsOwner(observation)
    ? 'the tags of Keyturn, keyturn:user-id among them,'
    : 'the tags of Keyturn';
  const because = `${what} were removed from the secret ${secret.name} by somebody; what labels and dates prove is restored, with a new grace`;
  const restore: Step = {
    kind: 'restore-state',
    because,
    ...restoration(situation),
    ...(current && { accessKeyId: current.id }),
  };
  const held = hold('state-lost', because, current, graceEndDate(policy, writtenAt));
  return { ...held, steps: [...held.steps, restore] };
}

type Tags = Readonly<Record<string, string>>;

/** What was not lost stays as it is. */
function restoration(situation: Situation): { readonly tags: Tags; readonly backupTags: Tags } {
  const { observation, secret, current, policy, writtenAt } = situation;
  const { user, backup } = observation;
  if (!secret) return { tags: {}, backupTags: {} };
  const { intent, labels, missingTags = [] } = secret;
  const notices = fitting(noticesOf(situation), 'lost');
  const deactivated = deactivationOf(situation);
  const previous = labels.previous;
  const isAdopted = previous !== undefined && accessKeyIdOf(previous) === undefined && !isPlaceholder(previous);
  const state = {
    [SECRET_TAG.notified]: formatNotices(notices),
    [SECRET_TAG.deactivated]: deactivated ? formatDeactivated(deactivated.accessKeyId, deactivated.at) : '',
  };
  const tags = {
    ...Object.fromEntries(missingTags.map((key) => [key, ''])),
    ...(secret.userId === undefined && { [SECRET_TAG.userId]: user.id }),
    ...state,
    ...(current && !intent && { [SECRET_TAG.intent]: formatIntent({ kind: 'rotate', at: current.createdAt }) }),
    ...(current && { [SECRET_TAG.promisedUntil]: isoSeconds(graceEndDate(policy, writtenAt)) }),
    ...(isAdopted && !secret.adoptedVersion && { [SECRET_TAG.adoptedVersion]: previous }),
    ...formatOf(situation),
  };
  return { tags, backupTags: backup ? state : {} };
}

/** Readers of a secret that no tag says anything about have the default, and keep it whatever becomes the default later. */
function formatOf({ observation, secret }: Situation): Tags {
  const next = nextFormat(observation);
  const isSaid = secret?.valueFormat ?? secret?.format ?? observation.user.settings.secretFormat;
  return next && isSaid === undefined ? { [SECRET_TAG.format]: formatValueFormat(next) } : {};
}

/** The owner hears of the loss, and not again of what the labels show. */
function noticesOf({ observation, secret, current, keys, writtenAt }: Situation): Notices {
  const kept = observation.backup?.secret?.notices;
  const { lost = kept?.lost, held = kept?.held, ...own } = secret?.notices ?? {};
  const known = { ...own, ...(held && { held }) };
  if (!current) return known;
  const inactive = keys.find((key) => !key.active && key !== current);
  const isNoted = [own.deactivated, own.revoked, own.revoking].some((note) => note?.accessKeyId === inactive?.id);
  const isRecent = lost && writtenAt.getTime() - lost.at.getTime() < REPEAT_MS;
  return {
    ...known,
    rotated: own.rotated?.accessKeyId === current.id ? own.rotated : { accessKeyId: current.id, at: current.createdAt },
    lost: isRecent ? lost : { accessKeyId: current.id, at: writtenAt },
    ...(inactive && !isNoted && { recovered: { accessKeyId: inactive.id, at: writtenAt } }),
  };
}

/** An Inactive key's quarantine counts from when Keyturn first saw it so, which the copy may know. */
function deactivationOf({ observation, secret, keys, current, writtenAt }: Situation) {
  const inactive = keys.find((key) => !key.active && key !== current);
  if (!inactive) return undefined;
  const records = [secret?.deactivated, observation.backup?.secret?.deactivated];
  return records.find((record) => record?.accessKeyId === inactive.id) ?? { accessKeyId: inactive.id, at: writtenAt };
}
