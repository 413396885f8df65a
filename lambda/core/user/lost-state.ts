import { accessKeyIdOf, placeholderVersionId, SECRET_TAG, secretNameOf } from '../names';
import type { Observation } from './observation';

type Seen = Pick<Observation, 'user' | 'keys' | 'secret'>;

/** Somebody has removed the tag that says whose the secret is, from one that Keyturn made: its name and its label still prove it. */
export function hasLostItsOwner({ user, keys, secret }: Seen): boolean {
  if (!secret || secret.userId !== undefined || secret.deletedAt) return false;
  const { current } = secret.labels;
  const isTheirs = current === placeholderVersionId(user.id) || keys.some(({ id }) => id === accessKeyIdOf(current));
  return isTheirs && secret.name === secretNameOf(user.settings.secretPrefix, user.name);
}

/** AWSCURRENT is of Keyturn's making, and no tag says what was under way. */
export function isStateLost(seen: Seen): boolean {
  const { keys, secret } = seen;
  if (!secret || secret.deletedAt) return false;
  if (hasLostItsOwner(seen)) return true;
  const currentId = accessKeyIdOf(secret.labels.current);
  return secret.intent === undefined && keys.some(({ id }) => id === currentId);
}

/** Whether what was announced has a copy, or should have one: what was lost once may be lost daily. */
export function needsBackup(seen: Seen): boolean {
  const { missingTags = [], notices } = seen.secret ?? {};
  return (
    seen.secret !== undefined &&
    (isStateLost(seen) || missingTags.includes(SECRET_TAG.notified) || notices?.lost !== undefined)
  );
}
