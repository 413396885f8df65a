/** Who was left alone, why, since when and until when, and at whose word: holds, exemptions, users that are tagged out, and commands. */

import { isBlock, isReason } from '../holds';
import { isComplete } from './continuity';
import type { Ledger } from './ledger';
import type { LoggedCommand, SeenExemption, SeenHold } from './logged';
import { isIn, overlaps, type Period } from './period';
import { byTime } from './rotations';
import type { TrailEvent } from './trail-event';

export interface Exception {
  readonly kind: 'hold' | 'block' | 'exemption' | 'hold by tag' | 'opted out' | 'command';
  readonly userName: string;
  readonly userId: string;
  readonly owner: string;
  readonly accessKeyId: string;
  /** The machine reason of a hold, or the command's name. */
  readonly reason: string;
  readonly because: string;
  readonly since: Date;
  /** When it was over, or is to be; undefined for one without an end. */
  readonly until: Date | undefined;
  /** It still lasted when the period ended. */
  readonly isOpen: boolean;
  readonly requestedBy: string;
}

export function exceptionsOf(ledger: Ledger, trail: readonly TrailEvent[], period: Period): Exception[] {
  return [
    ...[...ledger.holds.values()].flatMap((hold) => holdsFrom(hold, ledger, period)),
    ...[...ledger.exemptions.values()].flatMap((each) => exemptionsFrom(each, ledger, trail, period)),
    ...ledger.commands.filter(({ at }) => isIn(period, at)).map((command) => commandFrom(command, ledger)),
  ].sort((a, b) => a.since.getTime() - b.since.getTime() || (a.userName < b.userName ? -1 : 1));
}

/** A span in which something was seen again and again: a moment in which it should have been seen and was not ends it. */
interface Span {
  readonly first: number;
  readonly last: number;
  readonly over: number | undefined;
}

function spansOf(seenAt: readonly number[], looksAt: readonly number[]): Span[] {
  const spans: { first: number; last: number; over: number | undefined }[] = [];
  const sorted = [...seenAt].sort((a, b) => a - b);
  for (const at of sorted) {
    const open = spans.at(-1);
    const over = open && firstAfter(looksAt, open.last);
    if (open && (over === undefined || over >= at)) open.last = at;
    else {
      if (open) open.over = over;
      spans.push({ first: at, last: at, over: undefined });
    }
  }
  const last = spans.at(-1);
  if (last) last.over = firstAfter(looksAt, last.last);
  return spans;
}

/** In a sorted list. */
function firstAfter(sorted: readonly number[], at: number): number | undefined {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) > at) high = middle;
    else low = middle + 1;
  }
  return sorted[low];
}

const looks = new WeakMap<Ledger, { readonly runs: number[]; readonly populations: number[] }>();

/** When all held users were looked at, and when the whole population was written down. */
function looksIn(ledger: Ledger) {
  const known = looks.get(ledger);
  if (known) return known;
  const sorted = (times: Date[]) => times.map((at) => at.getTime()).sort((a, b) => a - b);
  const made = {
    runs: sorted(ledger.runs.filter(isComplete).map(({ at }) => at)),
    populations: sorted(ledger.populations.map(({ at }) => at)),
  };
  looks.set(ledger, made);
  return made;
}

function holdsFrom(hold: SeenHold, ledger: Ledger, period: Period): Exception[] {
  const { userName, userId, owner, reason, because, accessKeyId = '' } = hold;
  return spansOf(hold.seenAt, looksIn(ledger).runs)
    .map(({ first, over }) => ({
      since: earlier(hold.since.get(first), new Date(first)),
      until: over === undefined ? undefined : new Date(over),
    }))
    .filter(({ since, until }) => overlaps(period, since, until))
    .map(({ since, until }) => ({
      kind: isReason(reason) && isBlock(reason) ? 'block' : 'hold',
      ...{ userName, userId, owner, accessKeyId, reason, because, since, until },
      isOpen: until === undefined || until >= period.end,
      requestedBy: '',
    }));
}

const earlier = (a: Date | undefined, b: Date) => (a && a < b ? a : b);

const KINDS = { exempt: 'exemption', hold: 'hold by tag', 'opted-out': 'opted out' } as const;

const TAG_OF: Readonly<Record<string, string>> = { exempt: 'keyturn:exempt-until', 'opted-out': 'keyturn:managed' };

function exemptionsFrom(
  { userName, userId, owner, kind, untilBy }: SeenExemption,
  ledger: Ledger,
  trail: readonly TrailEvent[],
  period: Period,
): Exception[] {
  return spansOf([...untilBy.keys()], looksIn(ledger).populations)
    .map(({ first, last, over }) => {
      const tagged = untilBy.get(last);
      const ended = over === undefined ? tagged : earlier(tagged, new Date(over));
      return { since: new Date(first), until: ended, isOver: over !== undefined };
    })
    .filter(({ since, until }) => overlaps(period, since, until))
    .map(({ since, until, isOver }) => {
      const asked = kind === 'hold' ? commandBefore(ledger, userName, since) : tagging(trail, userName, kind, since);
      return {
        kind: KINDS[kind as keyof typeof KINDS] ?? 'exemption',
        ...{ userName, userId, owner, since, until },
        accessKeyId: '',
        reason: TAG_OF[kind] ?? 'keyturn:hold-until',
        because: asked.because,
        isOpen: !isOver || (until !== undefined && until >= period.end),
        requestedBy: asked.requestedBy,
      };
    });
}

const NOBODY = { because: '', requestedBy: '' };

/** The population is written down once a day, so a tag is up to a day older than the first line of it. */
const isBefore = (at: Date, since: Date) => at <= since;

function commandBefore({ commands }: Ledger, userName: string, since: Date) {
  const [found] = commands
    .filter((each) => each.userName === userName && each.command === 'hold' && isBefore(each.at, since))
    .sort((a, b) => byTime(b, a));
  return found ? { because: found.reason, requestedBy: found.requestedBy } : NOBODY;
}

function tagging(trail: readonly TrailEvent[], userName: string, kind: string, since: Date) {
  const [found] = trail
    .filter(
      ({ name, tagKeys = [], ...event }) =>
        name === 'TagUser' &&
        event.userName === userName &&
        tagKeys.includes(TAG_OF[kind] ?? '') &&
        isBefore(event.at, since),
    )
    .sort((a, b) => byTime(b, a));
  return found ? { because: `TagUser, CloudTrail event ${found.eventId}`, requestedBy: found.by } : NOBODY;
}

function commandFrom(command: LoggedCommand, { steps }: Ledger): Exception {
  const own = steps.filter(({ runId, at }) => runId === command.runId && at.getTime() === command.at.getTime());
  const [step] = own;
  return {
    kind: 'command',
    userName: command.userName ?? step?.userName ?? '',
    userId: step?.userId ?? '',
    owner: step?.owner ?? '',
    accessKeyId: command.accessKeyId ?? own.find(({ accessKeyId }) => accessKeyId !== undefined)?.accessKeyId ?? '',
    reason: command.failures > 0 ? `${command.command} (failed)` : command.command,
    because: command.reason,
    since: command.at,
    until: command.at,
    isOpen: false,
    requestedBy: command.requestedBy,
  };
}
