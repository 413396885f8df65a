/** A fault as a change of one text, and the test that must catch it. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** In the file exactly once, so that a mutant cannot rot in silence. */
  readonly find: string;
  readonly replace: string;
  /** The test file that must catch it, the name of the test (or how it begins), and what its failure must say. */
  readonly caughtBy: { readonly file: string; readonly test: string; readonly saying: string };
}
