/** A key in a value whose format the team has declared: the placeholders of the format say where. Pure. */

/** As it stands in the prop or context `secretFormats`: a JSON object or one plain text, with placeholders where the key goes. */
export type DeclaredFormat = string | DeclaredFields;

interface DeclaredFields {
  readonly [field: string]: string | number | boolean | DeclaredFields;
}

type Found = Readonly<Record<string, string>>;

/** What stands in place of each placeholder; undefined when the value is of another format. */
export function wordsIn(text: string, format: DeclaredFormat): Found | undefined {
  if (typeof format === 'string') return match(text, format);
  try {
    return fieldsIn(JSON.parse(text), format);
  } catch {
    return undefined;
  }
}

function fieldsIn(value: unknown, format: DeclaredFields): Found | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  let found: Found = {};
  for (const [name, wanted] of Object.entries(format)) {
    const field = (value as Readonly<Record<string, unknown>>)[name];
    const words =
      typeof wanted === 'object'
        ? fieldsIn(field, wanted)
        : typeof wanted === 'string' && typeof field === 'string'
          ? match(field, wanted)
          : {};
    if (!words) return undefined;
    found = { ...words, ...found };
  }
  return found;
}

const PLACEHOLDER = /\{(AccessKeyId|SecretAccessKey|UserName|AccountId)(?::(url|json))?\}/g;

/** No halves of a key hold anything else, however they are encoded. */
const WORDS: Readonly<Record<string, string>> = {
  AccessKeyId: '[A-Z0-9]{16,128}',
  SecretAccessKey: '[A-Za-z0-9/+=%]+',
};

function match(text: string, template: string): Found | undefined {
  const placeholders = [...template.matchAll(PLACEHOLDER)];
  let pattern = '';
  let from = 0;
  for (const { 0: whole, 1: name = '', 2: encoding, index } of placeholders) {
    const word = `(${WORDS[name] ?? '[^]*?'})`;
    pattern += escaped(template.slice(from, index)) + (encoding === 'json' ? `"?${word}"?` : word);
    from = index + whole.length;
  }
  const values = new RegExp(`^${pattern}${escaped(template.slice(from))}$`).exec(text)?.slice(1);
  if (!values) return undefined;
  const words = placeholders.map(({ 1: name = '', 2: encoding }, n): [string, string] => {
    const value = values[n] ?? '';
    return [name, encoding === 'url' ? decodeURIComponent(value) : value];
  });
  return Object.fromEntries(words);
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
