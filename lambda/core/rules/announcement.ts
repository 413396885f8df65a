import type { Reason } from '../holds';
import type { KeyUse } from '../user/keys';

/** Why a key may be deleted: the only five ways (promise 2). `revoked`: a person said that it is compromised, and its slot is needed. */
export type DeletedRole = 'retiring' | 'spare' | 'orphan' | 'pending' | 'revoked';

/** What programs that read the secret get: the format's name, and its fields in words. */
export interface ValueFacts {
  readonly format: string;
  readonly reads: string;
  /** What they got until then, where it was something else. */
  readonly formerFormat?: string;
  readonly formerly?: string;
}

export interface HoldFacts {
  readonly accessKeyId?: string;
  readonly reason: Reason;
  /** Programs fail now, though not each hold for this reason means that. */
  readonly isUrgent?: true;
  /** Where AWSCURRENT is, and the version of a key that works; undefined where none is known. */
  readonly labelFrom?: string;
  readonly labelTo?: string;
  /** The tags that are wrong, or the secrets that are too many. */
  readonly tagKeys?: readonly string[];
  readonly surplusSecrets?: readonly string[];
  /** The keys of which one has to go, where no slot is free. */
  readonly keyIds?: readonly string[];
}

/** What AWS has said of a key. */
export interface LeakReport {
  /** The service, as in `AWS Health`. */
  readonly source: string;
  /** As in `AWS_RISK_CREDENTIALS_EXPOSED`. */
  readonly signal: string;
  readonly certainty: 'other' | 'suspected' | 'confirmed';
  /** When it reached Keyturn. */
  readonly reportedAt: Date;
  /** Where the key was found, and what the service says: texts from outside. */
  readonly exposedUrl?: string;
  readonly words?: string;
}

/** What was done about it, and when. */
export interface LeakDone {
  readonly answer: 'notify' | 'replace' | 'deactivate';
  /** Why it is less than the deployment allows, or why less was done than was tried. */
  readonly why?: string;
  /** What programs that read the secret get already; undefined where it is the reported key, or a new one is to follow. */
  readonly currentKeyId?: string | undefined;
  /** Since when, where the answer has issued it. */
  readonly currentSince?: Date;
  readonly deactivatedAt?: Date;
  readonly deletedFrom?: Date;
  /** The key was Inactive, or is not what programs read, when it was reported. */
  readonly isInactive?: boolean;
  readonly isCurrent?: boolean;
  /** The name of AWS's quarantine policy, where the user carries it. */
  readonly quarantine?: string;
}

/** What there is to announce, by its event: the facts that the notification's text needs, and nothing else. */
interface Announcements {
  /** A rotation is scheduled, and what it will mean. It never waits for this. */
  'key-rotation-upcoming': {
    /** The key that is to be replaced. */
    readonly accessKeyId: string;
    readonly rotatesAt: Date;
    /** If it is made then. */
    readonly graceEndsAt: Date;
  } & Partial<ValueFacts>;
  'key-rotated': {
    readonly accessKeyId: string;
    readonly oldKeyId?: string;
    readonly graceEndsAt: Date;
    /** Until when the old key stays where its uses leave open whether everybody has moved on. */
    readonly windowEndsAt: Date;
  } & Partial<ValueFacts>;
  'key-reminder': { readonly accessKeyId: string; readonly graceEndsAt: Date; readonly windowEndsAt: Date };
  'key-deactivated': { readonly accessKeyId: string; readonly deletedFrom: Date; readonly role: 'retiring' | 'spare' };
  'key-deleted': { readonly accessKeyId: string; readonly role?: DeletedRole };
  'key-rolled-back': {
    /** The old key, which works again. */
    readonly accessKeyId: string;
    /** Both keys are kept at least until then. */
    readonly until: Date;
    /** The secret names it; false after a first rotation, where the old key's secret half was never stored. */
    readonly isCurrent: boolean;
  };
  'key-revoked': {
    readonly accessKeyId: string;
    readonly deletedFrom: Date;
    /** What programs that read the secret get already; undefined where a new key is to follow, or none is known. */
    readonly currentKeyId?: string | undefined;
  };
  'key-leaked': { readonly accessKeyId: string } & LeakReport & LeakDone;
  /** Sent after it: who has used the key lately, from CloudTrail. */
  'leaked-key-used': {
    readonly accessKeyId: string;
    readonly regions: readonly string[];
    /** Whether CloudTrail has shown all that it has. */
    readonly isWhole: boolean;
    /** Changes in IAM and sessions of STS, the newest first. */
    readonly writes: readonly KeyUse[];
    /** Addresses that were first seen within the last two days, with their last call. */
    readonly newAddresses: readonly KeyUse[];
  };
  'key-held': HoldFacts;
  'user-blocked': HoldFacts;
  /** The next value will have other fields than the present one. */
  'secret-format-changes': { readonly accessKeyId: string } & ValueFacts;
}

export type Event = keyof Announcements;

/** Announced by the answer to a leak, and noted in a tag of its own. */
export type LeakEvent = 'key-leaked' | 'leaked-key-used';

/** An event and its facts; `because` is a sentence for the owner. */
export type Announcement<E extends Event = Exclude<Event, LeakEvent>> = {
  readonly [Each in E]: { readonly event: Each; readonly because: string } & Announcements[Each];
}[E];

/** The id of a key that is yet to be made, in a plan. */
export const NEW_KEY = '<new key>';
