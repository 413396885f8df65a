/** Reads fields of an event that somebody else writes: nothing in it has to be there, or to be of the expected kind. */

import { oneLine } from '../text';

/** The field at that path; undefined where there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined),
    value,
  );
}

export const listAt = (value: unknown, ...path: readonly (string | number)[]): readonly unknown[] => {
  const list = at(value, ...path);
  return Array.isArray(list) ? list.slice(0, MOST_ITEMS) : [];
};

/** Trimmed, one line, bounded; undefined for what is no text, or an empty one. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const text = at(value, ...path);
  return typeof text === 'string' && text.trim() ? oneLine(text).trim().slice(0, LONGEST_TEXT) : undefined;
}

/** Every text in it, however deep. */
export function textsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return [];
  return Object.values(value)
    .slice(0, MOST_ITEMS)
    .flatMap((inner) => textsIn(inner, depth + 1));
}

const MOST_ITEMS = 1_000;

const LONGEST_TEXT = 500;

const DEEPEST = 12;
