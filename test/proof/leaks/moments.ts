/** Moments at which AWS reports a key, and what may be done about it. */

import type { LeakResponse } from '../../../lambda/core/settings/leaks';
import { aFinding, aHealthEvent } from '../../lambda/core/leaks/events';
import { currentOf } from '../../support/leaks/signals';
import { DAY, HOUR } from '../../support/simulation/harness';
import { Life } from '../../support/simulation/life';

export interface Leak {
  readonly name: string;
  /** Also in npm test. */
  readonly isQuick?: true;
  readonly begin: () => Promise<Life>;
  readonly event: (life: Life) => { readonly key: string; readonly event: object };
}

async function aged(leakResponse: LeakResponse, days: number, isHeld = false): Promise<Life> {
  const life = Life.begin({}, { leakResponse });
  life.addUser('alice', 'lazy', days === 0 ? 10 : 80);
  await life.days(days);
  if (isHeld) {
    await life.ask({ command: 'hold', userName: 'alice', until: new Date(life.world.now.getTime() + 300 * DAY) });
    life.world.advance(HOUR);
  }
  return life;
}

const only = (life: Life) => life.world.keysOf('alice')[0]?.id ?? '';
const other = (life: Life) => life.world.keysOf('alice').find(({ id }) => id !== currentOf(life.world))?.id ?? '';

export const exposed = (key: string) =>
  aHealthEvent({ affectedEntities: [{ entityValue: key }], eventMetadata: {} }, { resources: [] });
const suspected = (key: string) =>
  aFinding({ resource: { resourceType: 'AccessKey', accessKeyDetails: { accessKeyId: key, userType: 'IAMUser' } } });

const about = (find: (life: Life) => string, signal: (key: string) => object) => (life: Life) => {
  const key = find(life);
  return { key, event: signal(key) };
};
const current = (life: Life) => currentOf(life.world);

export const LEAKS: readonly Leak[] = [
  {
    name: 'deactivate, the only key before a first rotation',
    begin: () => aged('deactivate', 0),
    event: about(only, exposed),
  },
  {
    name: 'deactivate, the current key',
    isQuick: true,
    begin: () => aged('deactivate', 40),
    event: about(current, exposed),
  },
  {
    name: 'deactivate, the current key of a held user',
    begin: () => aged('deactivate', 40, true),
    event: about(current, exposed),
  },
  {
    name: 'deactivate, the current key with both slots taken',
    begin: () => aged('deactivate', 80),
    event: about(current, exposed),
  },
  { name: 'deactivate, the old key of a grace', begin: () => aged('deactivate', 80), event: about(other, exposed) },
  { name: 'replace, the current key', isQuick: true, begin: () => aged('replace', 40), event: about(current, exposed) },
  { name: 'replace, with both slots taken', begin: () => aged('replace', 80), event: about(current, suspected) },
  { name: 'notify, the current key', isQuick: true, begin: () => aged('notify', 40), event: about(current, exposed) },
];
