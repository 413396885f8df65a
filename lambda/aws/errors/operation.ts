/** What Keyturn wants when it calls AWS, in the words that its error begins with, and the service that is asked. */
const SERVICE_OF = {
  'read the credential report': 'iam',
  'read the users': 'iam',
  'read the list of secrets': 'secretsmanager',
  'read the keys': 'iam',
  'read the secret': 'secretsmanager',
  'read the notice board': 'secretsmanager',
  'read the old key again': 'iam',
  'prepare the secret': 'secretsmanager',
  'write the intent': 'secretsmanager',
  'write the hold': 'secretsmanager',
  'create the new key': 'iam',
  'store the new key': 'secretsmanager',
  'verify the new key': 'sts',
  'make the new key current': 'secretsmanager',
  'make the old key current': 'secretsmanager',
  'reactivate the old key': 'iam',
  'renew the grace': 'secretsmanager',
  'deactivate the key': 'iam',
  'record the deactivation': 'secretsmanager',
  'note the deletion ahead': 'secretsmanager',
  'delete the key': 'iam',
  'copy the secret to other Regions': 'secretsmanager',
  'announce the new key': 'sns',
  'announce the deactivation': 'sns',
  'announce the deletion': 'sns',
  'announce the rollback': 'sns',
  'send the message': 'sns',
  'note the announcement': 'secretsmanager',
  'note the message': 'secretsmanager',
} as const;

export type Operation = keyof typeof SERVICE_OF;

export const serviceOf = (operation: Operation) => SERVICE_OF[operation];
