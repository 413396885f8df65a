import type { Reason } from '../holds';
import type { DeletedRole } from '../rules/step';
import type { KeyUse } from '../user/keys';
import type { ManagedUser } from '../user/observation';

export type Command = readonly [purpose: string, command: string];

/** One event in plain words. */
export interface Text {
  /** Short enough that a subject stays below 100 characters after a user name of 64. */
  readonly headline: string;
  readonly happened: string;
  readonly toDo: readonly string[];
  /** A time that the reader has to know, and what it is the time of. */
  readonly by?: readonly [what: string, at: Date];
  /** The exact commands, each behind what it is for. */
  readonly commands: readonly Command[];
  readonly undo: string;
}

/** The notification of one event. */
export type EventOf<Event extends Notification['event']> = Notification & { event: Event };

/** What the words for a hold or a block are made from. */
export type HoldEvent = EventOf<'key-held' | 'user-blocked'>;

/** What differs from reason to reason. */
export type ReasonText = (about: HoldEvent) => {
  /** At most 22 characters: the user's name and the date stand beside it. */
  readonly headline: string;
  readonly remedy: string;
  /** To see what is wrong, and to fix it. */
  readonly commands?: readonly Command[];
  /** @default - there is nothing to undo, and it is sent again */
  readonly undo?: string;
};

/** Something to tell. The union's members carry what their text needs, and nothing else. */
export type Notification = {
  readonly user: ManagedUser;
  readonly at: Date;
  readonly because: string;
  readonly secretName: string;
  readonly region: string;
  /** The topic of the user's team, which the message was meant for, and what SNS said: then the platform team gets it. */
  readonly refusedBy?: { readonly topicArn: string; readonly error: string };
} & (
  | {
      readonly event: 'key-rotated';
      readonly accessKeyId: string;
      readonly oldKeyId?: string;
      readonly graceEndsAt: Date;
    }
  | {
      readonly event: 'key-reminder';
      readonly accessKeyId: string;
      readonly graceEndsAt: Date;
      readonly usedBy?: readonly KeyUse[];
    }
  | {
      readonly event: 'key-deactivated';
      readonly accessKeyId: string;
      readonly deletedFrom: Date;
      readonly role: 'retiring' | 'spare';
    }
  | { readonly event: 'key-deleted'; readonly accessKeyId: string; readonly role?: DeletedRole }
  | {
      readonly event: 'key-rolled-back';
      /** The old key, which works again. */
      readonly accessKeyId: string;
      /** Both keys are kept at least until then. */
      readonly until: Date;
      /** The secret names it; false after a first rotation, where the old key's secret half was never stored. */
      readonly isCurrent: boolean;
    }
  | { readonly event: 'key-revoked'; readonly accessKeyId: string; readonly deletedFrom: Date }
  | {
      readonly event: 'key-held' | 'user-blocked';
      readonly accessKeyId?: string;
      readonly reason: Reason;
      /** Who used the key since the rotation; empty when CloudTrail shows nobody, missing when it was not asked or did not answer. */
      readonly usedBy?: readonly KeyUse[];
    }
);

/** Every event, and every severity: what filter policies choose by. */
export const EVENTS = [
  'key-rotated',
  'key-reminder',
  'key-held',
  'key-deactivated',
  'key-deleted',
  'user-blocked',
  'key-rolled-back',
  'key-revoked',
] as const satisfies Notification['event'][];

export const SEVERITIES = ['info', 'warning', 'critical'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** The parameters of SNS Publish that depend on the event. */
export interface RenderedMessage {
  readonly subject: string;
  /** `MessageStructure: json`: one string for each protocol. */
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}
