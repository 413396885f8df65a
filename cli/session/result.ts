/** What the command line reads from the function's result. */

import * as v from 'valibot';
import { RESULT, type Result, type ResultOutcome } from '../../lambda/core/report/result-schema';

/** Fields that this version does not know stay in it, and are not shown. */
export const isResult = (payload: unknown): payload is Result => v.is(RESULT, payload);

const ATTENTION = ['failed', 'held', 'blocked'];

export const isUrgent = (phase: string | undefined) => ATTENTION.includes(phase ?? '');

/** Whether somebody has to do something about that user. */
export const needsAttention = ({ phase, steps }: ResultOutcome) =>
  phase === undefined ? steps.some(({ kind, result }) => kind === 'hold' || result === 'failed') : isUrgent(phase);
