/** Secrets that hold no key: their tags say what Keyturn has announced, or done, that is about no single user's secret. */

import { CreateSecretCommand, DescribeSecretCommand, TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { placeholderVersionId, SECRET_TAG, type Tags, tagsFrom } from '../core/names';
import { placement } from './steps/secret';
import type { Run } from './steps/work';

export interface NoticeBoard {
  readonly name: string;
  /** In place of a user's id, which it would have if it were one's own: no user's id looks like it. */
  readonly id: string;
  readonly description: string;
}

export interface BoardState {
  readonly arn: string;
  readonly tags: Tags;
}

/** Undefined where there is none yet. @throws when it cannot be read, or is about to go: what cannot be noted would be announced by every run */
export async function readBoard({ clients }: Pick<Run, 'clients'>, name: string): Promise<BoardState | undefined> {
  try {
    const { ARN, Tags, DeletedDate } = await clients.secrets.send(new DescribeSecretCommand({ SecretId: name }));
    if (DeletedDate) throw new Error(`${name} is scheduled for deletion: restore it`);
    return { arn: ARN ?? '', tags: tagsFrom(Tags) };
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** @param arn undefined where it has to be made first */
export async function writeBoard(
  { clients, config }: Pick<Run, 'clients' | 'config'>,
  { name, id, description }: NoticeBoard,
  arn: string | undefined,
  tags: Tags,
): Promise<void> {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  if (arn !== undefined) {
    await clients.secrets.send(new TagResourceCommand({ SecretId: arn, Tags: list }));
    return;
  }
  await clients.secrets.send(
    new CreateSecretCommand({
      Name: name,
      Description: description,
      ClientRequestToken: placeholderVersionId(id),
      SecretString: JSON.stringify({ Keyturn: 'This secret never holds a key.' }),
      ...placement(name, config),
      Tags: [{ Key: SECRET_TAG.userId, Value: id }, ...list],
    }),
  );
}
