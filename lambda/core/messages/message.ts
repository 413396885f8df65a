import type { Announcement, Event } from '../rules/announcement';
import type { Seen } from '../user/evidence/programs';
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
export type NotificationOf<E extends Event> = Notification & { event: E };

/** What the words for a hold or a block are made from. */
export type HoldNotification = NotificationOf<'key-held' | 'user-blocked'>;

/** What differs from reason to reason. */
export type ReasonText = (about: HoldNotification) => {
  /** At most 22 characters: the user's name and the date stand beside it. */
  readonly headline: string;
  readonly remedy: string;
  /** To see what is wrong, and to fix it. */
  readonly commands?: readonly Command[];
  /** @default - there is nothing to undo, and it is sent again */
  readonly undo?: string;
};

/** An announcement, and whom and what it is about. */
export type Notification = Announcement<Event> &
  Partial<Seen> & {
    readonly user: ManagedUser;
    readonly at: Date;
    readonly secretName: string;
    readonly region: string;
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
