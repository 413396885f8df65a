/**
 * What was announced (the tag `keyturn:notified`): what each new note makes obsolete, and which announcement is still owed because a run
 * died, or SNS failed, between a change and its notification. Pure.
 */

import { fitting, type HoldNote, type KeyNote, type NoticeKind, type Notices } from '../user/notices';
import { isRevoked } from '../user/revoked';
import { isMadeBy, type SecretState } from '../user/secret-state';
import { broughtBack, type Situation } from '../user/situation';
import { graceEnd, quarantineEnd, quarantineEndDate, windowEnd } from '../user/timetable';
import type { Announcement, Event, LeakEvent } from './announcement';
import { whatReadersGet } from './make-step';
import { valueFacts } from './secret/format';
import type { StepOf } from './step';

type Note = KeyNote | HoldNote;

type Stored = Situation & { readonly secret: SecretState };

interface Noted {
  /** What says nothing any more once this is noted, so that the tag stays below its 256 characters. */
  readonly obsoletes: readonly NoticeKind[];
  /** The same, where it is about the same key. */
  readonly obsoletesOfItsKey?: readonly NoticeKind[];
  readonly owed?: (situation: Stored) => Announcement | undefined;
}

/** In the order in which owed announcements are made. */
const NOTED: { readonly [Kind in NoticeKind]: Noted } = {
  // `rolledBack` stays: by it the old key of a first rotation is known, which no label names.
  rotated: {
    obsoletes: ['upcoming', 'reminded', 'deleted', 'held', 'heldBefore', 'moved', 'format', 'recovered'],
    owed: owedRotation,
  },
  // `rotated` stays: by it a current key that is gone is known to be older than a later intent.
  rolledBack: { obsoletes: ['reminded', 'deactivated', 'deleted', 'moved'], owed: owedRollback },
  // Written ahead of a revocation: it tells a key that Keyturn deactivated as compromised from one that a person has deactivated.
  revoking: { obsoletes: ['reminded', 'deactivated', 'deleted', 'revoked'] },
  revoked: { obsoletes: ['revoking'], owed: owedRevocation },
  upcoming: { obsoletes: [] },
  reminded: { obsoletes: [] },
  deactivated: { obsoletes: ['reminded'], owed: owedDeactivation },
  // Written ahead of a deletion: of a key that is gone, nothing else could tell that its owner has to hear of it.
  deleting: { obsoletes: ['reminded', 'deleted'] },
  deleted: {
    obsoletes: ['deleting', 'lost'],
    obsoletesOfItsKey: ['deactivated', 'revoked', 'revoking', 'rolledBack'],
    owed: owedDeletion,
  },
  held: { obsoletes: [] },
  moved: { obsoletes: [] },
  lost: { obsoletes: [] },
  recovered: { obsoletes: [] },
  format: { obsoletes: [] },
  heldBefore: { obsoletes: [] },
};

/** What is noted of an event once it was announced. */
export const NOTE_OF = {
  'key-rotation-upcoming': 'upcoming',
  'key-rotated': 'rotated',
  'key-reminder': 'reminded',
  'key-deactivated': 'deactivated',
  'key-deleted': 'deleted',
  'key-rolled-back': 'rolledBack',
  'key-revoked': 'revoked',
  'key-held': 'held',
  'user-blocked': 'held',
  'secret-format-changes': 'format',
} as const satisfies { readonly [E in Exclude<Event, LeakEvent>]: NoticeKind };

/** The notes once one more is written. */
export function noting(notices: Notices, kind: NoticeKind, note: Note): Notices {
  const { obsoletes, obsoletesOfItsKey } = NOTED[kind];
  const kept = (Object.entries(notices) as [NoticeKind, Note][]).filter(
    ([other, about]) =>
      !obsoletes.includes(other) && !(obsoletesOfItsKey?.includes(other) && keyOf(about) === keyOf(note)),
  );
  return fitting({ ...Object.fromEntries(kept), ...before(notices, kind, note), [kind]: note }, kind);
}

const keyOf = (note: Note) => ('accessKeyId' in note ? note.accessKeyId : undefined);

