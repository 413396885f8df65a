import { isoSeconds } from '../time';
import type { Notification, Severity, Text } from './message';

/** The event for programs. `version` changes when a field changes its meaning or goes. */
export function forPrograms(notification: Notification, severity: Severity, { happened, toDo, dates = [] }: Text) {
  const { user, at, because, region, secretName, event, account, ...own } = notification;
  const by = dates[0]?.[0];
  const fields = Object.entries(own).map(([name, value]) => [name, forJson(value)]);
  return {
    version: 1,
    event,
    severity,
    at: isoSeconds(at),
    accountId: user.accountId,
    region,
    userName: user.name,
    userId: user.id,
    userPath: user.path,
    ...(user.settings.owner && { owner: user.settings.owner }),
    secretName,
    happened,
    because,
    toDo,
    ...(by && { by: isoSeconds(by) }),
    // Without a name nobody has said what it is called (message.ts).
    ...(account?.name && { account }),
    ...Object.fromEntries(fields),
  };
}

/** Times in the one form of all tags and messages. */
function forJson(value: unknown): unknown {
  if (value instanceof Date) return isoSeconds(value);
  if (Array.isArray(value)) return value.map(forJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, forJson(inner)]));
}
