/** The keys that AWS has reported, in any account: as members name them in their answers. Pure. */

import type { ReportedAccount } from './report-schema';

export interface Incident {
  readonly accountId: string;
  readonly name: string;
  readonly ou: string;
  readonly userName: string;
  readonly because: string;
}

/** A report keeps a few users of each account; `leaked` in its summary is how many there are. */
export const incidentsOf = (accounts: readonly ReportedAccount[]): readonly Incident[] =>
  accounts.flatMap(({ accountId, name, ou, summary }) =>
    (summary?.attention ?? [])
      .filter(({ state }) => state === 'leaked')
      .map(({ userName, because }) => ({ accountId, name, ou, userName, because })),
  );

/** `222233334444 billing (prod/payments), user deploy: …` */
export const incidentInWords = ({ accountId, name, ou, userName, because }: Incident): string =>
  `${accountId} ${name}${ou ? ` (${ou})` : ''}, user ${userName}: ${because}`;
