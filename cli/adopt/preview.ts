/** What the first rotation of a user would mean: its keys, their use, and what the rules say. Reads only. */

import pMap from 'p-map';
import type { Clients } from '../../lambda/aws/clients';
import { errorText } from '../../lambda/aws/errors/errors';
import { notesOn } from '../../lambda/core/account/notes';
import { standingOf } from '../../lambda/core/account/standing';
import type { UserRow } from '../../lambda/core/account/user-row';
import { plan } from '../../lambda/core/rules/plan';
import type { Config } from '../../lambda/core/settings/config';

import { day, isoSeconds } from '../../lambda/core/time';
import type { AccessKey, LastUse } from '../../lambda/core/user/keys';
import type { Observation } from '../../lambda/core/user/observation';
import { situationOf } from '../../lambda/core/user/situation';
import { ageInDays, dueDate } from '../../lambda/core/user/timetable';
import { lastUseOf, observe } from '../../lambda/run/read/observe';

interface PreviewKey {
  readonly accessKeyId: string;
  readonly active: boolean;
  readonly createdAt: string;
  readonly ageDays: number;
  /** `never used`, `last used 2027-01-31 (s3, us-east-1)`, `last use unknown (Throttling)`. */
  readonly lastUse: string;
  readonly lastUsedAt?: string;
}

export interface Preview {
  readonly userName: string;
  readonly path: string;
  readonly keys: readonly PreviewKey[];
  readonly firstRotation: {
    /** `now`, `later`, `blocked`: somebody must act first, `unknown`: it could not be read. */
    readonly due: 'now' | 'later' | 'blocked' | 'unknown';
    readonly at?: string;
    readonly because: string;
    readonly reason?: string;
  };
  /** What programs that read the secret will get, and what may be in the way. */
  readonly notes: readonly string[];
  /** Others fail with this one. */
  readonly error?: string;
}

const CONCURRENCY = 10;

export function previewAll(
  clients: Clients,
  rows: readonly UserRow[],
  config: Config,
  now: Date,
  onProgress: (looked: number) => void,
): Promise<Preview[]> {
  let looked = 0;
  const each = async (row: UserRow) => {
    const preview = await previewOf(clients, row, config, now);
    onProgress(++looked);
    return preview;
  };
  return pMap(rows, each, { concurrency: CONCURRENCY });
}

/** A user that cannot be read is a line of its own, not the end of the command. */
async function previewOf(clients: Clients, row: UserRow, config: Config, now: Date): Promise<Preview> {
  const { name: userName, path } = row;
  try {
    const observation = await observe(clients, row, config);
    const standing = standingOf(situationOf(observation, now), plan(observation, now), config.secretPrefix);
    const { phase, because, reason, nextAt } = standing;
    const isBlocked = phase === 'blocked' || phase === 'held';
    const due = isBlocked ? 'blocked' : phase === 'due' ? 'now' : 'later';
    const at = phase === 'steady' ? laterOf(nextAt, firstDueAt(observation)) : nextAt;
    return {
      userName,
      path,
      keys: await Promise.all(observation.keys.map((key) => previewKey(clients, key, observation.lastUse, now))),
      firstRotation: {
        due,
        because,
        ...(reason !== undefined && { reason }),
        ...(at !== undefined && { at: isoSeconds(at) }),
      },
      notes: notesOn(observation, config),
    };
  } catch (error) {
    const because = errorText(error);
    return { userName, path, keys: [], firstRotation: { due: 'unknown', because }, notes: [], error: because };
  }
}

/** By the key that is oldest and works. An inactive second key may have to be out of the way first, which is the plan's own date. */
function firstDueAt({ keys, user }: Observation): Date | undefined {
  const oldest = Math.min(...keys.filter(({ active }) => active).map(({ createdAt }) => createdAt.getTime()));
  return Number.isFinite(oldest) ? dueDate(user.settings.policy, new Date(oldest)) : undefined;
}

const laterOf = (a: Date | undefined, b: Date | undefined) => (a && b ? (a > b ? a : b) : (a ?? b));

async function previewKey(
  clients: Clients,
  { id, active, createdAt }: AccessKey,
  known: Observation['lastUse'],
  now: Date,
): Promise<PreviewKey> {
  const use = known.get(id) ?? (await lastUseOf(clients, id));
  return {
    accessKeyId: id,
    active,
    createdAt: isoSeconds(createdAt),
    ageDays: ageInDays(createdAt, now),
    lastUse: lastUseInWords(use),
    ...(use.kind === 'used' && { lastUsedAt: isoSeconds(use.at) }),
  };
}

function lastUseInWords(use: LastUse): string {
  switch (use.kind) {
    case 'never':
      return 'never used';
    case 'used':
      return `last used ${day(use.at)} (${use.service}, ${use.region})`;
    case 'unknown':
      return `last use unknown (${use.why.slice(0, 60)})`;
  }
}
