/**
 * HTML whose texts cannot be anything but texts. A value in a template is escaped unless it was made by a template itself, so that no name,
 * tag or agent from outside can bring markup along.
 */

import { oneLine } from '../../lambda/core/text';

export class Html {
  constructor(readonly text: string) {}
}

type Value = Html | string | number | undefined | false | readonly Value[];

export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.reduce((text, part, n) => text + asText(values[n - 1]) + part));
}

function asText(value: Value): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(asText).join('');
  return value === undefined || value === false ? '' : escaped(String(value));
}

/** For elements and for attributes in quotes. Line breaks and what cannot be seen go, as everywhere. */
const escaped = (text: string) => oneLine(text).replace(/[&<>"'`]/g, (character) => ENTITY[character] ?? '');

const ENTITY: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};
