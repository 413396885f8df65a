/** What stands once a user is released. Reads only. */

import { IAMClient, ListAccessKeysCommand, paginateListAttachedUserPolicies } from '@aws-sdk/client-iam';
import type { UserRow } from '../../lambda/core/account/user-row';
import { accessKeyIdOf, READ_OWN_SECRET_PATH } from '../../lambda/core/names';
import { didYouMean } from '../../lambda/core/nearest';
import type { Config } from '../../lambda/core/settings/config';
import { isoSeconds } from '../../lambda/core/time';
import { scan } from '../../lambda/run/read/scan';
import { problemFrom } from '../session/aws-errors';
import { readOnlyClients } from '../session/read-only';
import type { Session } from '../session/session';
import { Problem } from '../terminal/problem';

interface StandingKey {
  readonly accessKeyId: string;
  readonly active: boolean;
  readonly createdAt: string;
  /** Programs that read the secret get this one. */
  readonly inSecret: boolean;
}

export interface Standing {
  readonly row: UserRow;
  readonly keys: readonly StandingKey[];
  readonly secrets: readonly string[];
  /** Those by which the user reads its own secret. */
  readonly policies: readonly string[];
  /** Two keys, of which Keyturn would have deleted one. */
  readonly isOpen: boolean;
  /** By which the rest goes, each behind what it is for. */
  readonly commands: readonly (readonly [purpose: string, command: string])[];
}

/** What becomes, or became, of the user. */
export type State = 'released' | 'would-be-released' | 'not-managed';

/** @throws Problem */
export async function lookAt(session: Session, config: Config, userName: string): Promise<Standing> {
  const { endpoint } = session.config;
  try {
    const clients = await readOnlyClients(session.config);
    const { users } = await scan(clients, config);
    const row = users.find(({ name }) => name === userName);
    if (!row)
      throw new Problem(
        `There is no IAM user ${userName} in this account.`,
        didYouMean(
          userName,
          users.map(({ name }) => name),
        ),
      );
    const { AccessKeyMetadata = [] } = await clients.iam.send(new ListAccessKeysCommand({ UserName: userName }));
    const current = row.secrets.map(({ labels }) => accessKeyIdOf(labels.current));
    const keys = AccessKeyMetadata.map(({ AccessKeyId = '', Status, CreateDate }) => ({
      accessKeyId: AccessKeyId,
      active: Status === 'Active',
      createdAt: CreateDate ? isoSeconds(CreateDate) : '',
      inSecret: current.includes(AccessKeyId),
    }));
    const found = {
      row,
      keys,
      secrets: row.secrets.map(({ name }) => name),
      policies: await policiesOf(session, userName),
    };
    const isOpen = row.secrets.some(({ intent }) => intent !== undefined) && keys.length > 1;
    return { ...found, isOpen, commands: commandsFor(found) };
  } catch (error) {
    throw problemFrom(error, { what: `look at ${userName}`, endpoint });
  }
}

async function policiesOf({ config }: Session, UserName: string): Promise<string[]> {
  const client = new IAMClient({ ...config, retryMode: 'adaptive', maxAttempts: 5 });
  const arns: string[] = [];
  for await (const page of paginateListAttachedUserPolicies({ client }, { UserName, PathPrefix: READ_OWN_SECRET_PATH }))
    arns.push(...(page.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []));
  // The path is asked for, and looked at: who has other policies must not see them named here.
  return arns.filter((arn) => arn.includes(`:policy${READ_OWN_SECRET_PATH}`));
}

function commandsFor({ row, keys, secrets, policies }: Omit<Standing, 'isOpen' | 'commands'>): Standing['commands'] {
  const user = `--user-name ${row.name}`;
  const others = keys.filter(({ inSecret }) => !inSecret && keys.length > 1);
  return [
    ...others.flatMap(({ accessKeyId, active }): [string, string][] => [
      ...(active
        ? ([[`See who uses ${accessKeyId}`, `aws iam get-access-key-last-used --access-key-id ${accessKeyId}`]] as [
            string,
            string,
          ][])
        : []),
      ['Once nobody does, delete it', `aws iam delete-access-key ${user} --access-key-id ${accessKeyId}`],
    ]),
    ...policies.map((arn): [string, string] => [
      'Once no program reads the secret with its own key, take the policy off',
      `aws iam detach-user-policy ${user} --policy-arn ${arn}`,
    ]),
    ...secrets.map((name): [string, string] => [
      'Once no program reads the secret, delete it (it costs 0.40 USD a month while it stands)',
      `aws secretsmanager delete-secret --secret-id ${name} --recovery-window-in-days 30`,
    ]),
  ];
}
