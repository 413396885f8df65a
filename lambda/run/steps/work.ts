/** One user being served: what the steps of its plan share, and the three ways in which a step leaves a mark. */

import type { Clients } from '../../aws/clients';
import { secretNameOf } from '../../core/names';
import type { Config } from '../../core/settings/config';
import type { Notices } from '../../core/user/notices';
import type { Observation } from '../../core/user/observation';
import { writtenAtOf } from '../../core/user/situation';

/** Where and how a run acts, the same for every user. */
export interface Run {
  readonly clients: Clients;
  readonly config: Config & { readonly topicArn: string };
  readonly now: Date;
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
  /** The time to write into tags. */
  readonly writtenAt: Date;
}

export function workOn(observation: Observation, run: Run): Work {
  const { board, secret, user } = observation;
  const own = secret?.name ?? user.settings.secretName ?? secretNameOf(run.config.secretPrefix, user.name);
  const state = board ? board.secret : secret;
  return {
    ...run,
    observation,
    writtenAt: writtenAtOf(observation, run.now),
    secret: { name: board?.name ?? own, arn: state?.arn, current: state?.labels.current },
    notices: state?.notices ?? {},
    recorded: state?.deactivated?.accessKeyId,
  };
}
