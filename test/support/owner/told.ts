/** What owners were sent, and how often. */
import { DAY } from '../simulation/harness';
import type { Life } from '../simulation/life';

/** Every message, by its event and reason. */
export const messages = (life: Life) =>
  life.world.published.map(({ at, attributes, message }) => ({
    day: at.getTime() / DAY,
    what: `${attributes.event} ${(JSON.parse(JSON.parse(message).default) as { reason?: string }).reason ?? ''}`.trim(),
  }));

/** The most messages of one kind within seven days. */
export function mostInAWeek(told: readonly { readonly day: number; readonly what: string }[]): number {
  const counts = told.map(
    ({ day, what }) =>
      told.filter((other) => other.what === what && other.day >= day && other.day - day < 7 - 1 / 24).length,
  );
  return Math.max(0, ...counts);
}
