/**
 * After a run: the weekly digest about the account, and at once a key of root or a new quarantine. What was announced is noted in a secret of
 * its own, next to the users' notice boards, which the run's list of secrets shows: so a run without news makes no call more.
 */

import { CreateSecretCommand, DescribeSecretCommand, TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { PublishCommand } from '@aws-sdk/client-sns';
import { attempt, errorText } from '../aws/errors/errors';
import { accountBoardName, placeholderVersionId, SECRET_TAG, tagsFrom } from '../core/names';
import { type AccountBoard, formatTold, type News, NOTHING_TOLD, newsOf, parseTold } from '../core/posture/told';
import { postureMessages } from '../core/report/posture-message';
import type { AccountResult, RunResult } from '../core/report/run-result';
import { placement } from './steps/secret';
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
  const fresh = await attempt('read the notice board', () => readBoard(run));
  const news = newsFor(fresh);
  if (!isNoteworthy(news, fresh)) return;
  const region = run.config.topicArn.split(':')[3] ?? '';
  for (const { subject, message, attributes } of postureMessages(posture, news, region, run.config)) {
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    );
    await attempt('send the message', () =>
      run.clients.sns.send(
        new PublishCommand({
          TopicArn: run.config.topicArn,
          Subject: subject,
          Message: message,
          MessageStructure: 'json',
          MessageAttributes,
        }),
      ),
    );
  }
  await attempt('note the message', () => note(run, fresh, formatTold(news.next)));
}

/** That something has gone is noted too, where it was announced, so that it is news when it comes back. */
const isNoteworthy = ({ next }: News, board: AccountBoard | undefined) =>
  formatTold(next) !== formatTold(board?.told ?? NOTHING_TOLD);

async function readBoard({ clients, config }: Run): Promise<AccountBoard | undefined> {
  try {
    const {
      ARN = '',
      Tags,
      DeletedDate,
    } = await clients.secrets.send(new DescribeSecretCommand({ SecretId: accountBoardName(config.secretPrefix) }));
    // What cannot be noted would be announced by every run.
    if (DeletedDate) throw new Error(`${accountBoardName(config.secretPrefix)} is scheduled for deletion: restore it`);
    return { arn: ARN, told: parseTold(tagsFrom(Tags)[SECRET_TAG.notified]) };
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** In place of a user's id, which it would have if it were one's own: no user's id looks like it. */
const BOARD_ID = 'account-notice-board';

async function note({ clients, config }: Run, board: AccountBoard | undefined, told: string): Promise<void> {
  const tag = { Key: SECRET_TAG.notified, Value: told };
  if (board) {
    await clients.secrets.send(new TagResourceCommand({ SecretId: board.arn, Tags: [tag] }));
    return;
  }
  const name = accountBoardName(config.secretPrefix);
  await clients.secrets.send(
    new CreateSecretCommand({
      Name: name,
      Description: 'Holds no key: its tags say what Keyturn has reported about this account',
      ClientRequestToken: placeholderVersionId(BOARD_ID),
      SecretString: JSON.stringify({ Keyturn: 'This secret never holds a key.' }),
      ...placement(name, config),
      Tags: [{ Key: SECRET_TAG.userId, Value: BOARD_ID }, tag],
    }),
  );
}
