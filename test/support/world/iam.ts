import type * as iam from '@aws-sdk/client-iam';
import type { Account, Key, User } from './account';
import { userArn, wholeSeconds } from './account';
import { type Answer, shownTags, tagList } from './answers';
import { accessKeyId, secretHalf } from './chance';
import { generateCredentialReport, getCredentialReport } from './credential-report';
import * as errors from './errors';
import { page } from './paging';
import { isUnseen, shownStatus } from './propagation';
import { accountSettingsOperations } from './settings/account-settings';

export const iamOperations = {
  CreateAccessKey: createAccessKey,
  DeleteAccessKey: deleteAccessKey,
  GenerateCredentialReport: generateCredentialReport,
  GetAccessKeyLastUsed: getAccessKeyLastUsed,
  GetAccountAuthorizationDetails: getAccountAuthorizationDetails,
  ...accountSettingsOperations,
  GetCredentialReport: getCredentialReport,
  GetUser: getUser,
  ListAccessKeys: listAccessKeys,
  ListUserTags: listUserTags,
  ListUsers: listUsers,
  UpdateAccessKey: updateAccessKey,
};

export function createAccessKey(
  account: Account,
  input: iam.CreateAccessKeyCommandInput,
): Answer<iam.CreateAccessKeyCommandOutput> {
  const key = newKey(account, userNamed(account, input.UserName), account.now);
  return { AccessKey: { ...shown(key), SecretAccessKey: key.secretHalf } };
}

/** A new key in a free slot. People's keys may be made in the past, Keyturn's never are. */
export function newKey(account: Account, user: User, createdAt: number): Key {
  if (user.keys.length >= 2) throw errors.keyQuotaExceeded();
  const serial = account.counter++;
  const key: Key = {
    serial,
    id: accessKeyId(serial),
    secretHalf: secretHalf(serial),
    userName: user.name,
    createdAt,
    status: 'Active',
    statusChangedAt: createdAt,
  };
  user.keys.push(key);
  account.keys.set(key.id, key);
  account.secretHalves.push(key.secretHalf);
  return key;
}

export function deleteAccessKey(account: Account, input: iam.DeleteAccessKeyCommandInput): object {
  const user = userNamed(account, input.UserName);
  const key = keyOf(user, input.AccessKeyId);
  user.keys.splice(user.keys.indexOf(key), 1);
  account.keys.delete(key.id);
  return {};
}

export function updateAccessKey(account: Account, input: iam.UpdateAccessKeyCommandInput): object {
  const key = keyOf(userNamed(account, input.UserName), input.AccessKeyId);
  if (input.Status !== 'Active' && input.Status !== 'Inactive') {
    throw errors.serviceError('iam', 'ValidationError', 400, `Status ${input.Status} is not settable`);
  }
  if (key.status !== input.Status) key.statusChangedAt = account.now;
  key.status = input.Status;
  return {};
}

function listAccessKeys(
  account: Account,
  input: iam.ListAccessKeysCommandInput,
): Answer<iam.ListAccessKeysCommandOutput> {
  const keys = userNamed(account, input.UserName).keys.filter((key) => !isUnseen(account, key));
  const { items, next } = page(account, keys, input.Marker, input.MaxItems);
  return {
    // AWS promises no order, and ids come in none.
    AccessKeyMetadata: items.toSorted(byId).map((key) => ({ ...shown(key), Status: shownStatus(account, key) })),
    ...truncation(next),
  };
}

/** For a key that it does not know AWS says AccessDenied: it cannot tell whose account the key would be in. */
function getAccessKeyLastUsed(
  account: Account,
  input: iam.GetAccessKeyLastUsedCommandInput,
): Answer<iam.GetAccessKeyLastUsedCommandOutput> {
  const key = account.keys.get(input.AccessKeyId ?? '');
  if (!key) throw errors.accessDenied('iam', `not authorized on resource: access key ${input.AccessKeyId}`);
  const use = key.lastUse;
  return {
    UserName: key.userName,
    AccessKeyLastUsed: use
      ? { LastUsedDate: wholeSeconds(use.at), ServiceName: use.service, Region: use.region }
      : { LastUsedDate: undefined, ServiceName: 'N/A', Region: 'N/A' },
  };
}

/** Users and groups are modelled, whatever the filter asks for besides. */
function getAccountAuthorizationDetails(
  account: Account,
  input: iam.GetAccountAuthorizationDetailsCommandInput,
): Answer<iam.GetAccountAuthorizationDetailsCommandOutput> {
  const wanted = input.Filter?.includes('User') ?? true;
  const { items, next } = page(account, wanted ? account.users.values() : [], input.Marker, input.MaxItems);
  return {
    UserDetailList: items.map((user) => ({ ...details(account, user), ...granted(user) })),
    // The first page has them, as AWS may do.
    GroupDetailList: input.Filter?.includes('Group') && !input.Marker ? [...account.settings.groups] : [],
    RoleDetailList: [],
    Policies: [],
    ...truncation(next),
  };
}

/** Without their tags, as AWS has it. */
function listUsers(account: Account, input: iam.ListUsersCommandInput): Answer<iam.ListUsersCommandOutput> {
  const { items, next } = page(account, account.users.values(), input.Marker, input.MaxItems);
  return { Users: items.map((user) => ({ ...details(account, user), Tags: undefined })), ...truncation(next) };
}

function getUser(account: Account, input: iam.GetUserCommandInput): Answer<iam.GetUserCommandOutput> {
  return { User: details(account, userNamed(account, input.UserName)) };
}

function listUserTags(account: Account, input: iam.ListUserTagsCommandInput): Answer<iam.ListUserTagsCommandOutput> {
  return { Tags: tagList(userNamed(account, input.UserName).tags), IsTruncated: false };
}

export function userNamed(account: Account, name: string | undefined): User {
  if (name === undefined) throw new Error('World models no IAM call without a UserName');
  const user = account.users.get(name);
  if (!user) throw errors.noSuchEntity(`The user with name ${name} cannot be found.`);
  return user;
}

function keyOf(user: User, id: string | undefined): Key {
  const key = user.keys.find((one) => one.id === id);
  if (!key) throw errors.noSuchEntity(`The Access Key with id ${id} cannot be found.`);
  return key;
}

const byId = (one: Key, other: Key) => (one.id < other.id ? -1 : 1);

function shown(key: Key) {
  return {
    UserName: key.userName,
    AccessKeyId: key.id,
    Status: key.status,
    CreateDate: wholeSeconds(key.createdAt),
  };
}

function details(account: Account, user: User) {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: userArn(account, user),
    CreateDate: wholeSeconds(user.createdAt),
    ...shownTags(user.tags),
  };
}

const granted = ({ grants: { attached = [], inline = {}, groups = [] } = {} }: User) => ({
  GroupList: [...groups],
  AttachedManagedPolicies: attached.map((PolicyArn) => ({ PolicyArn, PolicyName: PolicyArn.split('/').at(-1) })),
  UserPolicyList: Object.entries(inline).map(([PolicyName, document]) => ({
    PolicyName,
    PolicyDocument: encodeURIComponent(JSON.stringify(document)),
  })),
});

function truncation(next: string | undefined) {
  return next === undefined ? { IsTruncated: false } : { IsTruncated: true, Marker: next };
}
