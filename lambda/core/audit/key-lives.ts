/** How long each key of a managed user was active, and for how long it was older than its maximum age. */

import { ageInDays, pastAgeDate } from '../user/timetable';
import type { Exception } from './exceptions';
import type { Ledger } from './ledger';
import { dateIn, numberIn, textIn } from './log-entry';
import { overlaps, type Period } from './period';
import { byTime, type Rotation } from './rotations';

/** A key that is active now, as the credential report shows it, without its id. */
export interface StandingKey {
  readonly userName: string;
  readonly userId: string;
  readonly owner: string;
  /** "Created or last changed". */
  readonly changedAt: Date;
  readonly maxKeyAgeDays: number;
  /** Where the user's secret names it and no other key of the user is active. */
  readonly accessKeyId?: string;
}

export interface KeyLife {
  readonly userName: string;
  readonly userId: string;
  readonly owner: string;
  accessKeyId: string;
  readonly createdAt: Date;
  /** When it was deactivated or deleted; undefined while it is active. */
  endedAt: Date | undefined;
  /** No line and no report says what became of it: somebody else has deleted it, or its user. */
  isLost: boolean;
  maxKeyAgeDays: number;
  /** Within the period, how many whole days it was older than that. */
  daysPast: number;
  /** What explains it. */
  under: string;
}

export interface LivesInput {
  readonly ledger: Ledger;
  readonly standing: readonly StandingKey[];
  readonly rotations: readonly Rotation[];
  readonly exceptions: readonly Exception[];
  readonly period: Period;
  readonly now: Date;
}

export function keyLivesOf(input: LivesInput): KeyLife[] {
  const { ledger, standing, period, now } = input;
  const lives = livesInLog(ledger);
  addStanding(lives, standing);
  return [...lives.values()]
    .filter(({ createdAt, endedAt }) => overlaps(period, createdAt, endedAt))
    .map((life) => withAge(life, input, now))
    .sort((a, b) =>
      a.userName < b.userName ? -1 : a.userName > b.userName ? 1 : a.createdAt.getTime() - b.createdAt.getTime(),
    );
}

type Lives = Map<string, KeyLife>;

function livesInLog({ steps }: Ledger): Lives {
  const lives: Lives = new Map();
  for (const { kind, accessKeyId, fields, at, userName, userId, owner } of [...steps].sort(byTime)) {
    const live = (id: string | undefined, createdAt: Date | undefined): KeyLife | undefined => {
      const known = id === undefined ? undefined : lives.get(id);
      if (known || id === undefined || !createdAt) return known;
      const maxKeyAgeDays = numberIn(fields, 'maxKeyAgeDays') ?? 0;
      const base = { userName, userId, owner, accessKeyId: id, createdAt, maxKeyAgeDays };
      const life = { ...base, endedAt: undefined, isLost: true, daysPast: 0, under: '' };
      lives.set(id, life);
      return life;
    };
    const changedAt = dateIn(fields, 'changedAt');
    if (kind === 'issue-key') {
      live(textIn(fields, 'oldKeyId'), dateIn(fields, 'oldCreatedAt'));
      // One that failed to be stored or verified was deleted at once, and nobody ever had it.
      if (dateIn(fields, 'promotedAt')) live(textIn(fields, 'newKeyId'), dateIn(fields, 'newCreatedAt'));
    } else if (kind === 'roll-back') {
      const life = live(accessKeyId, undefined);
      if (life) life.endedAt = undefined;
    } else if (['deactivate-key', 'record-inactive', 'delete-key'].includes(kind)) {
      const life = live(accessKeyId, dateIn(fields, 'createdAt'));
      if (life) life.endedAt ??= changedAt ?? (kind === 'record-inactive' ? at : undefined);
    }
  }
  return lives;
}

/** The report gives whole seconds. */
const isSame = (a: Date, b: Date) => Math.abs(a.getTime() - b.getTime()) < 2000;

function addStanding(lives: Lives, standing: readonly StandingKey[]): void {
  const byUser = new Map<string, KeyLife[]>();
  for (const life of lives.values()) byUser.set(life.userId, [...(byUser.get(life.userId) ?? []), life]);
  for (const [n, { changedAt, accessKeyId, ...key }] of standing.entries()) {
    const own = byUser.get(key.userId) ?? [];
    const open = own.filter(({ endedAt }) => !endedAt);
    const life = open.find((each) => isSame(each.createdAt, changedAt) || each.accessKeyId === accessKeyId);
    // The deactivation of a key whose reactivation nobody has shown is the last that is known of it.
    if (life) Object.assign(life, { isLost: false, maxKeyAgeDays: key.maxKeyAgeDays });
    else
      lives.set(`standing ${n}`, {
        ...key,
        accessKeyId: accessKeyId ?? '',
        createdAt: changedAt,
        endedAt: undefined,
        isLost: false,
        daysPast: 0,
        under: '',
      });
  }
  for (const life of lives.values()) if (life.endedAt) life.isLost = false;
}

/** Promise 9, in whole days. */
function withAge(life: KeyLife, { period, rotations, exceptions }: LivesInput, now: Date): KeyLife {
  const tooOldAt = pastAgeDate(life, life.createdAt);
  const [from, until] = [max(tooOldAt, period.from), min(life.endedAt ?? now, min(period.end, now))];
  if (from >= until) return life;
  const daysPast = Math.max(1, ageInDays(from, until));
  const span = { from, end: until };
  return { ...life, daysPast, under: explanationOf(life, span, rotations, exceptions) };
}

const max = (a: Date, b: Date) => (a > b ? a : b);

const min = (a: Date, b: Date) => (a < b ? a : b);

function explanationOf(
  { userId, accessKeyId }: KeyLife,
  span: Period,
  rotations: readonly Rotation[],
  exceptions: readonly Exception[],
): string {
  const own = exceptions.filter(
    (each) => each.userId === userId && each.kind !== 'command' && overlaps(span, each.since, each.until),
  );
  if (own.length > 0) return [...new Set(own.map(({ kind, reason }) => `${kind}: ${reason}`))].join('; ');
  const rotation = rotations.find((each) => each.oldKeyId === accessKeyId && each.promotedAt !== undefined);
  return rotation?.promotedAt && overlaps(span, rotation.promotedAt, rotation.oldDeactivatedAt)
    ? 'the announced grace and window of its rotation'
    : '';
}
