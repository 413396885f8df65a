/** `status --organization --fresh`: an execution of the hub's state machine that asks every account how it stands, and changes nothing. */

import { setTimeout as sleep } from 'node:timers/promises';
import { LOOK_PREFIX } from '../../lambda/core/organization-names';
import { problemFrom } from '../session/aws-errors';
import type { Session } from '../session/session';
import { Problem } from '../terminal/problem';
import { withProgress } from '../terminal/progress';
import type { HubPlace } from './hub';

const POLL_MS = 1_000;

/** @returns the execution's name, by which its report is found @throws Problem where it fails */
export async function look({ config, terminal }: Session, { stateMachineArn }: HubPlace): Promise<string> {
  const { DescribeExecutionCommand, SFNClient, StartExecutionCommand } = await import('@aws-sdk/client-sfn');
  const client = new SFNClient(config);
  const name = `${LOOK_PREFIX}${crypto.randomUUID()}`;
  const input = JSON.stringify({ command: 'status' });
  try {
    return await withProgress(terminal, 'Asking every account', async () => {
      const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
      for (;;) {
        const { status, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn }));
        if (status === 'SUCCEEDED') return name;
        if (status !== 'RUNNING')
          throw new Problem(
            `The hub could not ask the accounts: the execution ended as ${status}${error ? ` (${error}${cause ? `: ${cause.slice(0, 300)}` : ''})` : ''}.`,
            `See it: aws stepfunctions get-execution-history --execution-arn ${executionArn} --reverse-order`,
          );
        await sleep(POLL_MS);
      }
    });
  } catch (error) {
    throw problemFrom(error, { what: 'start an execution of the hub', endpoint: config.endpoint });
  }
}
