/** What readers get never changes unasked, and a change is announced before and after. */

import { allFormats } from '../../settings/secret-formats';
import { REPEAT_MS } from '../../user/horizon';
import { formatChange, inWords, nextFormat } from '../../user/next-format';
import type { Situation } from '../../user/situation';
import { dueDate } from '../../user/timetable';
import { formatValueFormat } from '../../user/value-format';
import type { Announcement, ValueFacts } from '../announcement';
import type { StepOf } from '../step';
import { hold, type Verdict } from '../verdict';

/** An adopted secret whose readers rely on fields that Keyturn may not read. */
export function formatIsUndeclared(situation: Situation): Verdict | undefined {
  const { observation, secret } = situation;
  if (!secret || nextFormat(observation) !== undefined) return undefined;
  const names = Object.keys(allFormats(observation.user.settings.formats)).join(', ');
  return hold(
    'secret-format-undeclared',
    `what programs read in ${secret.name} was not written by Keyturn, which may not read it, and a new value would have other fields: tag the secret keyturn:secret-format with the format that they expect (${names})`,
  );
}

/** For the announcement of a new key: what programs read from then on. */
export function valueFacts({ observation }: Situation): Partial<ValueFacts> {
  const next = nextFormat(observation);
  if (!next) return {};
  const { settings } = observation.user;
  const change = formatChange(observation);
  return {
    format: formatValueFormat(next),
    reads: inWords(next, settings),
    ...(change && { formerFormat: formatValueFormat(change.from), formerly: inWords(change.from, settings) }),
  };
}

/** Once for each format that a tag newly names, and not in the hours before the rotation itself tells it. */
export function owedFormatChange(situation: Situation): StepOf<'notify'>[] {
  const { observation, secret, current, policy, now } = situation;
  const change = formatChange(observation);
  if (!change || !current || !secret || observation.trouble) return [];
  if (now >= dueDate(policy, current.createdAt)) return [];
  const noted = secret.notices.format;
  if (noted?.reason === formatNote(formatValueFormat(change.to))) return [];
  // Tags that go back and forth are no news each time.
  if (noted && now.getTime() - noted.at.getTime() < REPEAT_MS) return [];
  const facts = valueFacts(situation) as ValueFacts;
  const because = `a tag names the format ${facts.format}, and the secret has ${formatValueFormat(change.from)} until its next rotation`;
  const tells: Announcement = { event: 'secret-format-changes', accessKeyId: current.id, ...facts, because };
  return [{ kind: 'notify', because, tells }];
}

/** A note's words hold letters, digits and hyphens. */
export const formatNote = (format: string) => format.replace(/[^\w-]/g, '-');
