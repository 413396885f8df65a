import type { Account } from './account';

/** A number from 0 up to 1, the next one of the account's seed. */
export function random(account: Account): number {
  account.random = (account.random + 0x9e3779b9) | 0;
  return mix(account.random) / 2 ** 32;
}

/** The same id for the same counter, in no order that a caller could rely on. */
export function accessKeyId(counter: number): string {
  return `AKIA${letters(counter, 12, BASE32)}${unique(counter)}`;
}

export function userId(counter: number): string {
  return `AIDA${letters(counter, 13, BASE32)}${unique(counter)}`;
}

export function secretHalf(counter: number): string {
  return letters(counter, 40, BASE64);
}

/** The six characters that Secrets Manager adds to a secret's ARN. */
export function arnSuffix(counter: number): string {
  return letters(counter, 6, BASE64.slice(0, 62));
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BASE64 = `${BASE32.slice(0, 26)}abcdefghijklmnopqrstuvwxyz0123456789+/`;

function letters(counter: number, length: number, alphabet: string): string {
  let text = '';
  for (let place = 0; place < length; place++) {
    text += alphabet[mix(counter * 64 + place) % alphabet.length];
  }
  return text;
}

/** Four characters that count: a million ids before one comes twice. */
function unique(counter: number): string {
  return [15, 10, 5, 0].map((shift) => BASE32[(counter >>> shift) & 31]).join('');
}

/** The finalizer of murmur3: spreads every bit of the input over 32 bits. */
function mix(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
