/** What `adopt --json` prints. Pure. */

import type { Target } from '../session/target';
import type { Choice } from './choice';
import type { Preview } from './preview';
import type { Tagged } from './render';

const readerOf = (outcome: Tagged | undefined) => (outcome?.readsOwnSecret ? { readsOwnSecret: true } : {});

export function documentOf(target: Target, choice: Choice, previews: readonly Preview[], tagged: readonly Tagged[]) {
  const outcomeOf = (userName: string) => tagged.find((each) => each.userName === userName);
  const notTagged = (state: string) => (userName: string) => ({ userName, state });
  return {
    tag: target.tag ?? null,
    deployed: target.isDeployed,
    users: [
      ...previews.map((preview) => {
        const outcome = outcomeOf(preview.userName);
        const error = outcome?.error ?? preview.error;
        const state = error !== undefined ? 'failed' : outcome ? 'tagged' : 'would-be-tagged';
        return { ...preview, state, ...readerOf(outcome), ...(error !== undefined && { error }) };
      }),
      ...(target.tag ? [] : choice.toTag.map(({ name }) => ({ userName: name, state: 'not-managed' }))),
      ...choice.alreadyManaged.map((userName) => {
        const outcome = outcomeOf(userName);
        const error = outcome?.error;
        return { userName, state: 'already-managed', ...readerOf(outcome), ...(error !== undefined && { error }) };
      }),
      ...choice.withoutKeys.map(notTagged('without-keys')),
      ...choice.optedOut.map(notTagged('opted-out')),
      ...choice.unknown.map(({ userName, suggestion }) => ({
        userName,
        state: 'unknown',
        ...(suggestion !== undefined && { suggestion }),
      })),
    ],
  };
}
