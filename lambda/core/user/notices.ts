import { isReason, REASONS, type Reason } from '../holds';
import { isoSeconds, parseTime } from '../time';

/** What the owner was notified of about a key, and when. */
export interface KeyNote {
  readonly accessKeyId: string;
  readonly at: Date;
}

/** The hold or block that the owner was notified of, and when. */
export interface HoldNote {
  /** One of this version's reasons, or of another version's. */
  readonly reason: string;
  readonly at: Date;
}

/** The tag `keyturn:notified`: of what the owner was last notified, by kind; `deleting` and `revoking` are written ahead of the act. */
export interface Notices {
  readonly rotated?: KeyNote;
  /** That this key is about to be replaced. */
  readonly upcoming?: KeyNote;
  readonly reminded?: KeyNote;
  readonly deactivated?: KeyNote;
  readonly deleting?: KeyNote;
  readonly deleted?: KeyNote;
  readonly held?: HoldNote;
  /** The hold before that one, where it was for another reason: two that take turns are no news. */
  readonly heldBefore?: HoldNote;
  /** A rollback, by the key that works again because of it. */
  readonly rolledBack?: KeyNote;
  /** In place of `deactivated` for a key that was deactivated because it is compromised; `revoking` is written ahead of that. */
  readonly revoked?: KeyNote;
  readonly revoking?: KeyNote;
  /** AWSCURRENT was found on that key, to which no rotation or rollback had moved it. */
  readonly moved?: KeyNote;
  /** That the state was lost, by the key that was current. */
  readonly lost?: KeyNote;
  /** A key that was found Inactive when the state had been lost: what it is Inactive for is not known. */
  readonly recovered?: KeyNote;
  /** The format that the next value will have, which is another than the present one. */
  readonly format?: HoldNote;
}

export type NoticeKind = keyof Notices;

const NOTICE_KINDS = [
  'rotated',
  'upcoming',
  'reminded',
  'deactivated',
  'deleting',
  'deleted',
  'held',
  'heldBefore',
  'rolledBack',
  'revoked',
  'revoking',
  'moved',
  'lost',
  'recovered',
  'format',
] as const satisfies NoticeKind[];

/** `rotated:<key>@<time> held:<reason>@<time>`: a kind appears once. Stays below a tag value's 256 characters. */
export function formatNotices(notices: Notices): string {
  const entry = (kind: keyof Notices, note: KeyNote | HoldNote | undefined) =>
    note ? [`${kind}:${'reason' in note ? note.reason : note.accessKeyId}@${isoSeconds(note.at)}`] : [];
  return NOTICE_KINDS.flatMap((kind) => entry(kind, notices[kind])).join(' ');
}

/** An entry that does not parse is passed over: the worst that can follow is a message sent twice. */
export function parseNotices(text: string): Notices {
  const entries = text.split(' ').flatMap((entry) => {
    const [, kind, about, time] = /^([A-Za-z]+):([\w-]+)@(.+)$/.exec(entry) ?? [];
    const at = parseTime(time ?? '');
    if (!about || !at || !NOTICE_KINDS.some((known) => known === kind)) return [];
    return [
      [
        kind,
        kind?.startsWith('held') || kind === 'format' ? { reason: about, at } : { accessKeyId: about, at },
      ] as const,
    ];
  });
  return Object.fromEntries(entries);
}

/** A hold that was announced, and during which nobody looks where AWSCURRENT is. Where a user is served again, it is over. */
export function holdThatHidesLabels({ held, heldBefore }: Notices): Reason | undefined {
  const reasons = [held, heldBefore].map((note) => note?.reason ?? '').filter(isReason);
  return reasons.find((reason) => REASONS[reason].hidesLabels);
}

const LONGEST_TAG = 256;

/** What comes back by itself or is news to nobody goes first; what says how the keys came to be as they are never goes. */
const DROPPED_FIRST = [
  'deleted',
  'lost',
  'heldBefore',
  'format',
  'upcoming',
  'reminded',
  'recovered',
  'deactivated',
  'held',
  'rolledBack',
  'revoked',
] as const satisfies NoticeKind[];

/**
 * Nearly everything at once can be too long. What goes then owes nobody a message: at worst one is sent twice.
 * @param newest stays, or the message that it is about would be sent by every run
 */
export function fitting(notices: Notices, newest: NoticeKind): Notices {
  let kept: Notices = notices;
  for (const kind of DROPPED_FIRST) {
    if (formatNotices(kept).length <= LONGEST_TAG) return kept;
    if (kind === newest) continue;
    const { [kind]: _, ...rest } = kept;
    kept = rest;
  }
  return kept;
}
