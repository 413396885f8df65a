/** Executions of the hub's state machines, and whether the hub is to start any. */

import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { HUB_NAME } from '../core/organization-names';
import type { HubClients } from './clients';

/** Before the first deployment is over there is no schedule. */
export async function isPaused({ scheduler }: Pick<HubClients, 'scheduler'>): Promise<boolean> {
  try {
    return (await scheduler.send(new GetScheduleCommand({ Name: HUB_NAME }))).State === 'DISABLED';
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return false;
    throw error;
  }
}

/** Named, so that a repeated call starts no second one. @returns its ARN */
export async function startExecution(
  { states }: Pick<HubClients, 'states'>,
  stateMachineArn: string,
  name: string,
  input: object,
): Promise<string> {
  try {
    await states.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ExecutionAlreadyExists')) throw error;
  }
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}
