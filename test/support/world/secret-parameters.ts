import type { Account } from './account';
import * as errors from './errors';

/* What Secrets Manager accepts. Everything is checked before anything changes. */

export function checkedName(name: string | undefined): string {
  if (!name || !/^[\w/+=.@-]{1,512}$/.test(name)) throw errors.badParameter(`Invalid name: ${name}`);
  return name;
}

/** The SDK makes one up for a caller who gives none. */
export function checkedToken(account: Account, token: string | undefined): string {
  if (token === undefined) return `made-up-by-the-sdk-${String(account.counter++).padStart(17, '0')}`;
  if (token.length < 32 || token.length > 64)
    throw errors.badParameter('ClientRequestToken must have 32 to 64 characters.');
  return token;
}

export function checkedValue(value: string | undefined): string {
  if (value === undefined) throw errors.badParameter('You must provide SecretString (World models no SecretBinary).');
  return value;
}

const MAX_TAGS = 50;
const LEGAL = /^[\p{L}\p{N}\p{Z}_.:/=+\-@]*$/u;

export function checkedTags(tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = []) {
  if (tags.length > MAX_TAGS) throw errors.badParameter(`At most ${MAX_TAGS} tags.`);
  const checked: Record<string, string> = {};
  for (const { Key, Value = '' } of tags) {
    if (!Key || Key.length > 128 || Key.startsWith('aws:') || !LEGAL.test(Key))
      throw errors.badParameter('Invalid tag key.');
    if (Value.length > 256 || !LEGAL.test(Value)) throw errors.badParameter(`Invalid value of tag ${Key}.`);
    checked[Key] = Value;
  }
  return checked;
}
