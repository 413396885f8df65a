/** The first step of a run: who is in the organization, who is served, and whether another run is still under way. */

import { paginateListExecutions } from '@aws-sdk/client-sfn';
import { type Execution, earlierRun, type Rolled, rollOf } from '../core/organization/roll';
import { LOOK_PREFIX, rollKey, servedKey } from '../core/organization-names';
import { ConfigError } from '../core/settings/setting';
import { quote } from '../core/text';
import type { HubClients } from './clients';
import { putJson } from './objects';
import { listAccounts, listInstances } from './organization';
import type { AccountsRequest } from './requests';

/** What the state machine decides by. */
export interface AccountsAnswer {
  /** The run that this one makes way for; empty for none. */
  readonly makesWayFor: string;
  readonly served: number;
  /** Of the object that has them. */
  readonly servedKey: string;
}

export interface AccountsSettings {
  readonly bucket: string;
  /** In their order. */
  readonly waves: readonly string[];
}

export async function accounts(
  { organizations, stackSets, s3, states }: Pick<HubClients, 'organizations' | 'stackSets' | 's3' | 'states'>,
  { bucket, waves }: AccountsSettings,
  { run, executionArn, stateMachineArn, startedAt, wave, command }: AccountsRequest,
): Promise<AccountsAnswer> {
  if (wave !== undefined && !waves.includes(wave))
    throw new ConfigError(`the input's wave is ${quote(wave)}, but must be one of ${waves.join(', ')}`);
  // Its report would say of the whole organization that what was only planned has happened.
  if (command === 'plan' && wave === undefined)
    throw new ConfigError('the input\'s command is "plan", which is for one wave: give wave too');
  const running: Execution[] = [];
  const pages = paginateListExecutions({ client: states }, { stateMachineArn, statusFilter: 'RUNNING' });
  for await (const { executions = [] } of pages)
    for (const { executionArn: arn = '', name = '', startDate } of executions)
      if (startDate && !name.startsWith(LOOK_PREFIX)) running.push({ executionArn: arn, startedAt: startDate });
  const earlier = command === 'status' ? undefined : earlierRun({ executionArn, startedAt }, running);
  if (earlier) return { makesWayFor: earlier.executionArn, served: 0, servedKey: '' };
  const roll = rollOf(await listAccounts(organizations), await listInstances(stackSets, waves, wave), waves, wave);
  const served = roll.filter(({ isServed }) => isServed).map(forTheMap(command));
  await putJson(s3, bucket, rollKey(run), roll);
  await putJson(s3, bucket, servedKey(run), served);
  return { makesWayFor: '', served: served.length, servedKey: servedKey(run) };
}

/** What each child gets, and no more. */
const forTheMap =
  (command: AccountsRequest['command']) =>
  ({ accountId, name, ou }: Rolled) => ({ accountId, name, ou, command });
