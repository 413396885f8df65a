import { equal, match, ok, rejects } from 'node:assert/strict';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  GenerateCredentialReportCommand,
  GetAccessKeyLastUsedCommand,
  GetCredentialReportCommand,
  IAMClient,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import type { Check } from './checks';

const NOTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: 's3:GetObject', Resource: '*' }],
});
const A_MINUTE_MS = 60_000;

export const IDENTITY_CHECKS: Readonly<Record<string, Check>> = {
  user_ids: {
    says: "a user's id looks as IAM's do",
    check: async (aws) => {
      const { User } = await new IAMClient(aws.clientConfig).send(new CreateUserCommand({ UserName: 'id' }));
      match(User?.UserId ?? '', /^AIDA[A-Z0-9]{17}$/);
    },
  },
  renamed_users: {
    says: 'the keys of a renamed user answer to its new name',
    check: async (aws) => {
      const iam = new IAMClient(aws.clientConfig);
      await iam.send(new CreateUserCommand({ UserName: 'old-name' }));
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'old-name' }));
      await iam.send(new UpdateUserCommand({ UserName: 'old-name', NewUserName: 'new-name' }));
      const asked = new GetAccessKeyLastUsedCommand({ AccessKeyId: AccessKey?.AccessKeyId });
      equal((await iam.send(asked)).UserName, 'new-name');
    },
  },
  attached_policies: {
    says: 'a policy that is attached cannot be deleted',
    check: async (aws) => {
      const iam = new IAMClient(aws.clientConfig);
      await iam.send(new CreateUserCommand({ UserName: 'attached' }));
      const made = await iam.send(new CreatePolicyCommand({ PolicyName: 'attached', PolicyDocument: NOTHING }));
      const PolicyArn = made.Policy?.Arn;
      await iam.send(new AttachUserPolicyCommand({ UserName: 'attached', PolicyArn }));
      await rejects(iam.send(new DeletePolicyCommand({ PolicyArn })), { name: 'DeleteConflictException' });
    },
  },
  report_time: {
    says: 'a credential report says when it was made, by the clock of the local AWS',
    check: async (aws) => {
      const iam = new IAMClient(aws.clientConfig);
      const longAgo = Date.UTC(2026, 0, 31);
      await aws.setClock(new Date(longAgo));
      await iam.send(new GenerateCredentialReportCommand({}));
      const { GeneratedTime } = await iam.send(new GetCredentialReportCommand({}));
      ok(Math.abs((GeneratedTime?.getTime() ?? 0) - longAgo) < A_MINUTE_MS, `it says ${GeneratedTime?.toISOString()}`);
    },
  },
};
