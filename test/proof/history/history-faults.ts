/** Lets the faults of a day happen, and notes whom they hit: for everybody else the run must go on (promise 10). */

import { type Action, accessDenied, type Call, type Intercept, type World } from '../../support/world';
import type { Fault } from './history-schedule';

export interface Hits {
  /** By name; `?` for a call that is nobody's in particular. */
  readonly users: Set<string>;
  crashed: boolean;
}

export function faulty(world: World, faults: readonly Fault[], hits: Hits): Intercept {
  const calls = new Map<string, number>();
  return (call) => {
    const nth = calls.get(call.operation) ?? 0;
    calls.set(call.operation, nth + 1);
    const fault = faults.find(({ operation, at }) => operation === call.operation && (at === 'all' || at === nth));
    if (!fault) return undefined;
    const user = userOf(world, call);
    hits.users.add(user);
    if (fault.action.startsWith('crash')) hits.crashed = true;
    return actionOf(fault, call);
  };
}

const actionOf = ({ action }: Fault, { service }: Call): Action =>
  action === 'deny' ? { fail: accessDenied(service) } : action;

function userOf(world: World, { input, signedBy }: Call): string {
  if (input.UserName !== undefined) return String(input.UserName);
  const key = world.key(String(input.AccessKeyId ?? signedBy ?? ''));
  if (key) return key.userName;
  const attributes = input.MessageAttributes as { readonly userName?: { readonly StringValue: string } } | undefined;
  if (attributes?.userName) return attributes.userName.StringValue;
  const id = String(input.SecretId ?? input.Name ?? '');
  const secret = [...world.secrets.values()].find(({ arn, name }) => arn === id || name === id);
  const owner = [...world.users.values()].find((user) => user.id === secret?.tags['keyturn:user-id']);
  return owner?.name ?? [...world.users.keys()].find((name) => id.endsWith(`/${name}`)) ?? '?';
}
