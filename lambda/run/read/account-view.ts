/** An account for posture: what the scan has read, and at most three reads more. Changes nothing. */

import {
  GetAccountPasswordPolicyCommand,
  type GetAccountPasswordPolicyCommandOutput,
  GetAccountSummaryCommand,
  paginateListVirtualMFADevices,
} from '@aws-sdk/client-iam';
import type { Clients } from '../../aws/clients';
import { errorText, failureOf } from '../../aws/errors/errors';
import { isManaged } from '../../core/account/user-row';
import type { AccountSummary, AccountView, Looked, PasswordPolicy, ViewedUser } from '../../core/posture/account-view';
import type { Config } from '../../core/settings/config';
import { ROOT } from '../../core/user/credential-row';
import { scan, type WholeScan } from './scan';

/** @throws when a bulk read fails; what else may not be read is said in the view */
export async function readAccount(clients: Clients, config: Config): Promise<AccountView> {
  const [view, passwordPolicy, summary] = await Promise.all([
    scan(clients, config, { groups: true }),
    looked('iam:GetAccountPasswordPolicy', () => readPasswordPolicy(clients)),
    looked('iam:GetAccountSummary', () => readSummary(clients)),
  ]);
  const seen = viewFrom(view, config);
  const hasMfa = seen.root?.hasMfa ?? ('value' in summary && summary.value.rootHasMfa);
  const rootMfaIsVirtual = hasMfa
    ? await looked('iam:ListVirtualMFADevices', () => hasVirtualMfaOfRoot(clients))
    : undefined;
  return { ...seen, passwordPolicy, summary, rootMfaIsVirtual };
}

const NOT_ASKED = { notLookedAt: 'a run does not ask for it: npx keyturn posture does' };

/** From the scan alone, as a run has it. */
export function viewFrom({ users, credentials, reportedAt, grants }: WholeScan, config: Config): AccountView {
  const byName = new Map(credentials.map((row) => [row.user, row]));
  const root = byName.get(ROOT);
  return {
    accountId: users[0]?.accountId ?? root?.arn.split(':')[4] ?? '',
    reportedAt,
    root,
    users: users.map((row): ViewedUser => {
      const credentials = byName.get(row.name);
      // The report may be about an earlier user of that name.
      const isSame = credentials?.createdAt?.getTime() === Math.floor(row.createdAt.getTime() / 1000) * 1000;
      return {
        name: row.name,
        id: row.id,
        tags: row.tags,
        createdAt: row.createdAt,
        credentials: isSame ? credentials : undefined,
        grants: grants.get(row.id) ?? { attached: [], inline: [], administratorBy: undefined },
        isManaged: isManaged(row, config.manage),
        hasSecret: row.secrets.length > 0,
      };
    }),
    passwordPolicy: NOT_ASKED,
    summary: NOT_ASKED,
    rootMfaIsVirtual: NOT_ASKED,
  };
}

/** A right that is missing leaves a question open. Whatever else goes wrong does too: these reads are a bonus. */
async function looked<T>(action: string, read: () => Promise<T>): Promise<Looked<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    return { notLookedAt: failureOf(error).kind === 'denied' ? `${action} is not allowed` : errorText(error) };
  }
}

async function readPasswordPolicy({ iam }: Clients): Promise<PasswordPolicy | 'none'> {
  try {
    return policyFrom(await iam.send(new GetAccountPasswordPolicyCommand({})));
  } catch (error) {
    // AWS has no other way to say that there is none.
    if (error instanceof Error && /^NoSuchEntity/.test(error.name)) return 'none';
    throw error;
  }
}

function policyFrom({ PasswordPolicy: policy }: GetAccountPasswordPolicyCommandOutput): PasswordPolicy {
  if (!policy) throw new Error('GetAccountPasswordPolicy answered without a policy');
  return {
    minimumLength: policy.MinimumPasswordLength ?? 0,
    symbols: policy.RequireSymbols ?? false,
    numbers: policy.RequireNumbers ?? false,
    uppercase: policy.RequireUppercaseCharacters ?? false,
    lowercase: policy.RequireLowercaseCharacters ?? false,
    maxAgeDays: policy.MaxPasswordAge,
    remembered: policy.PasswordReusePrevention ?? 0,
  };
}

async function readSummary({ iam }: Clients): Promise<AccountSummary> {
  const { SummaryMap: summary = {} } = await iam.send(new GetAccountSummaryCommand({}));
  const flag = (value: number | undefined) => (value === undefined ? undefined : value > 0);
  return { rootHasMfa: flag(summary.AccountMFAEnabled), rootHasKeys: flag(summary.AccountAccessKeysPresent) };
}

async function hasVirtualMfaOfRoot({ iam }: Clients): Promise<boolean> {
  const pages = paginateListVirtualMFADevices({ client: iam, pageSize: 1000 }, { AssignmentStatus: 'Assigned' });
  for await (const { VirtualMFADevices = [] } of pages)
    if (VirtualMFADevices.some(({ User }) => User?.Arn?.endsWith(':root'))) return true;
  return false;
}
