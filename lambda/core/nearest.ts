/** The name that somebody probably meant. Pure. */

/** Undefined when none is near: more than a third of the letters are wrong. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const candidate of names) {
    const distance = distanceOf(name.toLowerCase(), candidate.toLowerCase());
    if (!best || distance < best.distance) best = { name: candidate, distance };
  }
  return best && best.distance <= Math.max(1, Math.floor(name.length / 3)) ? best.name : undefined;
}

export function didYouMean(name: string, names: Iterable<string>): string | undefined {
  const near = nearest(name, names);
  return near === undefined || near === name ? undefined : `Did you mean ${near}?`;
}

/** What was only begun, or has something behind it, is as near as one wrong letter. */
function distanceOf(typed: string, candidate: string): number {
  const isBegun = typed.length >= 3 && (candidate.startsWith(typed) || typed.startsWith(candidate));
  return isBegun && typed !== candidate ? 1 : distanceBetween(typed, candidate);
}

/** Insertions, deletions, changes, and neighbours that changed places (optimal string alignment). */
function distanceBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (isSame ? 0 : 1),
        swapped ? at(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

const at = (row: readonly number[], n: number) => row[n] ?? Number.POSITIVE_INFINITY;
