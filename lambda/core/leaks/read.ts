/** An event as EventBridge delivers it, whoever sent it. Liberal in where things stand, strict in what is believed. */

import { textAt } from './fields';
import { guardDutySignal } from './guardduty';
import { healthSignal } from './health';
import { type Signal, UnknownSignalError } from './signal';

const READERS: Readonly<Record<string, (event: unknown) => Signal>> = {
  'AWS Health Event': healthSignal,
  'GuardDuty Finding': guardDutySignal,
};

/** Whether it has the envelope of EventBridge. */
export const isFromEventBridge = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'detail-type' in event;

/** @throws UnknownSignalError: it becomes a dead letter, and an alarm */
export function signalFrom(event: unknown): Signal {
  const type = textAt(event, 'detail-type') ?? '';
  const reader = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  if (!reader) throw new UnknownSignalError('an event is neither of AWS Health nor of GuardDuty');
  return reader(event);
}
