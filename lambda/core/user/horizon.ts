import { DAY_MS, MINUTE_MS } from '../time';

/**
 * The longest that a run can still act on what it saw: the age that its event may reach (15 minutes in all, set on the schedule and on the
 * function's asynchronous invocations) plus the function's timeout (15 minutes). What is younger may belong to a run that is
 * still at work, or be too new for IAM's answers, and is left alone.
 */
export const HORIZON_MS = 30 * MINUTE_MS;

/** How often a hold or a block is told again (promise 8: nobody is surprised, and not daily). */
export const REPEAT_MS = 7 * DAY_MS;

/** AWS records the first use of a key in a span of about 15 minutes, so the true last use may be that much later than the recorded one. */
export const USE_GRANULARITY_MS = 15 * MINUTE_MS;
