/** Decisions about one user, a sentence each. */

import { plan } from '../../lambda/core/rules/plan';
import type { Observation } from '../../lambda/core/user/observation';
import { inWords, NOW, withKeyNames } from './builders';

export interface Row {
  readonly given: Observation;
  readonly rule: string;
  readonly steps?: readonly string[];
  /** Checked where it matters. `null`: nothing is due by itself. */
  readonly nextAt?: Date | null;
  /** A part of the sentence, with OLD, NEW and THIRD for the keys. */
  readonly because?: string;
  /** The whole sentence. */
  readonly sentence?: string;
}

/** Each row is a sentence about Keyturn. */
export function rules(rows: Readonly<Record<string, Row>>) {
  it.each(Object.entries(rows))('%s', (_sentence, { given, rule, steps = [], nextAt, because, sentence }) => {
    const decided = plan(given, NOW);
    expect({ rule: decided.rule, steps: decided.steps.map(inWords) }).toEqual({ rule, steps });
    if (nextAt !== undefined) expect(decided.nextAt).toEqual(nextAt ?? undefined);
    if (because !== undefined) expect(withKeyNames(decided.because)).toContain(because);
    if (sentence !== undefined) expect(withKeyNames(decided.because)).toBe(sentence);
    for (const step of decided.steps) expect(step.because).toMatch(/^\S.*\S$/);
  });
}
