/** What makes every step a guess (rule `identity`): whose the secret is, who else has to do with it, tags that cannot be read. Pure. */

import { accessKeyIdOf, isSecretName } from '../names';
import { quote } from '../text';
import { hasLostItsOwner } from '../user/lost-state';
import { formatProblem } from '../user/next-format';
import type { Observation, Trouble } from '../user/observation';
import type { SecretState } from '../user/secret-state';
import type { UserRow } from './user-row';

type Seen = Pick<Observation, 'user' | 'keys'>;

/** @param secret `unreadable` where IAM does not let Keyturn see it, because nobody has tagged it */
export function troubleWith(
  seen: Seen,
  row: UserRow,
  secret: SecretState | 'unreadable' | undefined,
  prefix: string,
): Trouble | undefined {
  const { user } = seen;
  const { problems, badTags, secretName } = user.settings;
  if (problems.length > 0) return { reason: 'tags-invalid', because: problems.join('; '), tagKeys: badTags };
  if (secret === 'unreadable' || (!secret && !mayCreate(secretName, prefix)))
    return {
      reason: 'secret-not-adopted',
      because: `the secret ${secretName} is not Keyturn's to write: create it if need be, and tag it keyturn:user-id=${user.id}`,
    };
  if (!secret) return formatProblem({ user, secret });
  return (
    whoseElse(seen, row, secret) ??
    ownedElsewhere(secret) ??
    tagsOf(secret) ??
    named(seen, secret) ??
    formatProblem({ user, secret })
  );
}

/** IAM lets Keyturn create secrets under its prefix only. */
export const mayCreate = (secretName: string | undefined, prefix: string) =>
  secretName === undefined || (secretName.startsWith(prefix) && isSecretName(secretName));

function whoseElse({ user, keys }: Seen, row: UserRow, secret: SecretState): Trouble | undefined {
  if (row.secrets.length > 1)
    return {
      reason: 'secrets-ambiguous',
      because: `${row.secrets.length} secrets are tagged keyturn:user-id=${user.id} (${row.secrets.map(({ name }) => name).join(', ')}), and only one can be this user's`,
      surplusSecrets: surplus({ user, keys }, row.secrets),
    };
  if (secret.userId === undefined && !hasLostItsOwner({ user, keys, secret }))
    return {
      reason: 'secret-not-adopted',
      because: `a secret named ${secret.name} exists that Keyturn did not make: tag it keyturn:user-id=${user.id} if it is this user's`,
    };
  if (secret.userId !== undefined && secret.userId !== user.id)
    return {
      reason: 'identity-differs',
      because: `the secret ${secret.name} belongs to the user with the id ${quote(secret.userId)}, and this user's id is ${user.id}`,
    };
  return secret.deletedAt
    ? { reason: 'secret-deleted', because: `the secret ${secret.name} is scheduled for deletion` }
    : undefined;
}

/** All but the one that holds a key of this user's, or has the name that it should have. */
function surplus({ user, keys }: Seen, secrets: readonly SecretState[]): string[] {
  const holdsKey = ({ labels }: SecretState) => keys.some(({ id }) => id === accessKeyIdOf(labels.current));
  const own = secrets.find(holdsKey) ?? secrets.find(({ name }) => name === user.settings.secretName) ?? secrets[0];
  return secrets.filter((secret) => secret !== own).map(({ name }) => name);
}

/** Before a key is made that could not be stored, or that somebody else would replace. */
function ownedElsewhere({ name, elsewhere = {} }: SecretState): Trouble | undefined {
  const { primaryRegion, owningService, isRotated } = elsewhere;
  if (primaryRegion !== undefined)
    return {
      reason: 'secret-is-replica',
      because: `the secret ${name} is a copy of the one in ${primaryRegion}, and a copy cannot be written: make it a secret of its own, or name another one in the user's tag keyturn:secret-name`,
    };
  if (owningService !== undefined)
    return {
      reason: 'secret-owned-by-service',
      because: `the secret ${name} is managed by the AWS service ${quote(owningService)}, which alone may write it: name another one in the user's tag keyturn:secret-name`,
    };
  if (isRotated)
    return {
      reason: 'secret-rotated-elsewhere',
      because: `the secret ${name} has a rotation of its own in Secrets Manager, which would replace what Keyturn stores: cancel one of the two`,
    };
  return undefined;
}

function tagsOf({ name, problems, badTags = [], tagsTooMany }: SecretState): Trouble | undefined {
  if (tagsTooMany !== undefined)
    return {
      reason: 'secret-tags-full',
      because: `the secret ${name} has no room for the tags in which Keyturn keeps its state: a secret holds 50, and ${tagsTooMany} must go`,
    };
  return problems.length > 0
    ? { reason: 'secret-tags-invalid', because: problems.join('; '), tagKeys: badTags }
    : undefined;
}

/** A name that came after the secret: nothing moves by itself, since readers and policies go by the name. */
function named({ user }: Seen, secret: SecretState): Trouble | undefined {
  const { secretName } = user.settings;
  if (secretName === undefined || secret.name === secretName) return undefined;
  return {
    reason: 'secret-name-differs',
    because: `the user's tag keyturn:secret-name names ${secretName}, but its keys are in ${secret.name}, which is tagged keyturn:user-id=${user.id}: name that one, or move the tag keyturn:user-id to the other secret`,
  };
}
