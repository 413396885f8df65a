/** What was begun for a user and has no outcome yet. A run that leaves it so is no good one, even where nothing failed in it. Pure. */

import { accessKeyIdOf } from '../names';
import { minute } from '../time';
import { OUTCOME_LIMIT_MS } from './horizon';
import type { SecretState } from './secret-state';

/** A rotation began, and nothing was announced of its end. */
export function isRotationOpen({
  labels,
  intent,
  notices,
}: Pick<SecretState, 'labels' | 'intent' | 'notices'>): boolean {
  if (intent?.kind !== 'rotate') return false;
  const { rotated } = notices;
  return rotated?.accessKeyId !== accessKeyIdOf(labels.current) || rotated === undefined || rotated.at < intent.at;
}

/** A sentence; undefined when all that was begun has an outcome, or its run may still be at work. */
export function unfinishedSince(state: SecretState | undefined, now: Date): string | undefined {
  const { intent, failing } = state ?? {};
  if (failing) return `run after run has failed since ${minute(failing.since)}, last at the step "${failing.step}"`;
  if (!state || !intent || !isRotationOpen(state)) return undefined;
  return now.getTime() - intent.at.getTime() >= OUTCOME_LIMIT_MS
    ? `a rotation began on ${minute(intent.at)} and has had no outcome since`
    : undefined;
}
