/** What the last uses of a leaked key may show about a thief. Pure. */

import type { Announcement } from '../rules/announcement';
import { later } from '../time';
import type { Trail } from '../user/evidence/programs';
import { FIRST_DAY_MS } from '../user/horizon';
import type { KeyUse } from '../user/keys';

const NEW_MS = 2 * FIRST_DAY_MS;

const MOST = 20;

/** Reads change nothing. What is neither known to read nor to write counts as a change. */
const READS = /^(Get|List|Describe|Lookup|Head|BatchGet|Simulate|Generate|Decode)/;

/** Which give the thief something that outlives the key. */
const SESSIONS = ['GetSessionToken', 'GetFederationToken', 'AssumeRole'];

const isWrite = ({ service, eventName }: KeyUse) =>
  service === 'sts' ? SESSIONS.includes(eventName) : service === 'iam' && !READS.test(eventName);

/** @param trails of the same key, in the Regions of those names */
export function traces(
  accessKeyId: string,
  trails: ReadonlyMap<string, Trail>,
  now: Date,
): Announcement<'leaked-key-used'> {
  const uses = [...trails.values()].flatMap((trail) => trail.uses).sort((a, b) => b.at.getTime() - a.at.getTime());
  const firstSeen = new Map<string, KeyUse>();
  const lastSeen = new Map<string, KeyUse>();
  for (const use of uses) {
    firstSeen.set(use.sourceIpAddress, use);
    if (!lastSeen.has(use.sourceIpAddress)) lastSeen.set(use.sourceIpAddress, use);
  }
  const isNew = ({ sourceIpAddress }: KeyUse) => (firstSeen.get(sourceIpAddress)?.at ?? now) > later(now, -NEW_MS);
  return {
    event: 'leaked-key-used',
    accessKeyId,
    because: `who has used ${accessKeyId} lately, as far as CloudTrail shows it`,
    regions: [...trails.keys()],
    isWhole: [...trails.values()].every((trail) => trail.isWhole),
    writes: uses.filter(isWrite).slice(0, MOST),
    newAddresses: [...lastSeen.values()].filter(isNew).slice(0, MOST),
  };
}
