/**
 * How often a judge let something pass, by its reason: a judge that excuses too much proves nothing. Each subject counts once for a reason,
 * however often the judge looks at it.
 */
export class Excuses {
  readonly #seen = new Set<string>();
  /** By reason. */
  readonly counts = new Map<string, number>();

  /** Always true, so that it can stand behind a condition. */
  note(why: string, subject: string): true {
    const both = `${why} ${subject}`;
    if (this.#seen.has(both)) return true;
    this.#seen.add(both);
    this.counts.set(why, (this.counts.get(why) ?? 0) + 1);
    return true;
  }
}

/** @param total is added to */
export function addUp(total: Map<string, number>, counts: ReadonlyMap<string, number>): void {
  for (const [name, count] of counts) total.set(name, (total.get(name) ?? 0) + count);
}
