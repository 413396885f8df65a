import type { Announcement, Event } from '../rules/announcement';
import type { Seen } from '../user/evidence/programs';
import type { ManagedUser } from '../user/observation';

export type Command = readonly [purpose: string, command: string];

/** One event in plain words. */
export interface Text {
  /** At most 36 characters, with a date: a subject has 99 (subject.ts). */
  readonly headline: string;
  /** Begins with `yourUser`. */
  readonly happened: string;
  /** Where nothing is to be done by those who read the secret, that comes first. */
  readonly toDo: readonly string[];
  /** Times that the reader has to know, and what happens then, without a full stop. */
  readonly dates?: readonly (readonly [at: Date, what: string])[];
  /** The exact commands, each behind what it is for. */
  readonly commands: readonly Command[];
  /** A command, or a sentence. */
  readonly undo: string;
  /** Set where a program may be failing for this: when to undo, which is a command then, ahead of everything else. */
  readonly undoFirst?: string;
}

/** The reader's own thing: the beginning of every notification. */
export const yourUser = ({ user }: Pick<Notification, 'user'>) =>
  `Your IAM user ${user.name} in AWS account ${user.accountId}`;

/** The notification of one event. */
export type NotificationOf<E extends Event> = Notification & { event: E };

/** What the words for a hold or a block are made from. */
export type HoldNotification = NotificationOf<'key-held' | 'user-blocked'>;

/** What differs from reason to reason. */
export type ReasonText = (about: HoldNotification) => {
  /** At most 25 characters: the date follows. */
  readonly headline: string;
  /** After `yourUser`, and before the reason. @default - "is on hold", "cannot get a new access key" */
  readonly state?: string;
  readonly toDo: readonly string[];
  /** To see what is wrong, and to fix it. */
  readonly commands?: readonly Command[];
  /** @default - there is nothing to undo, and it is sent again */
  readonly undo?: string;
};

/** An announcement, and whom and what it is about. */
export type Notification = Announcement &
  Partial<Seen> & {
    readonly user: ManagedUser;
    readonly at: Date;
    readonly secretName: string;
    readonly region: string;
    /** Of an organization: what the account is called, and the names of the OUs above it, `prod/payments`; both empty where the hub did not ask. */
    readonly account?: { readonly name: string; readonly ou: string } | undefined;
    /** The command that this follows from: who asked for it and why, as the command line says. */
    readonly requested?: { readonly command: string; readonly reason?: string; readonly requestedBy?: string };
    /** The topic of the user's team, which the message was meant for, and what SNS said: then the platform team gets it. */
    readonly refusedBy?: { readonly topicArn: string; readonly error: string };
  };

export const SEVERITIES = ['info', 'warning', 'critical'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** The parameters of SNS Publish that depend on the event. */
export interface RenderedMessage {
  readonly subject: string;
  /** `MessageStructure: json`: one string for each protocol. */
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}
