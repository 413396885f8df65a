/**
 * What a secret's value looks like, as the team declares it: a JSON object or one plain text, with placeholders where the key goes. All
 * else in it is public: it stands in the template and in the function's environment.
 */

import { quote } from '../text';
import { ConfigError, type Setting } from './setting';

/** Written as the reader gets it: a text is stored as it is, an object as JSON. */
export type SecretTemplate = string | SecretFields;

export interface SecretFields {
  readonly [field: string]: string | number | boolean | SecretFields;
}

/** By the name that the tag `keyturn:secret-format` gives. */
export type SecretFormats = Readonly<Record<string, SecretTemplate>>;

/** @internal tests write and read each */
export const BUILT_IN_FORMATS = {
  // `Version: 1` and the two fields after it are what the SDKs and the CLI take from a `credential_process`
  // (AWS SDKs and Tools Reference Guide, "Process credential provider").
  'credential-process': {
    Version: 1,
    AccessKeyId: '{AccessKeyId}',
    SecretAccessKey: '{SecretAccessKey}',
    AccountId: '{AccountId}',
    UserName: '{UserName}',
    CreateDate: '{CreateDate}',
  },
  // For tools that turn every field into an environment variable of that name.
  env: { AWS_ACCESS_KEY_ID: '{AccessKeyId}', AWS_SECRET_ACCESS_KEY: '{SecretAccessKey}' },
} as const satisfies SecretFormats;

export const allFormats = (declared: SecretFormats): SecretFormats => ({ ...declared, ...BUILT_IN_FORMATS });

/** Undefined for a name that nobody has declared. */
export const templateOf = (name: string, declared: SecretFormats): SecretTemplate | undefined =>
  Object.hasOwn(allFormats(declared), name) ? allFormats(declared)[name] : undefined;

const isFormatName = (text: string) => /^[a-z][a-z0-9-]{0,31}$/.test(text);

export const secretFormat: Setting<string> = {
  default: 'credential-process',
  allowed: '"credential-process" or "env", or a name that secretFormats declares',
  parse: (text) => (isFormatName(text) ? text : undefined),
  format: (value) => value,
};

/** The function's environment holds 4 KB in all. */
const LONGEST_DECLARATION = 2500;

export const secretFormats: Setting<SecretFormats> = {
  default: {},
  allowed: `a JSON object of at most ${LONGEST_DECLARATION} characters with a template for each name (a letter, then letters, digits and hyphens, all small), such as {"tool":{"access_key":"{AccessKeyId}","secret_key":"{SecretAccessKey}","region":"eu-central-1"}}`,
  parse: parseFormats,
  format: (value) => JSON.stringify(value),
};

function parseFormats(text: string): SecretFormats | undefined {
  if (text.length > LONGEST_DECLARATION) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && Object.entries(value).every(([name, each]) => isFormatName(name) && isTemplate(each))
      ? (value as SecretFormats)
      : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTemplate = (value: unknown): value is SecretTemplate =>
  typeof value === 'string' || (isObject(value) && Object.values(value).every(isField));

const isField = (value: unknown): boolean => ['number', 'boolean'].includes(typeof value) || isTemplate(value);

const NAMES: readonly string[] = ['AccessKeyId', 'SecretAccessKey', 'UserName', 'AccountId'];

/** A word in braces. What else stands in braces is text. */
export const PLACEHOLDER = /\{\s*([A-Za-z]\w*)\s*(?::\s*(\w*)\s*)?\}/g;

/**
 * What the declared formats must be, beyond their form, and that the default is one of them.
 * @throws ConfigError that names the format and the field, and quotes no value that may be secret
 */
export function checkFormats(config: { readonly secretFormats: SecretFormats; readonly secretFormat: string }): void {
  for (const [name, template] of Object.entries(config.secretFormats)) checkFormat(`secretFormats: ${name}`, template);
  if (templateOf(config.secretFormat, config.secretFormats) === undefined)
    throw new ConfigError(
      `secretFormat is ${quote(config.secretFormat)}, but must be ${orOf(Object.keys(allFormats(config.secretFormats)))}`,
    );
}

export const orOf = (names: readonly string[]) => names.map((name) => `"${name}"`).join(' or ');

function checkFormat(where: string, template: SecretTemplate): void {
  if (Object.hasOwn(BUILT_IN_FORMATS, where.replace('secretFormats: ', '')))
    throw new ConfigError(`${where} is a format of Keyturn's own, and cannot be declared again`);
  const used = new Set<string>();
  for (const [field, text] of leavesOf(template)) {
    const at = field === '' ? where : `${where}.${field}`;
    for (const [whole, name = '', encoding] of text.matchAll(PLACEHOLDER)) {
      const isKnown = NAMES.includes(name) && ['url', 'json', undefined].includes(encoding) && !/\s/.test(whole);
      if (!isKnown)
        throw new ConfigError(
          `${at} has the placeholder ${quote(whole)}, but must have only ${NAMES.map((one) => `{${one}}`).join(', ')}, each also with :url or :json, as in {UserName:url}`,
        );
      used.add(name);
    }
    if (isSecret(field, text))
      throw new ConfigError(
        `${at} holds something that looks secret, but must hold only what is public: a format stands in the template and in the function's environment`,
      );
  }
  const missing = ['AccessKeyId', 'SecretAccessKey'].filter((name) => !used.has(name));
  if (missing.length > 0)
    throw new ConfigError(
      `${where} lacks ${missing.map((name) => `{${name}}`).join(' and ')}, but must have both halves of the key, which change together`,
    );
}

/** Each text of a template, by the path of its field; a plain text has none. */
export function leavesOf(template: SecretTemplate | number | boolean, path = ''): [field: string, text: string][] {
  if (typeof template !== 'object') return [[path, String(template)]];
  return Object.entries(template).flatMap(([name, value]) => leavesOf(value, path === '' ? name : `${path}.${name}`));
}

const SECRET_NAME =
  /(pass|passwd|pwd|password|passphrase|secret|token|private[-_ ]?key|api[-_ ]?key|secret[-_ ]?(access[-_ ]?)?key)$/i;

/** By the field's name, by a name and a value in a text, or by the looks of a key's two halves. */
function isSecret(field: string, text: string): boolean {
  const isFilledIn = [...text.matchAll(PLACEHOLDER)].some(([, name]) => name === 'SecretAccessKey');
  if (SECRET_NAME.test(field) && text !== '' && !isFilledIn) return true;
  const fixed = text.replace(PLACEHOLDER, '\ufffd');
  return (
    /(passw(or)?d|pwd|secret|token)\w*\s*[=:]\s*["']?[^\s"'&;,\ufffd]/i.test(fixed) ||
    /:\/\/[^\s/:@\ufffd]*:[^\s/@\ufffd]+@/.test(fixed) ||
    /\b(AKIA|ASIA)[A-Z0-9]{16}\b/.test(fixed) ||
    /(?<![\w/+])(?=\S*[a-z])(?=\S*[A-Z])(?=\S*\d)[A-Za-z0-9/+]{40}(?![\w/+=])/.test(fixed)
  );
}
