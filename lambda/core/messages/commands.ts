/** The exact commands that a message gives. */

import { versionIdOf } from '../names';
import { day, isoSeconds } from '../time';
import { extensionDate } from '../user/timetable';
import type { Command, Notification } from './message';

type About = Pick<Notification, 'user' | 'secretName' | 'region' | 'account'>;

/** Of the command line. Where there are many accounts, it says in which one. */
export const keyturn = ({ user, account }: Pick<About, 'user' | 'account'>, command: string) =>
  `npx keyturn ${command} ${shellWord(user.name)}${account ? ` --account ${user.accountId}` : ''}`;

const ofSecret = ({ region, secretName }: About, action: string) =>
  `aws secretsmanager ${action} --region ${region} --secret-id ${shellWord(secretName)}`;

export const fetchKey = (about: About): Command => [
  'Fetch the current key',
  `${ofSecret(about, 'get-secret-value')} --query SecretString --output text`,
];

export const listKeys = ({ user }: About): Command => [
  'See the keys',
  `aws iam list-access-keys --user-name ${shellWord(user.name)}`,
];

export const lastUse = (accessKeyId: string): Command => [
  `See when ${accessKeyId} was last used`,
  `aws iam get-access-key-last-used --access-key-id ${accessKeyId}`,
];

/** For the platform team: Keyturn does not wait any longer. */
export const confirmMoved = (about: About): Command => [
  'If everybody has moved, ask your platform team to run this',
  keyturn(about, 'confirm'),
];

export const keepLonger = (about: About, graceEndsAt: Date): Command =>
  exempt(about, 'Keep both keys two weeks longer (Keyturn leaves this user alone until that day)', graceEndsAt);

export const postpone = (about: About, rotatesAt: Date): Command =>
  exempt(about, 'Postpone it by two weeks (Keyturn leaves this user alone until that day)', rotatesAt);

const exempt = ({ user }: About, purpose: string, at: Date): Command => [
  purpose,
  `aws iam tag-user --user-name ${shellWord(user.name)} --tags Key=keyturn:exempt-until,Value=${day(extensionDate(at))}`,
];

export const reactivate = (userName: string, accessKeyId: string) =>
  `aws iam update-access-key --user-name ${shellWord(userName)} --access-key-id ${accessKeyId} --status Active`;

export const deactivate = ({ user }: About, purpose: string, accessKeyId: string): Command => [
  purpose,
  `aws iam update-access-key --user-name ${shellWord(user.name)} --access-key-id ${accessKeyId} --status Inactive`,
];

const DENY_SESSIONS = 'deny-sessions-of-leaked-key';

/** A session has a time of issue; a long-term key has none, and is not refused. */
export const denySessions = ({ user }: Pick<About, 'user'>, purpose: string, before: Date): Command => {
  const Condition = { DateLessThan: { 'aws:TokenIssueTime': isoSeconds(before) } };
  const policy = { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*', Condition } };
  return [
    purpose,
    `aws iam put-user-policy --user-name ${shellWord(user.name)} --policy-name ${DENY_SESSIONS} --policy-document '${JSON.stringify(policy)}'`,
  ];
};

export const permitSessions = ({ user }: Pick<About, 'user'>, purpose: string): Command => [
  purpose,
  `aws iam delete-user-policy --user-name ${shellWord(user.name)} --policy-name ${DENY_SESSIONS}`,
];

export const revokeKey = (purpose: string, accessKeyId: string): Command => [
  purpose,
  `npx keyturn revoke ${accessKeyId}`,
];

export const deleteKey = ({ user }: About, purpose: string, accessKeyId: string): Command => [
  purpose,
  `aws iam delete-access-key --user-name ${shellWord(user.name)} --access-key-id ${accessKeyId}`,
];

export const seeUserTags = ({ user }: About): Command => [
  'See the tags',
  `aws iam list-user-tags --user-name ${shellWord(user.name)}`,
];

export const seeSecret = (about: About): Command => [
  "See the secret's tags and labels (not its value)",
  ofSecret(about, 'describe-secret'),
];

export const tagSecret = (about: About, purpose: string, key: string, value: string): Command => [
  purpose,
  `${ofSecret(about, 'tag-resource')} --tags Key=${key},Value=${value}`,
];

export const restoreSecret = (about: About): Command => ['Restore the secret', ofSecret(about, 'restore-secret')];

export const findSecrets = ({ user, region }: About): Command => [
  "See which secrets are tagged as this user's",
  `aws secretsmanager list-secrets --region ${region} --filters Key=tag-key,Values=keyturn:user-id Key=tag-value,Values=${user.id} --query 'SecretList[].Name'`,
];

/** @param about `labelFrom`: where AWSCURRENT is; AWS wants to be given it, unless the label is nowhere */
export const makeCurrent = (about: About & { readonly labelFrom?: string }, accessKeyId: string): Command => {
  const from = about.labelFrom === undefined ? '' : ` --remove-from-version-id ${shellWord(about.labelFrom)}`;
  const move = `--version-stage AWSCURRENT --move-to-version-id ${versionIdOf(accessKeyId)}`;
  return ['Move AWSCURRENT back', `${ofSecret(about, 'update-secret-version-stage')} ${move}${from}`];
};

export const askForNewKey = (about: About, purpose: string): Command => [purpose, keyturn(about, 'rotate')];

export const tagUser = ({ user }: About, purpose: string, key: string, value: string): Command => [
  purpose,
  `aws iam tag-user --user-name ${shellWord(user.name)} --tags Key=${key},Value=${value}`,
];

export const untagUser = ({ user }: About, purpose: string, keys: readonly string[]): Command => [
  purpose,
  `aws iam untag-user --user-name ${shellWord(user.name)} --tag-keys ${keys.join(' ')}`,
];

export const emptyTags = (about: About, purpose: string, keys: readonly string[]): Command => [
  purpose,
  `${ofSecret(about, 'tag-resource')} --tags ${keys.map((key) => `Key=${key},Value=`).join(' ')}`,
];

/** Of one secret or several, in one line. */
export const untagSecrets = (
  about: Omit<About, 'secretName'>,
  purpose: string,
  names: readonly string[],
  keys: string,
): Command => [
  purpose,
  names.map((secretName) => `${ofSecret({ ...about, secretName }, 'untag-resource')} --tag-keys ${keys}`).join(' && '),
];

export const createSecret = (about: About): Command => [
  'Or create it',
  `aws secretsmanager create-secret --region ${about.region} --name ${shellWord(about.secretName)} --tags Key=keyturn:user-id,Value=${about.user.id}`,
];

export const stopReplication = (about: About): Command => [
  'Make the copy a secret of its own, which no longer follows the other one',
  ofSecret(about, 'stop-replication-to-replica'),
];

export const cancelRotation = (about: About): Command => [
  "Cancel the secret's own rotation",
  ofSecret(about, 'cancel-rotate-secret'),
];

/** AWS allows no quote in these names; a command that somebody pastes does not rest on that. */
function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
