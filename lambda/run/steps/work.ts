/** One user being served: what the steps of its plan share, and the three ways in which a step leaves a mark. */

import type { Clients } from '../../aws/clients';
import type { Failure } from '../../aws/errors/failure';
import type { Notification } from '../../core/messages/message';
import { STATE_TAGS, secretNameOf } from '../../core/names';
import type { Outcome } from '../../core/report/outcome';
import type { Moments } from '../../core/report/step-facts';
import type { Announcement, LeakReport } from '../../core/rules/announcement';
import type { Config } from '../../core/settings/config';
import { later } from '../../core/time';
import type { Notices } from '../../core/user/notices';
import type { Observation } from '../../core/user/observation';
import type { Leaked } from '../../core/user/reported/leaked';
import { writtenAtOf } from '../../core/user/situation';

/** Where and how a run acts, the same for every user. */
export interface Run {
  readonly clients: Clients;
  readonly config: Config & { readonly topicArn: string };
  readonly now: Date;
  /** Where the function runs: a member of an organization publishes to a topic of its hub's. @default - the topic's account */
  readonly accountId?: string;
  /** A person's command; undefined for a run of the schedule. */
  readonly request?: Asked;
  /** Of an organization: what the account is called there. @default - it is in none */
  readonly account?: Notification['account'];
  /** When it was `now`, on the process's own clock. @default - when the user was read */
  readonly startedMs?: number;
  /** When a command began, on the process's own clock. */
  readonly beganAtMs?: number;
}

/** Who asks for something, and why. */
export interface Asked {
  readonly command: string;
  readonly reason?: string;
  /** An ARN, as the command line says it: nobody has checked it. */
  readonly requestedBy?: string;
  /** It is AWS that has reported a key, and no person who asks. */
  readonly leak?: LeakReport & { readonly accessKeyId: string; readonly quarantine?: string };
}

export interface Executed extends Pick<Outcome, 'steps' | 'error'> {
  /** What was being attempted when a step failed. */
  readonly failedAt: string | undefined;
  /** What AWS said then. */
  readonly failure: Failure | undefined;
}

export interface Work extends Omit<Run, 'clients'> {
  /** Those of the run; while something that matters more waits, such as end soon. */
  clients: Clients;
  readonly observation: Observation;
  /** The secret whose tags hold the user's state: its own or, where that cannot be written, its notice board. */
  readonly secret: {
    readonly name: string;
    /** Undefined until it exists. */
    arn: string | undefined;
    /** The version that AWSCURRENT names. */
    current: string | undefined;
  };
  /** What the owner was notified of, and which key is recorded as deactivated: kept up to date from step to step. */
  notices: Notices;
  recorded: string | undefined;
  /** State tags that the secret does not carry yet. */
  unset: readonly string[];
  /** The secret says that runs have failed for this user. */
  failing: boolean;
  /** A message about this user went out. */
  hasPublished: boolean;
  /** The time to write into tags. */
  readonly writtenAt: Date;
  /** What is to be announced at the end; undefined where each step announces by itself. */
  announcements?: { readonly act: () => Promise<void>; index: number }[] | undefined;
  /** Whether the note of a revocation was written in this run; undefined when it was not this run's to write. */
  isReportNoted?: boolean;
  /** The reported key is Inactive, or gone. */
  isReportedOff?: boolean;
  /** A new key was asked for, and is not known to be deleted again. */
  mayHaveLeftAKey?: boolean;
  /** The secret says again what it said before the new key was asked for. */
  isIntentTakenBack?: boolean;
  /** Of the step that is being carried out. */
  moments: Moments;
  /** The new key that programs get since. */
  issued?: Announcement<'key-rotated'>;
  /** Since when. */
  issuedAt?: Date;
  /** What was announced of reported keys, as written in this run. */
  leaked?: Leaked;
  /** What had failed when the announcements of a revocation began. */
  failedBefore?: string;
  /** The secret could not be read, so its notes are not written over. */
  readonly isBlind?: true;
}

/** The run's own time, and what has passed since: no step reads a clock that somebody sets. */
export const momentIn = ({ now, clients, startedMs, observation }: Work): Date =>
  later(now, clients.elapsedMs() - (startedMs ?? observation.readAtMs));

/** At once or, in a revocation, when the compromised key is off. */
export async function announcing(work: Work, act: () => Promise<void>): Promise<void> {
  if (!work.announcements) return act();
  work.announcements.push({ act, index: -1 });
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
    unset: state ? (state.missingTags ?? []) : STATE_TAGS,
    failing: state?.failing !== undefined,
    hasPublished: false,
    moments: {},
  };
}

/** The same work on the copy of what was announced; undefined where there is none to keep. */
export function onBackup(work: Work): Work | undefined {
  const { backup } = work.observation;
  if (!backup) return undefined;
  const { name, secret } = backup;
  return { ...work, secret: { name, arn: secret?.arn, current: undefined }, notices: secret?.notices ?? {} };
}
