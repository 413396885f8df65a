import type { Clients } from '../../aws/clients';
import { trailOf } from '../../aws/evidence';
import { whoseUses } from '../../core/rules/notify/tell-hold';
import type { WhoseUses } from '../../core/rules/step';
import type { Config } from '../../core/settings/config';
import { later } from '../../core/time';
import { programsFrom, type Seen, type Trail } from '../../core/user/evidence/programs';
import { HORIZON_MS } from '../../core/user/horizon';
import type { KeyUse } from '../../core/user/keys';
import type { Observation } from '../../core/user/observation';
import { situationOf } from '../../core/user/situation';

interface Asker {
  readonly clients: Clients;
  readonly config: Pick<Config, 'cloudTrailEvidence'>;
  readonly now: Date;
}

/** Of the old key's uses, programs get so many. */
const SHOWN = 3;

/** Who has moved, and who has not: two look-ups at most. Undefined where that is not asked, or CloudTrail does not say. */
export async function seenOf(
  { config, clients, now }: Asker,
  { since, oldKeyId, newKeyId }: WhoseUses,
): Promise<Seen | undefined> {
  if (!config.cloudTrailEvidence) return undefined;
  const old = await trailOf(clients, oldKeyId, since, now);
  const current = old && newKeyId !== undefined ? await trailOf(clients, newKeyId, since, now) : NO_TRAIL;
  // With half of it, programs that have moved would be shown as still on the old key.
  if (!old || !current) return undefined;
  const others = { ...current, uses: current.uses.filter((use) => !isOwnVerification(use, since)) };
  return { usedBy: lastUses(old.uses).slice(0, SHOWN), programs: programsFrom(old, others) };
}

/** Of a user whose old key still works; nothing for any other. */
export async function programsOf(run: Asker, observation: Observation) {
  const situation = situationOf(observation, run.now);
  const { retiring } = situation;
  const seen = retiring?.active ? await seenOf(run, whoseUses(situation, retiring.id)) : undefined;
  return seen && { programs: seen.programs };
}

const NO_TRAIL: Trail = { uses: [], isWhole: false };

/** Keyturn tests a new key with STS when it is made. */
const isOwnVerification = ({ service, eventName, at }: KeyUse, since: Date) =>
  service === 'sts' && eventName === 'GetCallerIdentity' && at < later(since, HORIZON_MS);

/** The last use by each address, client and service. */
function lastUses(uses: readonly KeyUse[]): KeyUse[] {
  const byWhom = new Map<string, KeyUse>();
  for (const use of uses) {
    const who = JSON.stringify([use.sourceIpAddress, use.userAgent, use.service]);
    if (!byWhom.has(who)) byWhom.set(who, use);
  }
  return [...byWhom.values()];
}
