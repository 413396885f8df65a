/** jest's globalTeardown: prints what the proofs reported (report-proof.ts), and ends the local AWS. */
import { existsSync, readFileSync } from 'node:fs';
import type { Keeper } from './keeper';

export default async function teardown(): Promise<void> {
  const { keeper } = globalThis as { keeper?: Keeper };
  if (!keeper) return;
  if (existsSync(keeper.proofs)) process.stderr.write(`\n${readFileSync(keeper.proofs, 'utf8')}`);
  await keeper.stop();
}
