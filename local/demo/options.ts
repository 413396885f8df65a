import { parseArgs } from 'node:util';

export interface Options {
  /** Four accounts of an organization, instead of one account. */
  readonly organization: boolean;
  readonly days: number;
  /** The local AWS stays at the end. */
  readonly keep: boolean;
  /** With what moto, the CDK and Node say. */
  readonly verbose: boolean;
  /** The file that gets the days as a page. */
  readonly html: string | undefined;
}

export class UsageError extends Error {}

const USAGE = 'usage: npm run demo -- [--organization] [--days N] [--html FILE] [--keep] [--verbose]';

/** @throws UsageError that names what is wrong and what is allowed */
export function optionsFrom(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        organization: { type: 'boolean', default: false },
        days: { type: 'string' },
        html: { type: 'string' },
        keep: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
      },
    });
    const { organization, html, keep, verbose } = values;
    const days = values.days ?? (organization ? '120' : '200');
    if (!/^[1-9]\d{0,2}$/.test(days)) throw new Error(`--days is "${days}", but must be a whole number from 1 to 999`);
    if (html === '') throw new Error('--html is empty, but must be the name of a file to write');
    if (html !== undefined && organization)
      throw new Error('--html is the page of one account, so it does not go with --organization');
    return { organization, days: Number(days), keep, verbose, html };
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}
