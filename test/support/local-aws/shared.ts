/** A local AWS for one test file: a fork of the one that the whole run shares (keeper.ts). */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { type LocalAws, localAws } from '../../../local/aws';
import type { Lent, Wanted } from './keeper';

/** Nothing in it. */
export const emptyAws = async (): Promise<LocalAws> => localAws((await borrow('empty')).endpoint);

/** The same, without one of its repairs, to see what that is good for. */
export const awsWithout = async (repair: string): Promise<LocalAws> =>
  localAws((await borrow(`without-${repair}`)).endpoint);

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
  // Not by fetch, which gives up after five minutes: on a busy machine, a deployment takes longer.
  const [response] = (await once(get(`${process.env.KEYTURN_TEST_AWS}/${wanted}`), 'response')) as [IncomingMessage];
  const answer = await text(response);
  if (response.statusCode !== 200) throw new Error(answer);
  return JSON.parse(answer) as Lent;
}
