/** Text of unknown origin (names, tags, AWS's errors) made fit for a log line, a message or an error. */

/** Without line breaks and other control characters, in any of Unicode's forms, so that it cannot forge a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not get through
export const oneLine = (text: string) => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');

/** In quotes, one line, bounded. */
export const quote = (text: string) => JSON.stringify(oneLine(text.length > 80 ? `${text.slice(0, 80)}...` : text));
