/** What the hub of an organization may ask of a member (promise 14): it can start, look and pause, and touches no key. Pure. */

import { HUB_ALIAS, MEMBER_FUNCTION_NAME, OPERATOR_ROLE_NAME } from '../organization-names';

const OBEYED: readonly string[] = ['run', 'plan', 'status'];

/** @internal a test compares it */
export class NotThroughHubError extends Error {
  override readonly name = 'NotThroughHubError';
}

/**
 * The hub's role may invoke the alias and nothing else, so the alias tells who asks. Whoever can edit the hub's state machine could
 * otherwise revoke keys in every account.
 *
 * @param invokedFunctionArn as it was invoked: with the alias at its end, where it was by one
 * @throws NotThroughHubError
 */
export function checkEntry(command: string, invokedFunctionArn: string): void {
  const [, , , , , , , alias] = invokedFunctionArn.split(':');
  if (alias !== HUB_ALIAS || OBEYED.includes(command)) return;
  throw new NotThroughHubError(
    `${command} is not obeyed through the alias ${HUB_ALIAS}, which takes ${OBEYED.join(', ')} only: act as the role ${OPERATOR_ROLE_NAME} of this account, and invoke the function ${MEMBER_FUNCTION_NAME} without the alias`,
  );
}
