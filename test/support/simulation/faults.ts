/** The ways in which a call can go wrong. */
import { type Action, accessDenied } from '../world';

export type Fault = Exclude<Action, 'proceed' | { fail: Error }> | 'fail';
export const FAULTS: readonly Fault[] = ['fail', 'lose-answer', 'throttle', 'crash-before', 'crash-after'];

export const faultFor = (fault: Fault, operation: string): Action =>
  fault === 'fail' ? { fail: accessDenied(serviceOf(operation)) } : fault;

const serviceOf = (operation: string) =>
  /Secret/.test(operation) || operation === 'TagResource'
    ? 'secretsmanager'
    : operation === 'Publish'
      ? 'sns'
      : operation === 'LookupEvents'
        ? 'cloudtrail'
        : 'iam';
