import type * as sts from '@aws-sdk/client-sts';
import { type Account, type Key, type LastUse, userArn } from './account';
import type { Answer } from './answers';
import * as errors from './errors';
import { userNamed } from './iam';
import { isUnseen, shownStatus } from './propagation';

/** The credentials that a call is signed with. */
export interface Signer {
  readonly accessKeyId: string;
  /** Missing: not checked. */
  readonly secretAccessKey?: string;
}

export const stsOperations = { GetCallerIdentity: getCallerIdentity };

function getCallerIdentity(
  account: Account,
  _input: sts.GetCallerIdentityCommandInput,
  signer: Signer | undefined,
): Answer<sts.GetCallerIdentityCommandOutput> {
  if (!signer) throw new Error('World models GetCallerIdentity for clients of stsSignedBy only');
  const key = authenticate(account, signer);
  recordUse(account, key, { service: 'sts', region: 'us-east-1' });
  const user = userNamed(account, key.userName);
  return { UserId: user.id, Account: account.id, Arn: userArn(account, user) };
}

/** The key that signed, if AWS lets it in. */
export function authenticate(account: Account, signer: Signer): Key {
  const key = account.keys.get(signer.accessKeyId);
  if (!key || isUnseen(account, key)) throw errors.unknownKey();
  if (shownStatus(account, key) === 'Inactive') throw errors.unknownKey();
  if (signer.secretAccessKey !== undefined && signer.secretAccessKey !== key.secretHalf) throw errors.wrongSecretHalf();
  return key;
}

const MINUTE = 60_000;
const RECORDING_SPAN = 15 * MINUTE;

export function recordUse(account: Account, key: Key, by: Omit<LastUse, 'at'>): void {
  const { now, options } = account;
  if (!options.lastUseGranularity) {
    key.lastUse = { at: now, ...by };
  } else if (!key.lastUse || now - key.lastUse.at >= RECORDING_SPAN) {
    key.lastUse = { at: Math.floor(now / MINUTE) * MINUTE, ...by };
  }
}
