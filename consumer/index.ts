export { KeyturnSecretError } from './errors';
export {
  fromKeyturnSecret,
  type KeyturnCredentials,
  type KeyturnSecretOptions,
} from './from-keyturn-secret';
