/** Text of unknown origin (names, tags, AWS's errors) made fit for a log line, a message or an error. */

/** Without line breaks and other control characters, in any of Unicode's forms, so that it cannot forge a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not get through
export const oneLine = (text: string) => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');

/** In quotes, one line, bounded. */
export const quote = (text: string) => JSON.stringify(oneLine(text.length > 80 ? `${text.slice(0, 80)}...` : text));

/** An error's name and message. Its request, its answer and its stack stay behind. */
export function errorLine(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error));
  const { code } = error as { readonly code?: unknown };
  // Of connections that all failed, node gives the reason in the code alone.
  const missing = typeof code === 'string' && /^E[A-Z_]+$/.test(code) && !error.message.includes(code);
  return oneLine([error.name, error.message, missing && code].filter(Boolean).join(': '));
}
