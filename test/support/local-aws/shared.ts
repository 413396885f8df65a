/** A local AWS for one test file: a fork of the one that the whole run shares (keeper.ts). */
import { type LocalAws, localAws } from '../../../local/aws';
import type { Lent, Wanted } from './keeper';

/** Nothing in it. */
export const emptyAws = async (): Promise<LocalAws> => localAws((await borrow('empty')).endpoint);

/** Ready for `cdk deploy`. */
export const bootstrappedAws = async (): Promise<LocalAws> => localAws((await borrow('bootstrapped')).endpoint);

/** Keyturn is deployed in it, with its defaults. */
export async function deployedAws(): Promise<Lent & { readonly aws: LocalAws }> {
  const lent = await borrow('deployed');
  return { ...lent, aws: localAws(lent.endpoint) };
}

/** The folder of the synthesized app, to deploy without another synth. */
export const synthesizedApp = async (): Promise<string> => (await borrow('synthesized')).outdir;

async function borrow(wanted: Wanted): Promise<Lent> {
  const response = await fetch(`${process.env.KEYTURN_TEST_AWS}/${wanted}`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Lent;
}
