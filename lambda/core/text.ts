/** Text of unknown origin (names, tags, AWS's errors) made fit for a log line, a message or an error. */

/**
 * Without line breaks and other control characters, in any of Unicode's forms, so that it cannot forge a line. In place of the marks that
 * turn the direction of text or hide in it stands a character that is seen, so that what is read is what is there.
 */
export const oneLine = (text: string) =>
  PRINTABLE_ASCII.test(text) ? text : text.replace(CONTROL, ' ').replace(UNSEEN, '\ufffd');

/** Nearly every text, found out in one look. */
const PRINTABLE_ASCII = /^[ -~]*$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not get through
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

const UNSEEN = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Every text in a value as `oneLine` has it. For values as JSON knows them. */
export function cleaned<T>(value: T): T {
  if (typeof value === 'string') return oneLine(value) as T;
  if (Array.isArray(value)) return value.map(cleaned) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleaned(inner)])) as T;
}

/** In quotes, one line, bounded. */
export const quote = (text: string) => JSON.stringify(oneLine(text.length > 80 ? `${text.slice(0, 80)}...` : text));

/** What an error says of itself, each in one line. Its request, its answer and its stack stay behind. `name` is empty for what is no error. */
export function errorWords(error: unknown): { readonly name: string; readonly text: string } {
  if (!(error instanceof Error)) return { name: '', text: oneLine(String(error)) };
  const { code } = error as { readonly code?: unknown };
  // Of connections that all failed, node gives the reason in the code alone.
  const missing = typeof code === 'string' && /^E[A-Z_]+$/.test(code) && !error.message.includes(code);
  return { name: oneLine(error.name), text: oneLine([error.message, missing && code].filter(Boolean).join(': ')) };
}

/** The same as one text. */
export function errorLine(error: unknown): string {
  const { name, text } = errorWords(error);
  return [name, text].filter(Boolean).join(': ');
}

/** Text from outside that no mail client makes a link of. */
export const unlinked = (text: string) => text.replace(/:\/\//g, '[:]//').replace(/\bwww\./gi, 'www[.]');
