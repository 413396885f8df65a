import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GenerateCredentialReportCommand,
  GetAccessKeyLastUsedCommand,
  GetCredentialReportCommand,
  type IAMClient,
  ListAccessKeysCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Check } from '../repairs/checks';
import { aPerson } from './people';

const MADE = new Date('2026-01-31T00:00:00Z');
const USED = new Date('2026-02-28T12:00:00Z');
const A_MINUTE_MS = 60_000;

async function reportOf(iam: IAMClient): Promise<string> {
  await iam.send(new GenerateCredentialReportCommand({}));
  const { Content } = await iam.send(new GetCredentialReportCommand({}));
  return new TextDecoder().decode(Content);
}

export const KEY_CHECKS: Readonly<Record<string, Check>> = {
  key_quota: {
    says: 'a user has two keys at most',
    check: async (aws) => {
      const { root } = await aPerson(aws, 'quota');
      const another = () => root.send(new CreateAccessKeyCommand({ UserName: 'quota' }));
      await another();
      await rejects(another(), { name: 'LimitExceededException' });
    },
  },
  key_owners: {
    says: "a key is its own user's only",
    check: async (aws) => {
      const { root, accessKeyId } = await aPerson(aws, 'owner');
      await aPerson(aws, 'other');
      const deletion = new DeleteAccessKeyCommand({ UserName: 'other', AccessKeyId: accessKeyId });
      await rejects(root.send(deletion), { name: 'NoSuchEntityException' });
      await rejects(root.send(new ListAccessKeysCommand({ UserName: 'nobody' })), { name: 'NoSuchEntityException' });
    },
  },
  last_used: {
    says: 'the use of a key is noted, in the credential report as well',
    check: async (aws) => {
      await aws.setClock(MADE);
      const { root, sts, accessKeyId } = await aPerson(aws, 'busy');
      const lastUse = async () =>
        (await root.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId }))).AccessKeyLastUsed;
      equal((await lastUse())?.LastUsedDate, undefined);
      await aws.setClock(USED);
      await sts.send(new GetCallerIdentityCommand({}));
      const use = await lastUse();
      deepEqual([use?.ServiceName, use?.Region], ['sts', 'us-east-1']);
      ok(Math.abs((use?.LastUsedDate?.getTime() ?? 0) - USED.getTime()) < A_MINUTE_MS);
      match(await reportOf(root), /^busy,.*,2026-02-28T12:00:\d\dZ,us-east-1,sts,false,/m);
      const unknown = new GetAccessKeyLastUsedCommand({ AccessKeyId: 'AKIANEVERMADEEXAMPLE' });
      await rejects(root.send(unknown), { name: 'AccessDenied' });
    },
  },
};
