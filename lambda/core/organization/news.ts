/**
 * What the platform team is notified of about its organization: a digest each day, and at once an account that is no longer served, or a
 * wave with more of them than is tolerated. Of one account's trouble it is notified once a day at most, however often it comes and goes. Pure.
 */

import { DAY_MS, isoSeconds } from '../time';
import type { Report, ReportedAccount, Standing } from './report-schema';

const TROUBLES: readonly Standing[] = ['failing', 'unreached', 'not-deployed'];

export const isTroubled = ({ standing }: ReportedAccount) => TROUBLES.includes(standing);

export interface OrganizationNews {
  readonly digest: boolean;
  /** Accounts in trouble of which nobody was notified in the last day. */
  readonly accounts: readonly ReportedAccount[];
  /** Waves that have become too bad since the last run. */
  readonly waves: readonly Report['waves'][number][];
  /** To be kept once the messages are sent. */
  readonly told: Report['told'];
}

export function organizationNews(report: Report, before: Report | undefined, now: Date): OrganizationNews {
  const { digestAt, accounts: told } = report.told;
  const isRecent = (at: string | undefined) => at !== undefined && now.getTime() - Date.parse(at) < DAY_MS;
  const troubled = report.accounts.filter(isTroubled);
  const fresh = troubled.filter(({ accountId }) => told[accountId] === undefined);
  const digest = !isRecent(digestAt);
  const wasBeyond = new Set((before?.waves ?? []).flatMap(({ name, isBeyond }) => (isBeyond ? [name] : [])));
  const at = isoSeconds(now);
  const kept = Object.entries(told).filter(([, toldAt]) => isRecent(toldAt));
  return {
    digest,
    accounts: fresh,
    waves: report.waves.filter(({ name, isBeyond }) => isBeyond && !wasBeyond.has(name)),
    told: {
      ...(digest ? { digestAt: at } : digestAt !== undefined && { digestAt }),
      accounts: {
        ...Object.fromEntries(kept),
        // One that lasts is in each day's digest, and no news again.
        ...Object.fromEntries(troubled.map(({ accountId }) => [accountId, at])),
      },
    },
  };
}
