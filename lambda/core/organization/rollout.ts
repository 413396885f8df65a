/** What the gate between two waves finds, in words: for CloudFormation's event and for the platform team. Pure. */

import type { RenderedMessage } from '../messages/message';
import { oneLine } from '../text';
import { isoSeconds } from '../time';
import { type Hub, rendered } from './form';
import { isTroubled } from './news';
import { inWords, linesOf, SEE_ALL } from './organization-message';
import type { Report, ReportedAccount } from './report-schema';

/** Why a rollout goes no further than this wave. */
export interface Stop {
  readonly wave: string;
  /** Of the last of its runs; missing where none has come to its end. */
  readonly report?: Report;
  /** Where there is no report: what became of the run, as the rest of a sentence that begins with it. */
  readonly because: string;
}

const AFTERWARDS =
  'The deployment has failed, and CloudFormation undoes it: the later waves keep what they have, and go on rotating.';

function happened({ wave, report, because }: Stop): string {
  const found = report?.waves.find(({ name }) => name === wave);
  const what = found
    ? `In the wave ${wave}, ${inWords(found.failed, 'account')} of ${found.accounts.toLocaleString('en-US')} could not be served with what is being deployed, more than is tolerated.`
    : `The run of the wave ${wave} with what is being deployed ${because}.`;
  return oneLine(what);
}

/** In CloudFormation's event, and so in the output of `cdk deploy`. */
const MOST_ACCOUNTS = 5;

export function reasonOf(stop: Stop): string {
  const accounts = troubled(stop);
  const shown = linesOf(accounts.slice(0, MOST_ACCOUNTS));
  const more = accounts.length - shown.length;
  return [
    happened(stop),
    ...shown.map((each) => `${each};`),
    ...(more > 0 ? [`and ${more} more.`] : []),
    'What to do: docs/runbook.md#a-rollout-was-stopped',
  ].join(' ');
}

const troubled = ({ report }: Stop): readonly ReportedAccount[] => (report?.accounts ?? []).filter(isTroubled);

export function rolloutStopped(stop: Stop, hub: Hub, now: Date): RenderedMessage {
  const about = { endedAt: isoSeconds(now), accounts: stop.report?.accounts ?? [] };
  return rendered(
    'organization-rollout-stopped',
    {
      // Nothing is locked out, and what ran before runs again.
      severity: 'warning',
      headline: `rollout stopped at wave ${stop.wave}`,
      happened: `${happened(stop)} ${AFTERWARDS}`,
      details: linesOf(troubled(stop)),
      toDo: [
        'Find out why, correct it, and deploy again.',
        'If the accounts were not served before either: put them right first, or leave them out of the wave (exceptAccounts).',
        SEE_ALL,
      ],
    },
    about,
    hub,
  );
}
