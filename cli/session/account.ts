/** Another account of the organization, as its operator. */

import type { AssumeRoleCommandOutput } from '@aws-sdk/client-sts';
import { errorText, failureOf } from '../../lambda/aws/errors/errors';
import { MEMBER_FUNCTION_NAME, OPERATOR_ROLE_NAME } from '../../lambda/core/organization-names';
import { Problem, UsageProblem } from '../terminal/problem';
import { problemFrom } from './aws-errors';
import { callerOf } from './caller';
import type { ClientConfig } from './connection';
import type { Session } from './session';

/** The same session with the hands of the account's operator, which may invoke its function and nothing else. @throws Problem */
export async function inAccount(session: Session, accountId: string): Promise<Session> {
  if (!/^\d{12}$/.test(accountId))
    throw new UsageProblem(`The account is "${accountId.slice(0, 40)}", but must be an id of 12 digits.`);
  const { config, options } = session;
  const caller = (await callerOf(config)) ?? '';
  const { Credentials } = await assume(config, accountId, caller);
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return {
    ...session,
    config: { ...config, credentials },
    options: { ...options, account: accountId, function: MEMBER_FUNCTION_NAME },
  };
}

async function assume(config: ClientConfig, accountId: string, caller: string): Promise<AssumeRoleCommandOutput> {
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
  const [, partition = 'aws'] = caller.split(':');
  const RoleArn = `arn:${partition}:iam::${accountId}:role/${OPERATOR_ROLE_NAME}`;
  // Who it was stands in the account's CloudTrail, and in the notification.
  const RoleSessionName = (caller.split('/').pop() ?? '').replace(/[^\w+=,.@-]/g, '-').slice(0, 64) || 'keyturn';
  try {
    return await new STSClient(config).send(new AssumeRoleCommand({ RoleArn, RoleSessionName }));
  } catch (error) {
    if (failureOf(error).kind !== 'denied')
      throw problemFrom(error, { what: `act as ${RoleArn}`, endpoint: config.endpoint });
    throw new Problem(
      `You may not act as ${OPERATOR_ROLE_NAME} in account ${accountId}: ${errorText(error)}`,
      `That role is there where the hub was deployed with operatorPrincipalArn, and lets in whom that names. Somebody with a role of the account itself can run the command there, without --account.`,
    );
  }
}

/** Whose key it is, by its id alone. @throws Problem */
export async function accountOfKey({ config }: Session, AccessKeyId: string): Promise<string> {
  const { GetAccessKeyInfoCommand, STSClient } = await import('@aws-sdk/client-sts');
  try {
    const { Account } = await new STSClient(config).send(new GetAccessKeyInfoCommand({ AccessKeyId }));
    if (Account) return Account;
  } catch (error) {
    throw problemFrom(error, { what: `find the account of the key ${AccessKeyId}`, endpoint: config.endpoint });
  }
  throw new Problem(`AWS does not say which account has the key ${AccessKeyId}.`, 'Pass --account <id>.');
}
