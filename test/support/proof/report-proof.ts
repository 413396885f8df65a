/** What a proof attacked with, for docs/proof.md: one line of JSON for each, printed together at the end of the run (local-aws/teardown.ts). */
import { appendFileSync } from 'node:fs';

export interface Proof {
  readonly proof: string;
  readonly cases: number;
  /** How often the judge let something pass, by its reason. */
  readonly excused?: ReadonlyMap<string, number>;
  readonly [more: string]: unknown;
}

export function reportProof(proof: Proof): void {
  const plain = (_key: string, value: unknown) =>
    value instanceof Map ? Object.fromEntries([...value].sort()) : value;
  const line = JSON.stringify(proof, plain);
  if (process.env.KEYTURN_PROOFS) appendFileSync(process.env.KEYTURN_PROOFS, `${line}\n`);
  else console.info(line);
}
