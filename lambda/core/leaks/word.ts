/** A type or a code as one word that no message, tag or log line can be forged with. */
export const wordOf = (text: string | undefined): string | undefined =>
  text?.replace(/[^\w:/.-]/g, '_').slice(0, 120) || undefined;
