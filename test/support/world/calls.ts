import type { Account } from './account';
import { type Signer, stsOperations } from './authentication';
import { cloudTrailOperations } from './cloud-trail';
import type { Service } from './errors';
import { iamOperations } from './iam';
import { secretsManagerOperations } from './secrets-manager';
import { snsOperations } from './sns';

/** One call of one process, as `intercept` sees it. */
export interface Call {
  /** Counts the calls of a world from 0, so that a fault can be put at each of them in turn. */
  readonly index: number;
  readonly service: Service;
  /** As in `CreateAccessKey`. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly actor: string;
  readonly signedBy?: string;
}

/** A call that reached AWS: either an answer or an error is there. */
export interface SettledCall extends Call {
  readonly answer?: object;
  readonly error?: unknown;
}

/** What becomes of a call. Of `lose-answer` the caller sees a timeout while the effect stands. */
export type Action = 'proceed' | 'throttle' | 'lose-answer' | 'crash-before' | 'crash-after' | { readonly fail: Error };

/** Asked before each call; nothing means proceed. A promise holds the call back until it resolves. */
export type Intercept = (call: Call) => Action | undefined | Promise<Action | undefined>;

/** The given action at the call with that index. */
export function atCall(index: number, action: Action): Intercept {
  return (call) => (call.index === index ? action : undefined);
}

/** Every call of that operation fails. */
export function failing(operation: string, fail: Error): Intercept {
  return (call) => (call.operation === operation ? { fail } : undefined);
}

type Operation = (account: Account, input: never, signer?: Signer) => object;

const OPERATIONS: Readonly<Record<Service, Readonly<Record<string, Operation>>>> = {
  cloudtrail: cloudTrailOperations,
  iam: iamOperations,
  secretsmanager: secretsManagerOperations,
  sns: snsOperations,
  sts: stsOperations,
};

export function operationOf(service: Service, name: string): Operation {
  const operation = OPERATIONS[service][name];
  if (!operation) throw new Error(`World does not model ${service} ${name}`);
  return operation;
}