/** A hold for another reason keeps the one before it in memory. */
function before({ held }: Notices, kind: NoticeKind, note: Note): Pick<Notices, 'heldBefore'> {
  return kind === 'held' && held && 'reason' in note && held.reason !== note.reason ? { heldBefore: held } : {};
}

/** The notes once a hold is over, so that the same hold is news when it comes again. */
export function notingNoHold({ held: _, heldBefore: __, ...kept }: Notices): Notices {
  return kept;
}

/** A user in trouble is left alone altogether: what its secret says may be about somebody else. */
export function owedSteps({ secret, ...situation }: Situation): StepOf<'notify'>[] {
  if (situation.observation.trouble || !secret) return [];
  return Object.values(NOTED).flatMap(({ owed }) => {
    const tells = owed?.({ ...situation, secret });
    return tells ? [{ kind: 'notify', because: tells.because, tells }] : [];
  });
}

const LATE = 'the message about it was not confirmed as sent, so it is sent now';

function owedRotation(situation: Stored): Announcement | undefined {
  const { secret, current, retiring } = situation;
  const { intent, notices } = secret;
  if (!current || intent?.kind !== 'rotate' || !isMadeBy(intent, current, notices)) return undefined;
  if (notices.rotated?.accessKeyId === current.id) return undefined;
  return {
    event: 'key-rotated',
    accessKeyId: current.id,
    ...(retiring?.active && { oldKeyId: retiring.id }),
    graceEndsAt: graceEnd(situation),
    windowEndsAt: windowEnd(situation),
    ...valueFacts(situation),
    because: `a new key was issued; ${LATE}`,
  };
}

function owedRollback(situation: Stored): Announcement | undefined {
  const { secret, currentId } = situation;
  const back = broughtBack(situation);
  const { intent, notices, holdUntil } = secret;
  if (!back || !intent) return undefined;
  const { rolledBack } = notices;
  if (rolledBack?.accessKeyId === back.id && rolledBack.at >= intent.at) return undefined;
  return {
    event: 'key-rolled-back',
    accessKeyId: back.id,
    until: holdUntil ?? graceEnd(situation),
    isCurrent: currentId === back.id,
    because: `the rotation was rolled back; ${LATE}`,
  };
}

function owedRevocation(situation: Stored): Announcement | undefined {
  const { keys, secret, policy, writtenAt } = situation;
  const { notices, revoked: reports = [] } = secret;
  const owed = [notices.revoking, ...reports.filter(({ isNotified }) => !isNotified)].map((note) => note?.accessKeyId);
  const revoked = keys.find((key) => owed.includes(key.id) && !key.active);
  return (
    revoked && {
      event: 'key-revoked',
      accessKeyId: revoked.id,
      deletedFrom: quarantineEndDate(policy, writtenAt),
      ...whatReadersGet(situation, revoked.id),
      because: `the key was revoked; ${LATE}`,
    }
  );
}

function owedDeactivation(situation: Stored): Announcement | undefined {
  const { keys, secret, retiring } = situation;
  const { deactivated, notices } = secret;
  if (!deactivated) return undefined;
  const inactive = keys.find((key) => key.id === deactivated.accessKeyId && !key.active);
  if (!inactive) return undefined;
  const isNoted = [notices.deactivated, notices.recovered].some((note) => note?.accessKeyId === inactive.id);
  if (isNoted || isRevoked(secret, inactive.id)) return undefined;
  return {
    event: 'key-deactivated',
    accessKeyId: inactive.id,
    deletedFrom: quarantineEnd(situation, deactivated.at),
    role: retiring === inactive ? 'retiring' : 'spare',
    because: `the key was deactivated; ${LATE}`,
  };
}

function owedDeletion({ keys, secret }: Stored): Announcement | undefined {
  const { deleting } = secret.notices;
  if (!deleting || keys.some((key) => key.id === deleting.accessKeyId)) return undefined;
  return { event: 'key-deleted', accessKeyId: deleting.accessKeyId, because: `the key was deleted; ${LATE}` };
}
