/** The user of a reported key. What cannot be read keeps no compromised key alive (promise 12). */

import { errorText } from '../../aws/errors/errors';
import { within } from '../../aws/limit';
import type { UserRow } from '../../core/account/user-row';
import { userSettingsFrom } from '../../core/settings/user-settings';
import type { Observation } from '../../core/user/observation';
import { observe } from '../read/observe';
import { managedUserWithKey, secretsOf } from '../read/one-user';
import type { Run } from '../steps/work';

export interface Reported {
  readonly row: UserRow;
  readonly observation: Observation;
  /** Why the keys and the secret could not be read; undefined when they were. */
  readonly unread?: string;
}

/** From when the command began. */
const READING_LIMIT_MS = 20_000;

/** @throws when IAM does not say whose key it is */
export async function reportedKey({ clients, config }: Run, accessKeyId: string): Promise<Reported> {
  const untilMs = clients.elapsedMs() + READING_LIMIT_MS;
  const user = await twice(() => managedUserWithKey(clients, accessKeyId, config));
  try {
    return await within(untilMs - clients.elapsedMs(), () =>
      twice(async () => {
        const row = { ...user, secrets: await secretsOf(clients, user.id) };
        return { row, observation: await observe(clients, row, config) };
      }),
    );
  } catch (error) {
    const row = { ...user, secrets: [] };
    return { row, observation: unread(row, { clients, config }), unread: errorText(error) };
  }
}

/** A fault that passes costs a call and not the revocation. */
async function twice<T>(read: () => Promise<T>): Promise<T> {
  return read().catch(read);
}

const unread = (row: UserRow, { clients, config }: Pick<Run, 'clients' | 'config'>): Observation => ({
  readAtMs: clients.elapsedMs(),
  user: { ...row, settings: userSettingsFrom(row.tags, config) },
  keys: [],
  secret: undefined,
  board: undefined,
  trouble: undefined,
  lastUse: new Map(),
});
