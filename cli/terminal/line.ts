/**
 * Text on its way to the terminal. Colours are a property of a span, never escape sequences inside a text: so every text can be measured
 * and cut, and none that came from AWS can bring sequences of its own.
 */

import { oneLine } from '../../lambda/core/text';

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

export interface Span {
  readonly text: string;
  readonly style?: Style;
}

export type Line = readonly Span[];

/** Names, tags and reasons are made by strangers: one line, no control characters, nothing invisible. */
export function span(text: string, style?: Style): Span {
  return style ? { text: oneLine(text), style } : { text: oneLine(text) };
}

export const line = (...parts: readonly (string | Span)[]): Line =>
  parts.map((part) => (typeof part === 'string' ? span(part) : part));

export const EMPTY: Line = [];
