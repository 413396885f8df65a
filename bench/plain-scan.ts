/**
 * What the usual tools do, as they do it: list the users, and then, one user after the other, the tags, the keys, and when each key was last
 * used. It decides nothing; the calls that it would make to rotate somebody come on top.
 */
import {
  GetAccessKeyLastUsedCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListUserTagsCommand,
  paginateListUsers,
} from '@aws-sdk/client-iam';

export async function plainScan(iam: IAMClient, maxKeyAgeDays: number, now: Date): Promise<number> {
  let due = 0;
  for await (const page of paginateListUsers({ client: iam, pageSize: 100 }, {}))
    for (const { UserName } of page.Users ?? []) {
      await iam.send(new ListUserTagsCommand({ UserName }));
      const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
      for (const { AccessKeyId, CreateDate } of AccessKeyMetadata) {
        await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
        if (now.getTime() - (CreateDate?.getTime() ?? 0) > maxKeyAgeDays * 24 * 3_600_000) due++;
      }
    }
  return due;
}
