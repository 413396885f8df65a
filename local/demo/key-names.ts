/** Every key id in the order of its birth, by whose key it is: the demo calls them K1, K2, … */
export class KeyNames {
  readonly #born = new Map<string, string[]>();

  /** K1 for somebody's first key, K2 for the next. */
  nameOf(who: string, accessKeyId: string): string {
    const born = this.#born.get(who) ?? [];
    if (!born.includes(accessKeyId)) born.push(accessKeyId);
    this.#born.set(who, born);
    return `K${born.indexOf(accessKeyId) + 1}`;
  }

  /** A sentence with the keys' names instead of their ids. */
  named = (who: string, text: string) => text.replace(/\bAKIA\w+/g, (id) => this.nameOf(who, id));
}
