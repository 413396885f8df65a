/** The words of the design as types. Pure: no I/O, no clock. `plan` imports nothing else. */

import type { BlockReason, HoldReason } from '../holds';
import type { AccessKey } from '../user/keys';
import type { Phase } from './phase';

export type StepOf<Kind extends Step['kind']> = Step & { kind: Kind };

/** Why a key may be deleted: the only five ways (promise 2). `revoked`: a person said that it is compromised, and its slot is needed. */
export type DeletedRole = 'retiring' | 'spare' | 'orphan' | 'pending' | 'revoked';

interface StepBase {
  /** A sentence for the owner, the log and the result. */
  readonly because: string;
}

export type Step =
  | (StepBase & {
      readonly kind: 'issue-key';
      readonly replaces: AccessKey | undefined;
    })
  /** `revoked`: a person said that the key is compromised. Otherwise consumers have moved on. */
  | (StepBase & { readonly kind: 'deactivate-key'; readonly accessKeyId: string; readonly revoked?: true })
  | (StepBase & { readonly kind: 'delete-key'; readonly accessKeyId: string; readonly role: DeletedRole })
  /** A key was found Inactive that no record knows: quarantine counts from now. */
  | (StepBase & { readonly kind: 'record-inactive'; readonly accessKeyId: string; readonly role: 'retiring' | 'spare' })
  /** Somebody reactivated a key in quarantine, or moved AWSCURRENT: programs may hold either key, and get a new grace. */
  | (StepBase & {
      readonly kind: 'renew-grace';
      readonly accessKeyId: string;
      readonly until: Date;
      /** The hold that is over with it. */
      readonly settles?: HoldReason;
    })
  /** A person wants the old key back: it is reactivated if need be, and made current if its secret half is stored. */
  | (StepBase & {
      readonly kind: 'roll-back';
      readonly accessKeyId: string;
      /** Until then nothing is done to either key. */
      readonly until: Date;
      /** The version to take AWSCURRENT from; undefined when the labels stay, as after a first rotation. */
      readonly from: string | undefined;
      /** A run that saw the keys before may have decided to cut the old one. */
      readonly isContested: boolean;
    })
  /** A person revokes the current key while its predecessor still works: consumers get that one, until there is a new key. */
  | (StepBase & { readonly kind: 'make-current'; readonly accessKeyId: string; readonly from: string })
  /** A person wants no step before that time, or releases such a hold. */
  | (StepBase & { readonly kind: 'set-hold'; readonly until: Date | undefined })
  /** Changes nothing: a due step is postponed, or a due rotation cannot start. Counted with every run. */
  | (StepBase & { readonly kind: 'hold'; readonly accessKeyId?: string; readonly reason: HoldReason | BlockReason })
  /** Tells the owner of a reminder, or of a change whose message was lost. */
  | (StepBase & {
      readonly kind: 'notify';
      readonly event:
        | 'key-rotated'
        | 'key-reminder'
        | 'key-deactivated'
        | 'key-deleted'
        | 'key-rolled-back'
        | 'key-revoked';
      readonly accessKeyId: string;
    })
  /** Tells the owner of a hold or a block. */
  | (StepBase & {
      readonly kind: 'notify';
      readonly event: 'key-held' | 'user-blocked';
      readonly accessKeyId?: string;
      readonly reason: HoldReason | BlockReason;
    });

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
