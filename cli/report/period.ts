import { type Period, wholeDays } from '../../lambda/core/audit/period';
import { day, parseDateOrTime } from '../../lambda/core/time';
import { UsageProblem } from '../terminal/problem';

const FORM = 'a UTC date such as 2026-01-31';

/** Whole days in UTC. @throws UsageProblem for what is no date, lies ahead, or is the wrong way round */
export function periodFrom(from: string | undefined, to: string | undefined, now: Date): Period {
  const first = dateFrom('--from', from, now);
  const last = dateFrom('--to', to, now);
  if (last < first)
    throw new UsageProblem(`--to is ${day(last)}, which is before --from, ${day(first)}.`, 'Exchange the two dates.');
  return wholeDays(first, last, now);
}

function dateFrom(option: string, text: string | undefined, now: Date): Date {
  if (text === undefined) throw new UsageProblem(`${option} is missing.`, `It must be ${FORM}.`);
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? parseDateOrTime(text) : undefined;
  if (!at) throw new UsageProblem(`${option} is "${text.slice(0, 40)}", which is no date.`, `It must be ${FORM}.`);
  if (at > now)
    throw new UsageProblem(
      `${option} is ${text}, which lies ahead: today is ${day(now)}.`,
      'The evidence of a period ends today at the latest.',
    );
  return at;
}
