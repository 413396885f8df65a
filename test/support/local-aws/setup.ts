/** jest's globalSetup. The local AWS itself starts when a test file first asks for it. */
import { Keeper } from './keeper';

export default async function setup(): Promise<void> {
  const keeper = await Keeper.start();
  (globalThis as { keeper?: Keeper }).keeper = keeper;
  process.env.KEYTURN_TEST_AWS = keeper.address;
  process.env.KEYTURN_PROOFS = keeper.proofs;
  // What tests leave goes with the run: each app of the CDK leaves a folder.
  process.env.TMPDIR = keeper.folder;
}
