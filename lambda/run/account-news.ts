/**
 * After a run: the weekly digest about the account, and at once a key of root or a new quarantine. What was announced is noted in a secret of
 * its own, next to the users' notice boards, which the run's list of secrets shows: so a run without news makes no call more.
 */

import { attempt, errorText } from '../aws/errors/errors';
import { accountBoardName, SECRET_TAG } from '../core/names';
import { type AccountBoard, formatTold, type News, NOTHING_TOLD, newsOf, parseTold } from '../core/posture/told';
import { postureMessages } from '../core/report/posture-message';
import type { AccountResult, RunResult } from '../core/report/run-result';
import { readBoard, writeBoard } from './notice-board';
import { publishToPlatform } from './steps/publish';
import type { Run } from './steps/work';

interface RealRun extends Run {
  readonly dryRun: boolean;
}

/** Never throws: what went wrong is in the result, and makes the run a failed one. A dry run tells and notes nothing. */
export async function tellAccountNews(run: RealRun, result: RunResult): Promise<RunResult> {
  const { account } = result;
  if (run.dryRun || !account) return result;
  try {
    await tell(run, account);
    return result;
  } catch (error) {
    return { ...result, account: { ...account, error: errorText(error) } };
  }
}

async function tell(run: RealRun, { posture, board }: AccountResult): Promise<void> {
  const newsFor = (known: AccountBoard | undefined): News => {
    const quarantined = posture.users.filter(({ findings }) => findings.some(({ id }) => id === 'quarantined'));
    const present = { rootKeys: posture.counts.rootKeys, quarantined: quarantined.map(({ name }) => name).sort() };
    return newsOf(known?.told ?? NOTHING_TOLD, present, run.now);
  };
  if (!isNoteworthy(newsFor(board), board)) return;
  // The list may be five minutes old, and another run may have announced it since.
  const fresh = await attempt('read the notice board', () => readTold(run));
  const news = newsFor(fresh);
  if (!isNoteworthy(news, fresh)) return;
  const region = run.config.topicArn.split(':')[3] ?? '';
  for (const message of postureMessages(posture, news, region, run.config))
    await attempt('send the message', () => publishToPlatform(run, message));
  await attempt('note the message', () => note(run, fresh, formatTold(news.next)));
}

/** That something has gone is noted too, where it was announced, so that it is news when it comes back. */
const isNoteworthy = ({ next }: News, board: AccountBoard | undefined) =>
  formatTold(next) !== formatTold(board?.told ?? NOTHING_TOLD);

async function readTold(run: Run): Promise<AccountBoard | undefined> {
  const board = await readBoard(run, accountBoardName(run.config.secretPrefix));
  return board && { arn: board.arn, told: parseTold(board.tags[SECRET_TAG.notified]) };
}

const note = (run: Run, board: AccountBoard | undefined, told: string) =>
  writeBoard(
    run,
    {
      name: accountBoardName(run.config.secretPrefix),
      id: 'account-notice-board',
      description: 'Holds no key: its tags say what Keyturn has reported about this account',
    },
    board?.arn,
    { [SECRET_TAG.notified]: told },
  );
