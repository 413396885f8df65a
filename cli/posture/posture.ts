/** `keyturn posture`: which access keys need not exist, and what to use instead. Reads only, and needs nothing deployed. */

import { readFileSync } from 'node:fs';
import type { Clients } from '../../lambda/aws/clients';
import { failureOf } from '../../lambda/aws/errors/errors';
import type { AccountView } from '../../lambda/core/posture/account-view';
import type { Level } from '../../lambda/core/posture/checks';
import { ec2Addresses } from '../../lambda/core/posture/instead/addresses';
import { failsAt, type Posture, postureOf } from '../../lambda/core/posture/posture';
import { readAccount } from '../../lambda/run/read/account-view';
import { pageIn, writeWhole } from '../document/write';
import { problemFrom } from '../session/aws-errors';
import { localPolicy } from '../session/local-policy';
import { postureClients, posturePolicy, trailsOf } from '../session/read-only';
import { type Session, show, viewOf } from '../session/session';
import { number } from '../terminal/dates';
import { line } from '../terminal/line';
import { type ExitCode, Problem, UsageProblem } from '../terminal/problem';
import { withProgress } from '../terminal/progress';
import { postureCsv } from './csv';
import { withEvidence } from './evidence';
import { pageName, postureHtml } from './html';
import { postureJson } from './json';
import { renderPosture } from './render';

export interface PostureOptions {
  readonly all?: boolean;
  /** `true` without a number. */
  readonly evidence?: string | true;
  readonly ipRanges?: string;
  readonly failOn?: Level;
  readonly showPolicy?: boolean;
  readonly html?: string;
  readonly csv?: string;
  readonly context?: readonly string[];
}

const DEFAULT_BUDGET = 100;

export async function posture(session: Session, options: PostureOptions): Promise<ExitCode> {
  const budget = budgetFrom(options.evidence);
  if (options.showPolicy) {
    session.terminal.printJson(posturePolicy(budget !== undefined));
    return 0;
  }
  const isOfEc2 = options.ipRanges === undefined ? undefined : addressesIn(options.ipRanges);
  const view = await lookAt(session, options, budget);
  const result = postureOf(view, { now: session.now, isOfEc2 });
  const written = filesOf(result, options);
  show(session, postureJson(result), () => renderPosture(result, viewOf(session, options.all), budget !== undefined));
  for (const file of written) session.terminal.say([line(`Written: ${file}`)]);
  return options.failOn !== undefined && failsAt(result, options.failOn) ? 1 : 0;
}

/** Undefined where CloudTrail is not to be asked. @throws UsageProblem */
function budgetFrom(evidence: PostureOptions['evidence']): number | undefined {
  if (evidence === undefined) return undefined;
  if (evidence === true) return DEFAULT_BUDGET;
  if (/^[1-9]\d{0,4}$/.test(evidence)) return Number(evidence);
  throw new UsageProblem(`--evidence is "${evidence.slice(0, 40)}", but must be a number of users from 1 to 99999.`);
}

function addressesIn(file: string): (address: string) => boolean {
  try {
    return ec2Addresses(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageProblem(
      `--ip-ranges ${file} cannot be read (${code ?? message}).`,
      'It must be the file https://ip-ranges.amazonaws.com/ip-ranges.json.',
    );
  }
}

async function lookAt(session: Session, options: PostureOptions, budget: number | undefined): Promise<AccountView> {
  const config = localPolicy(options.context ?? []);
  const clients = await postureClients(session.config);
  return withProgress(session.terminal, 'Reading the credential report, users and secrets', async (progress) => {
    const view = await readAccount(clients, config).catch((error: unknown) => {
      throw lookFailed(error, session);
    });
    if (budget === undefined) return view;
    const onProgress = (looked: number, of: number) =>
      progress.now(`Asking CloudTrail who uses the keys (${number(looked)} of ${count(of)})`);
    return withEvidence(view, await searchOf(session, clients, budget, onProgress));
  });
}

const count = (users: number) => `${number(users)} ${users === 1 ? 'user' : 'users'}`;

const searchOf = async (
  { config, now }: Session,
  clients: Clients,
  budget: number,
  onProgress: (looked: number, of: number) => void,
) => ({ clients, trails: await trailsOf(clients, config), now, budget, onProgress });

function lookFailed(error: unknown, { config }: Session): Problem {
  const problem = problemFrom(error, { what: 'read this account', endpoint: config.endpoint });
  return failureOf(error).kind === 'denied'
    ? new Problem(problem.message, 'All rights that it needs, every one to read: npx keyturn posture --show-policy.')
    : problem;
}

/** The names of the files that were written. Only their owner may read them: they say where an account is weak. */
function filesOf(result: Posture, { html, csv }: PostureOptions): string[] {
  return [
    ...(html === undefined ? [] : [writeWhole('--html', pageIn(html, pageName(result)), postureHtml(result))]),
    ...(csv === undefined ? [] : [writeWhole('--csv', csv, postureCsv(result))]),
  ];
}
