import { DAY_MS, MINUTE_MS } from '../time';

/** How old an event may grow while EventBridge Scheduler tries to deliver it. */
export const MAX_DELIVERY_AGE_MS = 5 * MINUTE_MS;

/** How old it may then grow in the queue of Lambda's asynchronous invocations. */
export const MAX_QUEUED_AGE_MS = 10 * MINUTE_MS;

/** The longest that Lambda lets a run take. */
export const FUNCTION_TIMEOUT_MS = 15 * MINUTE_MS;

/**
 * The longest that a run can still act on what it saw. What is younger may belong to a run that is still at work, or be too new for IAM's
 * answers, and is left alone.
 */
export const HORIZON_MS = MAX_DELIVERY_AGE_MS + MAX_QUEUED_AGE_MS + FUNCTION_TIMEOUT_MS;

/** How far the function's clock and IAM's may be apart: a key may seem to be older than the intent that made it. */
export const CLOCK_TOLERANCE_MS = MINUTE_MS;

/** How often a hold or a block is notified again (promise 8: nobody is surprised, and not daily). */
export const REPEAT_MS = 7 * DAY_MS;

/** A key younger than that is not taken for the leaked one: the one before it may be, and a new address is one that was first seen within two of them. */
export const FIRST_DAY_MS = DAY_MS;

/** For so long, no third reason of a hold is announced after two others. */
export const ALTERNATION_MS = DAY_MS;

/** How often a wait without a sensible end is announced. */
export const REPEAT_WAIT_MS = 90 * DAY_MS;

/** How long an intent may be without an outcome until the run that finds it is no good one. */
export const OUTCOME_LIMIT_MS = FUNCTION_TIMEOUT_MS;

/** AWS records the first use of a key in a span of about 15 minutes, so the true last use may be that much later than the recorded one. */
export const USE_GRANULARITY_MS = 15 * MINUTE_MS;
