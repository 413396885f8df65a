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

/** Marks that turn the direction of writing, or that nobody sees: with them one name can look like another. */
const UNSEEN = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Names, tags and reasons are made by strangers: one line, no control characters, nothing invisible. */
export const safe = (text: string) => oneLine(text).replace(UNSEEN, '\ufffd');

export function span(text: string, style?: Style): Span {
  return style ? { text: safe(text), style } : { text: safe(text) };
}

export const line = (...parts: readonly (string | Span)[]): Line =>
  parts.map((part) => (typeof part === 'string' ? span(part) : part));

export const EMPTY: Line = [];

export const plain = (spans: Line) => spans.map(({ text }) => text).join('');
