export { KeyturnSecretError } from './errors';
export { fromKeyturnSecret, type KeyturnCredentials } from './from-keyturn-secret';
export type { KeyturnSecretOptions } from './options';
