/** Tags that an organization demands on every secret, such as a cost center's: set when a secret is made, and never again. */

export type SecretTags = Readonly<Record<string, string>>;

/** Secrets Manager allows 50 tags, and Keyturn needs room for its own. */
const MOST_TAGS = 25;

export const ALLOWED_TAGS = `a JSON object of at most ${MOST_TAGS} tags, such as {"CostCenter":"1234"}: keys of 1 to 128 and values of at most 256 letters, digits, spaces and _.:/=+-@, and no key that begins with "keyturn:" or "aws:"`;

const TEXT = /^[\p{L}\p{N}\p{Z}_.:/=+\-@]*$/u;

export function parseTags(text: string): SecretTags | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const tags = Object.entries(value);
    return tags.length <= MOST_TAGS && tags.every(isTag) ? (value as SecretTags) : undefined;
  } catch {
    return undefined;
  }
}

const isTag = ([key, value]: [string, unknown]) =>
  key.length >= 1 &&
  key.length <= 128 &&
  TEXT.test(key) &&
  !/^(keyturn|aws):/i.test(key) &&
  typeof value === 'string' &&
  value.length <= 256 &&
  TEXT.test(value);
