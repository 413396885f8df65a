/** What Keyturn wants when it tells owners something, over SNS. */
const TELLING = [
  'announce the new key',
  'announce the deactivation',
  'announce the deletion',
  'announce the rollback',
  'send the message',
] as const;

/** What Keyturn wants when it calls AWS, in the words that its error begins with. */
export type Operation =
  | (typeof TELLING)[number]
  | 'read the credential report'
  | 'read the users'
  | 'read the list of secrets'
  | 'read the keys'
  | 'read the secret'
  | 'read the notice board'
  | 'read the retiring key again'
  | 'prepare the secret'
  | 'write the intent'
  | 'write the hold'
  | 'create the new key'
  | 'store the new key'
  | 'verify the new key'
  | 'make the new key current'
  | 'make the retiring key current'
  | 'reactivate the retiring key'
  | 'restore the state'
  | 'renew the grace'
  | 'note the revocation'
  | 'note the command'
  | 'read the secret again'
  | 'deactivate the key'
  | 'record the deactivation'
  | 'note the deletion ahead'
  | 'delete the key'
  | 'copy the secret to other Regions'
  | 'note the pauses'
  | 'note the announcement'
  | 'note the message'
  | 'note that it went well';

/** What Keyturn wants when it writes tags of a secret. */
const TAGGING = [
  'write the intent',
  'write the hold',
  'renew the grace',
  'record the deactivation',
  'note the deletion ahead',
  'note the announcement',
  'note the message',
  'note that it went well',
] as const satisfies readonly Operation[];

export const isTagging = (operation: Operation) => (TAGGING as readonly Operation[]).includes(operation);

export const isTelling = (operation: Operation) => (TELLING as readonly Operation[]).includes(operation);
