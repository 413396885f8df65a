export const DAY_MS = 24 * 60 * 60 * 1000;

export const HOUR_MS = 60 * 60 * 1000;

export const MINUTE_MS = 60 * 1000;

/** Times as people read them, in sentences and messages: always with their zone, or as a bare date in UTC. */
export const day = (at: Date) => at.toISOString().slice(0, 10);

export const minute = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** ISO 8601 in UTC, whole seconds: the form of every time in a tag or a message. */
export const isoSeconds = (at: Date) => `${at.toISOString().slice(0, 19)}Z`;

/** Undefined for a text that is not a time in the form of `isoSeconds`. */
export function parseTime(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text)) return undefined;
  const at = new Date(text);
  // Date takes 30 February for 2 March, and 24:00 for the next day. Where it is nothing at all, no day equals it.
  return at.getUTCDate() === Number(text.slice(8, 10)) ? at : undefined;
}

/** A time, or a date, which means its first second in UTC. */
export const parseDateOrTime = (text: string) => parseTime(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);

/** What never was is not after anything. */
export const isAfter = (at: Date | undefined, than: Date) => at !== undefined && at > than;

export const earliest = (dates: readonly Date[]) => new Date(Math.min(...dates.map((at) => at.getTime())));

export const latest = (dates: readonly Date[]) => new Date(Math.max(...dates.map((at) => at.getTime())));

export const later = (from: Date, ms: number) => new Date(from.getTime() + ms);
