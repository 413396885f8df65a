/** What was announced of reported keys: a tag of its own on the user's secret, which no run that is at work writes over (promise 12). Pure. */

import { isoSeconds, later, parseTime } from '../../time';
import { REPEAT_MS } from '../horizon';

/** How sure AWS was, and what was done, as in core/leaks: plain words here, because another version may know more of them. */
export interface Incident {
  readonly accessKeyId: string;
  readonly certainty: string;
  readonly answer: string;
  readonly at: Date;
}

export interface Leaked {
  /** The newest last. */
  readonly incidents: readonly Incident[];
  /** Since when AWS's quarantine policy is known to be there. */
  readonly quarantinedAt?: Date;
}

export const NOTHING_LEAKED: Leaked = { incidents: [] };

const QUARANTINE = 'quarantine';

/** `AKIA…:confirmed:deactivate@<time> quarantine@<time>`. The oldest go where it would be too long: at worst one is announced twice. */
export function formatLeaked({ incidents, quarantinedAt }: Leaked): string {
  const quarantine = quarantinedAt ? [`${QUARANTINE}@${isoSeconds(quarantinedAt)}`] : [];
  const kept = incidents.slice(-MOST_INCIDENTS);
  return [
    ...kept.map(({ accessKeyId, certainty, answer, at }) => `${accessKeyId}:${certainty}:${answer}@${isoSeconds(at)}`),
    ...quarantine,
  ].join(' ');
}

/** Of at most 62 characters each; a tag's value takes 256. */
const MOST_INCIDENTS = 3;

/** What does not parse counts as not announced. */
export function parseLeaked(text: string): Leaked {
  const incidents: Incident[] = [];
  let quarantinedAt: Date | undefined;
  for (const entry of text.split(' ')) {
    const [, about = '', time = ''] = /^([^@]+)@(.+)$/.exec(entry) ?? [];
    const at = parseTime(time);
    const [, accessKeyId, certainty, answer] = /^(\w{16,128}):(\w+):(\w+)$/.exec(about) ?? [];
    if (at && about === QUARANTINE) quarantinedAt = at;
    if (at && accessKeyId && certainty && answer) incidents.push({ accessKeyId, certainty, answer, at });
  }
  return { incidents, ...(quarantinedAt && { quarantinedAt }) };
}

/** A key has one incident, the last. */
export const withIncident = ({ incidents, ...rest }: Leaked, incident: Incident): Leaked => ({
  ...rest,
  incidents: [...incidents.filter(({ accessKeyId }) => accessKeyId !== incident.accessKeyId), incident],
});

/** Undefined once it is so long ago that the same is news again. */
export const recentIncident = ({ incidents }: Leaked, accessKeyId: string, now: Date): Incident | undefined =>
  incidents.find((incident) => incident.accessKeyId === accessKeyId && isRecent(incident, now));

export const hasRecentIncident = ({ incidents }: Leaked, now: Date): boolean =>
  incidents.some((incident) => isRecent(incident, now));

const isRecent = ({ at }: Incident, now: Date) => later(at, REPEAT_MS) > now;
