/** Steps, phases and keys in words, the same in every command. Pure. */

import { programLines } from '../../lambda/core/messages/evidence';
import type {
  Result,
  ResultKey,
  ResultOutcome,
  ResultProgram,
  ResultStep,
} from '../../lambda/core/report/result-schema';
import { count, number, when } from '../terminal/dates';
import type { Style } from '../terminal/line';

/** What is done, and what was done. `KEY` stands for the key's id. */
const DEEDS: Readonly<Record<string, readonly [plan: string, past: string]>> = {
  'issue-key': ['issue a new key', 'issued a new key'],
  'deactivate-key': ['deactivate KEY', 'deactivated KEY'],
  'delete-key': ['delete KEY', 'deleted KEY'],
  'record-inactive': ['note that KEY is inactive', 'noted that KEY is inactive'],
  'renew-grace': ['give KEY a new grace', 'gave KEY a new grace'],
  'roll-back': ['roll back to KEY', 'rolled back to KEY'],
  'make-current': ['make KEY current', 'made KEY current'],
  'note-revocation': ['note that KEY is compromised', 'noted that KEY is compromised'],
  'set-hold': ['change the hold', 'changed the hold'],
};

export function stepInWords({ kind, accessKeyId, reason, event, result }: ResultStep): string {
  if (kind === 'hold') return `hold: ${reason ?? ''}`;
  if (kind === 'notify') return `${result === 'done' ? 'notified' : 'notify'} the owner: ${event ?? ''}`;
  const [plan, past] = DEEDS[kind] ?? [kind, kind];
  const words = result === 'done' ? past : plan;
  return words.includes('KEY') ? words.replace('KEY', accessKeyId ?? 'the key') : withKey(words, accessKeyId);
}

const withKey = (words: string, accessKeyId: string | undefined) =>
  accessKeyId === undefined ? words : `${words} (${accessKeyId})`;

/** What became of a step, where that is not what the command says anyway. */
export function resultInWords(result: string): string {
  switch (result) {
    case 'failed':
      return 'failed';
    case 'skipped':
      return 'not done, because the step before it failed';
    case 'withheld':
      return 'left for a later run';
    default:
      return '';
  }
}

export function stepStyle({ kind, result }: ResultStep): Style | undefined {
  if (result === 'failed') return 'red';
  if (kind === 'hold') return 'yellow';
  return result === 'done' ? 'green' : undefined;
}

const PHASE_STYLES: Readonly<Record<string, Style>> = { failed: 'red', held: 'yellow', blocked: 'yellow', due: 'cyan' };

export const phaseStyle = (phase: string | undefined): Style | undefined => PHASE_STYLES[phase ?? ''];

const NEXT_STEPS: Readonly<Record<string, string>> = {
  'issue-key': 'rotate',
  'deactivate-key': 'deactivate',
  'delete-key': 'delete',
};

/** Where no step is known: what a run will do at that time. */
const NEXT_OF_PHASE: Readonly<Record<string, string>> = { waiting: 'go on', rotating: 'finish' };

/** A verb, and when: `rotate 2027-01-31`. */
export function nextInWords({ nextStep, nextAt, phase = '' }: ResultOutcome, now: Date): string {
  const verb = nextStep === undefined ? NEXT_OF_PHASE[phase] : (NEXT_STEPS[nextStep] ?? nextStep);
  if (nextAt === undefined) return verb ?? 'do nothing';
  return `${verb ?? 'look again'} ${new Date(nextAt) <= now ? 'now' : when(nextAt, now)}`;
}

/** `AKIA…EXAMPLE current, 76 days; AKIA…EXAMPLE retiring, 166 days`. */
export function keysInWords(keys: readonly ResultKey[]): string {
  // Before a first rotation no key is Keyturn's, and "foreign" would say nothing.
  const hasCurrent = keys.some(({ role }) => role === 'current');
  return keys
    .map(({ accessKeyId, role, active, ageDays }) => {
      const shownRole = hasCurrent ? role : undefined;
      const state = [
        shownRole,
        active ? undefined : 'inactive',
        ageDays === undefined ? undefined : ageInWords(ageDays),
      ];
      const words = state.filter((each) => each !== undefined).join(', ');
      return [accessKeyId, words].filter(Boolean).join(' ');
    })
    .join('; ');
}

export const ageInWords = (days: number) => `${Math.floor(days)} ${Math.floor(days) === 1 ? 'day' : 'days'}`;

/** Who has moved from the old key and who has not, a line for each. */
export const programsInWords = (programs: readonly ResultProgram[] = []): readonly string[] =>
  programLines(
    programs.map(({ movedAt, oldSeenAt, seenAt, ...same }) => ({
      ...same,
      ...(movedAt !== undefined && { movedAt: new Date(movedAt) }),
      ...(oldSeenAt !== undefined && { oldSeenAt: new Date(oldSeenAt) }),
      seenAt: new Date(seenAt),
    })),
  );

/** `76 d + 3 d` for a column; an inactive key in brackets. */
export const agesInBrief = (keys: readonly ResultKey[] = []): string =>
  keys
    .map(({ active, ageDays }) => {
      const age = ageDays === undefined ? '?' : `${Math.floor(ageDays)} d`;
      return active ? age : `(${age})`;
    })
    .join(' + ');

/** `37 of 412 users are managed`. */
export const managedInWords = ({ managed, scanned }: Result['users']) =>
  `${number(managed)} of ${count(scanned, 'user')} ${managed === 1 ? 'is' : 'are'} managed`;
