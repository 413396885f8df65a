/** What the commands that act have in common, small enough for the help to load. */

import { Argument } from 'commander';

export const MANAGED_USER = new Argument('<user>', 'name of a managed user');

export interface ActOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly reason?: string;
}
