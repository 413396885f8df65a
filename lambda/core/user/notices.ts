import { isoSeconds, parseTime } from '../time';

/** Something that was said about a subject (a key id, or the reason of a hold), and when. */
export interface Note {
  readonly subject: string;
  readonly at: Date;
}

/** The tag `keyturn:notified`: what the owner was last told of each kind; `deleting` and `revoking` are written ahead of the act. */
export interface Notices {
  readonly rotated?: Note;
  readonly reminded?: Note;
  readonly deactivated?: Note;
  readonly deleting?: Note;
  readonly deleted?: Note;
  readonly held?: Note;
  /** A rollback, by the key that works again because of it. */
  readonly rolledBack?: Note;
  /** In place of `deactivated` for a key that was deactivated because it is compromised; `revoking` is written ahead of that. */
  readonly revoked?: Note;
  readonly revoking?: Note;
}

export type NoticeKind = keyof Notices;

const NOTICE_KINDS = [
  'rotated',
  'reminded',
  'deactivated',
  'deleting',
  'deleted',
  'held',
  'rolledBack',
  'revoked',
  'revoking',
] as const satisfies NoticeKind[];

/** `rotated:<key>@<time> held:<reason>@<time>`: a kind appears once. Stays below a tag value's 256 characters. */
export function formatNotices(notices: Notices): string {
  const entry = (kind: NoticeKind, note: Note | undefined) =>
    note ? [`${kind}:${note.subject}@${isoSeconds(note.at)}`] : [];
  return NOTICE_KINDS.flatMap((kind) => entry(kind, notices[kind])).join(' ');
}

/** An entry that does not parse is passed over: the worst that can follow is a message told twice. */
export function parseNotices(text: string): Notices {
  const entries = text.split(' ').flatMap((entry) => {
    const [, kind, subject, time] = /^([A-Za-z]+):([\w-]+)@(.+)$/.exec(entry) ?? [];
    const at = parseTime(time ?? '');
    return subject && at && NOTICE_KINDS.some((known) => known === kind) ? [[kind, { subject, at }] as const] : [];
  });
  return Object.fromEntries(entries);
}

const LONGEST_TAG = 256;

/** Nearly everything at once can be too long. What goes then owes nobody a message: at worst one is sent twice. */
export function fitting(notices: Notices): Notices {
  if (formatNotices(notices).length <= LONGEST_TAG) return notices;
  const { deleted: _, ...most } = notices;
  if (formatNotices(most).length <= LONGEST_TAG) return most;
  const { deactivated: __, ...rest } = most;
  return rest;
}
