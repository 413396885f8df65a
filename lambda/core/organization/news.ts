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
  /** Waves of which more fails than is tolerated, and nobody was notified in the last day. */
  readonly waves: readonly Report['waves'][number][];
  /** To be kept once the messages are sent. */
  readonly told: Report['told'];
}

export function organizationNews({ told, accounts, waves }: Report, now: Date): OrganizationNews {
  const isRecent = (at: string | undefined) => at !== undefined && now.getTime() - Date.parse(at) < DAY_MS;
  const troubled = accounts.filter(isTroubled);
  const beyond = waves.filter(({ isBeyond }) => isBeyond);
  const digest = !isRecent(told.digestAt);
  const at = isoSeconds(now);
  // One that lasts is in each day's digest, and no news again.
  const kept = (known: Readonly<Record<string, string>>, lasting: readonly string[]) => ({
    ...Object.fromEntries(Object.entries(known).filter(([, toldAt]) => isRecent(toldAt))),
    ...Object.fromEntries(lasting.map((name) => [name, at])),
  });
  return {
    digest,
    accounts: troubled.filter(({ accountId }) => told.accounts[accountId] === undefined),
    waves: beyond.filter(({ name }) => told.waves[name] === undefined),
    told: {
      ...(digest ? { digestAt: at } : told.digestAt !== undefined && { digestAt: told.digestAt }),
      accounts: kept(
        told.accounts,
        troubled.map(({ accountId }) => accountId),
      ),
      waves: kept(
        told.waves,
        beyond.map(({ name }) => name),
      ),
    },
  };
}
