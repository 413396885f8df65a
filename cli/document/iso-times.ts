import { isoSeconds } from '../../lambda/core/time';

/** A document with its times in the one form of all results. */
export function inIsoTimes(value: unknown): unknown {
  if (value instanceof Date) return isoSeconds(value);
  if (Array.isArray(value)) return value.map(inIsoTimes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inIsoTimes(inner)]));
}
