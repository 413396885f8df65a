/** What the credential report teaches about pauses in the use of keys, at no further read (docs/design.md, "Evidence"). Pure. */

import { accessKeyIdOf } from '../names';
import type { Config } from '../settings/config';
import { userSettingsFrom } from '../settings/user-settings';
import { learnt, NO_PAUSE, type Pause, type Pauses } from '../user/evidence/pauses';
import type { SecretState } from '../user/secret-state';
import { idleMs } from '../user/timetable';
import type { ReportKey } from './credential-report';
import { keysByAge, oldKeyIdOf, usedByOthers } from './reported-keys';
import { isManaged, type Scan, type UserRow } from './user-row';

/** What is to be noted on a user's secret. */
export interface Lesson {
  readonly row: UserRow;
  readonly secret: SecretState;
  readonly pauses: Pauses;
}

/** Each is a write, so a run has so many at most. */
const MOST_LESSONS = 100;

/** Nothing for users who are left alone. Where there are too many, another run begins with others: one that fails every time is in nobody's way. */
export function lessonsOf({ users, reportedAt }: Scan, config: Config, now: Date): readonly Lesson[] {
  const all = users
    .filter((row) => isManaged(row, config.manage))
    .flatMap((row) => lessonFor(row, config, reportedAt, now));
  const first = all.length > MOST_LESSONS ? Math.floor(now.getTime() / 60_000) % all.length : 0;
  return [...all.slice(first), ...all.slice(0, first)].slice(0, MOST_LESSONS);
}

function lessonFor(row: UserRow, config: Config, reportedAt: Date, now: Date): Lesson[] {
  const { policy, problems, exemptUntil } = userSettingsFrom(row.tags, config);
  const [secret] = row.secrets;
  if (!secret || problems.length > 0 || isLeftAlone(row, secret)) return [];
  if ([secret.holdUntil, exemptUntil].some((until) => until && until > now)) return [];
  const currentId = accessKeyIdOf(secret.labels.current);
  // After a rollback the dates do not tell which key is which.
  if (currentId === undefined || secret.intent?.kind !== 'rotate') return [];
  const { current, old } = keysByAge(row, secret);
  const known = secret.pauses ?? new Map<string, Pause>();
  const next = new Map<string, Pause>();
  let isNews = false;
  const learn = (id: string | undefined, key: ReportKey | undefined) => {
    if (id === undefined || !key) return;
    const before = known.get(id);
    const usedAt = usedByOthers(key);
    const after = usedAt && learnt(before ?? NO_PAUSE, usedAt, reportedAt, idleMs(policy));
    if (after) isNews = true;
    const pause = after ?? before;
    if (pause) next.set(id, pause);
  };
  learn(oldKeyIdOf(secret), old);
  learn(currentId, current);
  return isNews ? [{ row, secret, pauses: next }] : [];
}

const isLeftAlone = ({ secrets, namesake }: UserRow, { deletedAt, problems }: SecretState) =>
  secrets.length > 1 || namesake !== undefined || deletedAt !== undefined || problems.length > 0;
