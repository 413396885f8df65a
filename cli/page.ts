/** One page of what may be thousands of lines: whole entries until the page is full, then how many there are still. Pure. */
import { number } from './dates';
import { type Line, line, span } from './line';

/** @param room lines; `undefined` for all of it */
export function firstOf(
  entries: readonly (readonly Line[])[],
  room: number | undefined,
  more: (left: number) => string,
): Line[] {
  const shown: Line[] = [];
  let taken = 0;
  for (const entry of entries) {
    const isLast = taken === entries.length - 1;
    // The line that says how many more there are needs room too. One entry is shown in any case.
    if (room !== undefined && taken > 0 && shown.length + entry.length + (isLast ? 0 : 1) > room) break;
    shown.push(...entry);
    taken += 1;
  }
  const left = entries.length - taken;
  return left > 0 ? [...shown, line(span(`… and ${more(left)}`, 'dim'))] : shown;
}

export const moreUsers = (how: string) => (left: number) => `${number(left)} more: ${how}`;
