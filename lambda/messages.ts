/**
 * What owners are told. Pure: an event comes in, the SNS message goes out, rendered for e-mail, for chat and for programs. No message can
 * hold the secret half of a key: nothing here ever sees one.
 */

import type { KeyUse } from './evidence';
import { emailOf, forChat, forPrograms } from './message-formats';
import { type Text, textOf } from './message-text';
import type { BlockReason, DeletedRole, HoldReason, ManagedUser } from './model';

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
      readonly reason: HoldReason | BlockReason;
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

export function render(notification: Notification): RenderedMessage {
  const { user, event } = notification;
  const severity = severityOf(notification);
  const text = textOf(notification);
  const json = JSON.stringify(forPrograms(notification, severity, text));
  return {
    subject: subjectOf(notification, text),
    message: JSON.stringify({
      default: json,
      sqs: json,
      lambda: json,
      email: emailOf(notification, text),
      https: JSON.stringify(forChat(notification, severity, text)),
    }),
    attributes: {
      event,
      userName: user.name,
      accountId: user.accountId,
      severity,
      userPath: user.path,
      ...(user.settings.owner && { owner: user.settings.owner }),
    },
  };
}

function severityOf(notification: Notification): Severity {
  switch (notification.event) {
    case 'key-rotated':
    case 'key-deleted':
      return 'info';
    case 'key-reminder':
    case 'key-deactivated':
    case 'key-rolled-back':
      return 'warning';
    case 'key-revoked':
      return 'critical';
    case 'key-held':
    case 'user-blocked':
      // Consumers may be failing at this moment.
      return notification.reason === 'current-inactive' || notification.reason === 'no-free-slot'
        ? 'critical'
        : 'warning';
  }
}

/** ASCII, and below 100 characters: SNS refuses anything else. */
function subjectOf({ user }: Notification, { headline }: Text): string {
  return `${user.name}: ${headline}`.replace(/[^\x20-\x7e]/g, '?').slice(0, 99);
}
