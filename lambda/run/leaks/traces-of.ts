import { trailOf } from '../../aws/evidence';
import type { Certainty } from '../../core/leaks/signal';
import { traces } from '../../core/leaks/traces';
import { REGION_OF_IAM } from '../../core/region-of-iam';
import type { Announcement } from '../../core/rules/announcement';
import type { Trail } from '../../core/user/evidence/programs';
import type { Run } from '../steps/work';
import { whereOf } from './where';

interface Asker extends Pick<Run, 'clients' | 'config' | 'now' | 'accountId'> {
  readonly dryRun: boolean;
  readonly remainingMs: () => number;
}

/** Two look-ups of ten pages, half a second apart, and a message. */
const TIME_FOR_TRACES_MS = 25_000;

/** CloudTrail is asked for as much as it shows. */
const ALL = new Date(0);

/** Undefined where nobody asks, CloudTrail does not answer, or what it says is no news of a key that may be harmless. */
export async function tracesOf(
  run: Asker,
  accessKeyId: string,
  certainty: Certainty,
): Promise<Announcement<'leaked-key-used'> | undefined> {
  const { clients, config, now, dryRun, remainingMs } = run;
  if (dryRun || !config.cloudTrailEvidence || remainingMs() < TIME_FOR_TRACES_MS) return undefined;
  const { cloudTrail, cloudTrailOfIam } = clients;
  const regions = [
    [whereOf(run).region, cloudTrail],
    [REGION_OF_IAM, cloudTrailOfIam],
  ] as const;
  const trails = new Map<string, Trail>();
  for (const [region, client] of regions) {
    const trail = client && (await trailOf({ ...clients, cloudTrail: client }, accessKeyId, ALL, now));
    if (trail) trails.set(region, trail);
  }
  if (trails.size === 0) return undefined;
  const found = traces(accessKeyId, trails, now);
  const isNews = found.writes.length > 0 || found.newAddresses.length > 0;
  return isNews || certainty === 'confirmed' ? found : undefined;
}
