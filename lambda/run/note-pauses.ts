import { TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import pMap from 'p-map';
import { attempt, errorText, failureOf } from '../aws/errors/errors';
import type { Failure } from '../aws/errors/failure';
import { type Lesson, lessonsOf } from '../core/account/pauses-learnt';
import type { Scan } from '../core/account/user-row';
import { SECRET_TAG } from '../core/names';
import type { Outcome } from '../core/report/outcome';
import { formatPauses } from '../core/user/evidence/pauses';
import type { Run } from './steps/work';

const CONCURRENCY = 5;

const GONE: readonly Failure['kind'][] = ['no-such-resource', 'scheduled-for-deletion'];

/** Before anybody is looked at, so that this run's decisions know them. The users for whom it failed. */
export async function notePauses(run: Run, view: Scan): Promise<readonly Outcome[]> {
  const outcomes = await pMap(lessonsOf(view, run.config, run.now), (lesson) => note(run, lesson), {
    concurrency: CONCURRENCY,
  });
  return outcomes.filter((outcome) => outcome !== undefined);
}

async function note({ clients }: Run, { row, secret, pauses }: Lesson): Promise<Outcome | undefined> {
  const Tags = [{ Key: SECRET_TAG.pauses, Value: formatPauses(pauses) }];
  try {
    await attempt('note the pauses', () =>
      clients.secrets.send(new TagResourceCommand({ SecretId: secret.arn, Tags })),
    );
    return undefined;
  } catch (error) {
    // The list of secrets is some minutes old: that one went away since is no failure, and the next list shows it.
    if (GONE.includes(failureOf(error).kind)) return undefined;
    return { userName: row.name, plan: undefined, steps: [], error: errorText(error) };
  }
}
