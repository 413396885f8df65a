/** The words of the design as types. Pure: no I/O, no clock. `plan` imports nothing else. */
import type { Policy, SecretFormat } from './config';
import type { Standing } from './standing';

export type { Policy, SecretFormat };

/** One IAM access key, from ListAccessKeys. */
export interface AccessKey {
  readonly id: string;
  readonly active: boolean;
  readonly createdAt: Date;
}

/**
 * When a key was last used, from GetAccessKeyLastUsed. AWS records the first use in a span of about 15 minutes, so the true last use
 * may be that much later. `unknown` is never read as `never` (promise 7).
 */
export type LastUse =
  | { readonly kind: 'never' }
  | { readonly kind: 'used'; readonly at: Date; readonly service: string; readonly region: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** What a write-ahead intent says is under way. */
export interface Intent {
  readonly kind: 'rotate' | 'rollback';
  readonly at: Date;
}

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

/** A secret as its labels and tags show it. Its value is never read. */
export interface SecretState {
  readonly arn: string;
  readonly name: string;
  /** The user that the secret is tagged for; undefined when nobody has tagged it. */
  readonly userId: string | undefined;
  /** Set while the secret is scheduled for deletion. */
  readonly deletedAt: Date | undefined;
  /** The version that each staging label is attached to. */
  readonly labels: { readonly current?: string; readonly pending?: string; readonly previous?: string };
  readonly intent: Intent | undefined;
  readonly deactivated: { readonly accessKeyId: string; readonly at: Date } | undefined;
  readonly notices: Notices;
  readonly holdUntil: Date | undefined;
  /** The reason of the hold that was last told, and when it was first told. */
  readonly heldSince: Note | undefined;
  readonly promisedUntil: Date | undefined;
  readonly adoptedVersion: string | undefined;
  /** What the secret's own tag says about its value. */
  readonly format?: SecretFormat;
  /** The Regions that have a copy. Only a fresh read knows them. */
  readonly replicaRegions?: readonly string[];
  /** Tags of Keyturn's that do not parse, as sentences. */
  readonly problems: readonly string[];
}

/** What a user's tags say, on top of the deployed policy. */
export interface UserSettings {
  readonly policy: Policy;
  readonly exemptUntil: Date | undefined;
  readonly owner: string | undefined;
  /** The secret that `keyturn:secret-name` names; undefined for the default one. */
  readonly secretName: string | undefined;
  readonly secretFormat?: SecretFormat;
  /** The Region of Amazon SES that the SMTP password is for; undefined for a user that sends no mail. */
  readonly sesSmtpRegion?: string;
  /** Tags that do not parse, as sentences. A user with a problem is held: a bad value never falls back in silence. */
  readonly problems: readonly string[];
}

export interface ManagedUser {
  readonly name: string;
  /** IAM's UserId (`AIDA…`): a user deleted and made again under the same name has another one. */
  readonly id: string;
  readonly arn: string;
  readonly accountId: string;
  readonly settings: UserSettings;
}

/** Why a managed user is left alone, in a word that is stable: it is compared with what the owner was last told. */
export type HoldReason =
  | 'tags-invalid'
  | 'secret-tags-invalid'
  | 'identity-differs'
  | 'secret-not-adopted'
  | 'secrets-ambiguous'
  | 'secret-deleted'
  | 'secret-overwritten'
  | 'labels-moved'
  | 'current-inactive'
  | 'current-unproven'
  | 'still-in-use'
  | 'reactivated'
  | 'foreign-key-old'
  | 'by-hand';

/** Why a rotation that is due cannot start. */
export type BlockReason =
  | 'two-active-keys'
  | 'foreign-key'
  | 'spare-in-quarantine'
  | 'no-free-slot'
  | 'predecessor-in-the-way';

/** Something about the user's secret or tags that forbids every step (rule 1). */
export interface Trouble {
  readonly reason: HoldReason;
  readonly because: string;
}

/** One user, freshly read. Everything that `plan` may decide on. */
export interface Observation {
  /** When it was read, on the process's own clock (`Clients.elapsedMs`). */
  readonly readAtMs: number;
  readonly user: ManagedUser;
  readonly keys: readonly AccessKey[];
  /** Undefined when the user has no secret yet. */
  readonly secret: SecretState | undefined;
  /** Where notices are kept when the secret itself cannot be written; undefined when that is the secret's own tag. */
  readonly board: { readonly name: string; readonly secret: SecretState | undefined } | undefined;
  readonly trouble: Trouble | undefined;
  /** By key id, for the keys whose use can matter. A key that is not in it was not read, which counts as unknown. */
  readonly lastUse: ReadonlyMap<string, LastUse>;
}

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
export interface Plan {
  readonly steps: readonly Step[];
  /** The machine reason: the rule that decided. */
  readonly rule: string;
  readonly because: string;
  /** When something is next due; undefined when only a change by somebody can make it so. */
  readonly nextAt: Date | undefined;
}

export type StepResult = 'done' | 'failed' | 'skipped' | 'planned' | 'withheld';

/** How one user was served. `error` is set when a step or a read failed. */
export interface Outcome {
  readonly userName: string;
  readonly steps: readonly (Step & { readonly result: StepResult })[];
  readonly plan: Plan | undefined;
  readonly error: string | undefined;
  /** When the owner was first told of the present hold or block. */
  readonly heldSince?: Date | undefined;
  /** Where the user stands, when that was asked for. */
  readonly standing?: Standing;
}
