/** The account of a small company on a local AWS: for `npm run local`, and for the recording on the front page. */

import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { LocalAws } from './aws';
import { DAY_MS, type Person, populate } from './people';

interface Employee extends Person {
  readonly who: string;
  /** How many days ago the user's first key was last used. */
  readonly usedDaysAgo?: number;
}

/** Nobody is managed yet: to tag somebody in is a step of README. */
export const COMPANY: readonly Employee[] = [
  { userName: 'svc-reports', who: 'a report every night', keyAges: [95], usedDaysAgo: 0 },
  { userName: 'svc-billing', who: 'invoices, with a key that is still young', keyAges: [40], usedDaysAgo: 3 },
  { userName: 'svc-erp', path: '/service/', who: 'old software with two keys', keyAges: [400, 120], usedDaysAgo: 1 },
  { userName: 'svc-spare', path: '/service/', who: 'an Inactive key from long ago', keyAges: [60, 300], inactive: [1] },
  { userName: 'jane', who: 'a person with a forgotten key', keyAges: [700], usedDaysAgo: 500 },
  { userName: 'console-only', who: 'a person without a key', keyAges: [] },
];

export async function found(aws: LocalAws): Promise<void> {
  const now = new Date();
  const births = await populate(aws, COMPANY, now);
  const uses = COMPANY.flatMap(({ userName, usedDaysAgo }) => {
    const key = births.find((birth) => birth.userName === userName && birth.position === 0);
    return key && usedDaysAgo !== undefined ? [{ key, usedDaysAgo }] : [];
  }).sort((a, b) => b.usedDaysAgo - a.usedDaysAgo);
  for (const { key, usedDaysAgo } of uses) {
    await aws.setClock(new Date(now.getTime() - usedDaysAgo * DAY_MS - 60_000));
    await new STSClient({ ...aws.clientConfig, credentials: key }).send(new GetCallerIdentityCommand({}));
  }
  await aws.setClock(new Date());
}
