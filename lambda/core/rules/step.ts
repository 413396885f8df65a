/** The words of the design as types. Pure: no I/O, no clock. `plan` imports nothing else. */

import type { AccessKey } from '../user/keys';
import type { Intent } from '../user/secret-state';
import type { Announcement, DeletedRole, Event, HoldFacts } from './announcement';
import type { Phase } from './phase';

export type StepOf<Kind extends Step['kind']> = Step & { kind: Kind };

interface StepBase {
  /** A sentence for the owner, the log and the result. */
  readonly because: string;
}

export type Step =
  | (StepBase & {
      readonly kind: 'issue-key';
      readonly replaces: AccessKey | undefined;
      readonly tells: Announcement<'key-rotated'>;
    })
  /** `revoked`: a person said that the key is compromised. Otherwise consumers have moved on. */
  | (StepBase & {
      readonly kind: 'deactivate-key';
      readonly accessKeyId: string;
      readonly revoked?: true;
      /** A person said that they have, so the note of that comes first, and another command's intent stops it. */
      readonly confirmed?: true;
      readonly tells: Announcement<'key-deactivated' | 'key-revoked'>;
      /** Whose uses the notification names. */
      readonly names?: WhoseUses;
    })
  | (StepBase & {
      readonly kind: 'delete-key';
      readonly accessKeyId: string;
      readonly role: DeletedRole;
      readonly tells: Announcement<'key-deleted'>;
    })
  /** A key was found Inactive that no record knows: quarantine counts from now. */
  | (StepBase & {
      readonly kind: 'record-inactive';
      readonly accessKeyId: string;
      readonly role: 'retiring' | 'spare';
      readonly tells: Announcement<'key-deactivated' | 'key-revoked'>;
    })
  /** Somebody reactivated a key in quarantine, or moved AWSCURRENT: programs may hold either key, and get a new grace. */
  | (StepBase & {
      readonly kind: 'renew-grace';
      readonly accessKeyId: string;
      readonly until: Date;
      /** The key that AWSCURRENT was found on, where a person has moved it. */
      readonly movedTo?: string;
      /** A hold that was announced is over with it, so that the same one is news when it comes again. */
      readonly endsHold?: true;
    })
  /** A person wants the old key back: it is reactivated if need be, and made current if its secret half is stored. */
  | (StepBase & {
      readonly kind: 'roll-back';
      readonly accessKeyId: string;
      /** Until then nothing is done to either key. */
      readonly until: Date;
      /** The version to take AWSCURRENT from; undefined when the labels stay, as after a first rotation. */
      readonly from: string | undefined;
      /** A run that saw the keys before may have decided to deactivate the old one. */
      readonly isContested: boolean;
      readonly tells: Announcement<'key-rolled-back'>;
    })
  /** A person revokes the current key while its predecessor still works: consumers get that one, until there is a new key. */
  | (StepBase & { readonly kind: 'make-current'; readonly accessKeyId: string; readonly from: string })
  /** The first of a revocation: from here on every run finishes it. `intent`: what follows, so that a run knows what it may find. */
  | (StepBase & {
      readonly kind: 'note-revocation';
      readonly accessKeyId: string;
      readonly intent: Intent['kind'] | undefined;
    })
  /** A person wants no step before that time, or releases such a hold (`until` undefined), of which nobody has to hear. */
  | (StepBase & {
      readonly kind: 'set-hold';
      readonly until: Date | undefined;
      readonly tells?: Announcement<'key-held'>;
    })
  /** Changes nothing: a due step is postponed, or a due rotation cannot start. Counted with every run. */
  | (StepBase & {
      readonly kind: 'hold';
    } & HoldFacts)
  /** The tags that hold the state are gone: they are written again, from what labels and dates prove. */
  | (StepBase & {
      readonly kind: 'restore-state';
      readonly accessKeyId?: string;
      readonly tags: Readonly<Record<string, string>>;
      /** The same for the copy, which outlives the next loss. */
      readonly backupTags: Readonly<Record<string, string>>;
    })
  /** Tells the owner of a hold, of a reminder, or of a change whose message was lost. */
  | (StepBase & {
      readonly kind: 'notify';
      readonly tells: Announcement<Event>;
      /** CloudTrail is asked who has used which key since then. */
      readonly names?: WhoseUses;
    });

/** Of a rotation: the old key, and the one that took over. */
export interface WhoseUses {
  readonly since: Date;
  readonly oldKeyId: string;
  readonly newKeyId: string | undefined;
}

/** What to do about one user now, why, and when to look again. */
export interface Decision {
  readonly steps: readonly Step[];
  /** The machine reason: the rule that decided. */
  readonly rule: string;
  readonly because: string;
  /** When something is next due; undefined when only a change by somebody can make it so. */
  readonly nextAt: Date | undefined;
}

/** What a run decides, and where the user stands by it. */
export interface Plan extends Decision {
  readonly phase: Phase;
}

export type StepResult = 'done' | 'failed' | 'skipped' | 'planned' | 'withheld';
