/** What is announced of a signal about a managed user's key. Pure. */

import type { Announcement, LeakDone, LeakReport } from '../rules/announcement';
import { type Signal, SOURCES } from './signal';

export function reportOf({ source, type, certainty, url, words }: Signal, reportedAt: Date): LeakReport {
  return {
    source: SOURCES[source],
    signal: type,
    certainty,
    reportedAt,
    ...(url !== undefined && { exposedUrl: url }),
    ...(words !== undefined && { words }),
  };
}

export const leakedAnnouncement = (
  report: LeakReport & { readonly accessKeyId: string; readonly quarantine?: string },
  done: LeakDone,
): Announcement<'key-leaked'> => ({
  event: 'key-leaked',
  because: `${report.source} reports ${report.signal}`,
  ...report,
  ...done,
});
