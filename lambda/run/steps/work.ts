/** One user being served: what the steps of its plan share, and the three ways in which a step leaves a mark. */

import type { Clients } from '../../aws/clients';
import { secretNameOf } from '../../core/names';
import type { Config } from '../../core/settings/config';
import { HORIZON_MS } from '../../core/user/horizon';
import type { Notices } from '../../core/user/notices';
import type { Observation } from '../../core/user/observation';

/** Where and how a run acts, the same for every user. */
export interface Run {
  readonly clients: Clients;
  readonly config: Config & { readonly topicArn: string };
  readonly now: Date;
  /** When AWS made the credential report that this run has read. */
  readonly reportedAt?: Date;
}

export interface Work extends Run {
  readonly observation: Observation;
  /** The secret whose tags hold the user's state: its own or, where that cannot be written, its notice board. */
  readonly secret: {
    readonly name: string;
    /** Undefined until it exists. */
    arn: string | undefined;
    /** The version that AWSCURRENT names. */
    current: string | undefined;
  };
  /** What the owner has been told, and which key is recorded as deactivated: kept up to date from step to step. */
  notices: Notices;
  recorded: string | undefined;
}

export function workOn(observation: Observation, run: Run): Work {
  const { board, secret, user } = observation;
  const own = secret?.name ?? user.settings.secretName ?? secretNameOf(run.config.secretPrefix, user.name);
  const state = board ? board.secret : secret;
  return {
    ...run,
    observation,
    secret: { name: board?.name ?? own, arn: state?.arn, current: state?.labels.current },
    notices: state?.notices ?? {},
    recorded: state?.deactivated?.accessKeyId,
  };
}

/**
 * The time to write into a tag: the run's own. Where AWS has shown a later one than the horizon allows (an old event was replayed), that one
 * counts, lest a quarantine that begins now be recorded as half over. The credential report alone shows the time to 4 hours.
 */
export function stamp({ now, reportedAt, observation }: Work): Date {
  const uses = [...observation.lastUse.values()].flatMap((use) => (use.kind === 'used' ? [use.at] : []));
  const shown = [reportedAt ?? now, ...observation.keys.map((key) => key.createdAt), ...uses];
  const newest = new Date(Math.max(...shown.map((at) => at.getTime())));
  return newest.getTime() - now.getTime() > HORIZON_MS ? newest : now;
}
