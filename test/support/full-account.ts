/** Accounts of thousands of users, as they look after years with Keyturn: everybody has rotated, and only those who are due differ. */
import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { placeholderVersionId, SECRET_TAG, versionIdOf } from '../../lambda/core/names';
import { isoSeconds } from '../../lambda/core/time';
import { formatNotices } from '../../lambda/core/user/notices';
import { formatIntent } from '../../lambda/core/user/secret-state';
import { DAY, MANAGED } from './simulation/harness';
import { World, type WorldOptions } from './world';

export interface FullAccount {
  readonly users: number;
  /** How many of them have a key that is due. @default 0 */
  readonly due?: number;
  readonly options?: Partial<WorldOptions>;
}

export const nameOf = (index: number) => `service-${String(index).padStart(5, '0')}`;

/** All are managed, and nothing is due but for the first `due` of them. */
export async function fullAccount({ users, due = 0, options = {} }: FullAccount): Promise<World> {
  // AWS's own page sizes count: 100 secrets, 1,000 users.
  const world = new World({ pageSize: 1000, ...options });
  for (let index = 0; index < users; index++) await addRotatedUser(world, index, index < due ? 80 : 25 + (index % 42));
  return world;
}

/** Its key replaced another so many days ago, which was deactivated after 14 days and deleted after 21. */
async function addRotatedUser(world: World, index: number, days: number): Promise<void> {
  const name = nameOf(index);
  const at = new Date(world.now.getTime() - days * DAY);
  const after = (more: number) => new Date(at.getTime() + more * DAY);
  const tags = { ...MANAGED, 'keyturn:owner': `team-${index % 50}@example.com`, 'cost-center': String(index % 90) };
  const { id } = world.addUser({ name, tags, createdAt: new Date(at.getTime() - 400 * DAY) });
  const { accessKeyId } = world.createKey(name, { createdAt: at });
  const { secrets } = world.clients('people');
  const secret = `keyturn/${name}`;
  const state = {
    [SECRET_TAG.userId]: id,
    [SECRET_TAG.intent]: formatIntent({ kind: 'rotate', at }),
    [SECRET_TAG.promisedUntil]: isoSeconds(after(21)),
    [SECRET_TAG.deactivated]: '',
    [SECRET_TAG.notified]: formatNotices({
      rotated: { accessKeyId: accessKeyId, at },
      // The heads-up a week before the next one.
      ...(days >= 61 && { upcoming: { accessKeyId, at: after(61) } }),
      deleted: { accessKeyId: `${accessKeyId.slice(0, -4)}GONE`, at: after(21) },
    }),
  };
  const Tags = Object.entries(state).map(([Key, Value]) => ({ Key, Value }));
  const placeholder = { ClientRequestToken: placeholderVersionId(id), SecretString: '{}' };
  await secrets.send(new CreateSecretCommand({ Name: secret, Tags, ...placeholder }));
  const value = { ClientRequestToken: versionIdOf(accessKeyId), SecretString: '{"Version":1}' };
  await secrets.send(new PutSecretValueCommand({ SecretId: secret, ...value }));
}
