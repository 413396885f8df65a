/** The first step of a run: whom it serves, and for whom it makes way. */
import { CloudFormationClient, ListStackInstancesCommand } from '@aws-sdk/client-cloudformation';
import {
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListRootsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { accounts } from '../../../lambda/hub/accounts';
import { parseAccountsRequest } from '../../../lambda/hub/requests';

const organizations = mockClient(OrganizationsClient);
const stackSets = mockClient(CloudFormationClient);
const s3 = mockClient(S3Client);
const states = mockClient(SFNClient);

const MACHINE = 'arn:aws:states:us-east-1:111122223333:stateMachine:keyturn-organization';
const execution = (name: string) => `${MACHINE.replace('stateMachine', 'execution')}:${name}`;
const clients = {
  organizations: new OrganizationsClient({}),
  stackSets: new CloudFormationClient({}),
  s3: new S3Client({}),
  states: new SFNClient({}),
  sns: new SNSClient({}),
};

/** Two accounts, one at the root and one two OUs down, and the first page of each list is not the last. */
beforeEach(() => {
  for (const mock of [organizations, stackSets, s3, states]) mock.reset();
  s3.on(PutObjectCommand).resolves({});
  organizations.on(ListRootsCommand).resolves({ Roots: [{ Id: 'r-1' }] });
  organizations.on(ListAccountsForParentCommand).resolves({ Accounts: [] });
  organizations
    .on(ListAccountsForParentCommand, { ParentId: 'r-1' })
    .resolves({ Accounts: [{ Id: '222233334441', Name: 'one', State: 'ACTIVE' }] });
  organizations
    .on(ListAccountsForParentCommand, { ParentId: 'ou-2' })
    .resolves({ Accounts: [], NextToken: 'more' })
    .on(ListAccountsForParentCommand, { ParentId: 'ou-2', NextToken: 'more' })
    .resolves({ Accounts: [{ Id: '222233334442', Name: 'two', State: 'ACTIVE' }] });
  organizations.on(ListOrganizationalUnitsForParentCommand).resolves({ OrganizationalUnits: [] });
  organizations
    .on(ListOrganizationalUnitsForParentCommand, { ParentId: 'r-1' })
    .resolves({ OrganizationalUnits: [{ Id: 'ou-1', Name: 'prod' }] })
    .on(ListOrganizationalUnitsForParentCommand, { ParentId: 'ou-1' })
    .resolves({ OrganizationalUnits: [{ Id: 'ou-2', Name: 'payments' }] });
  const instance = (Account: string) => ({ Account, StackInstanceStatus: { DetailedStatus: 'SUCCEEDED' } as const });
  stackSets.on(ListStackInstancesCommand).resolves({ Summaries: [instance('222233334441')], NextToken: 'more' });
  stackSets.on(ListStackInstancesCommand, { NextToken: 'more' }).resolves({ Summaries: [instance('222233334442')] });
});

const ask = (run: string, input: object = {}) =>
  accounts(
    clients,
    { bucket: 'bucket', waves: ['all'] },
    parseAccountsRequest({
      run,
      executionArn: execution(run),
      stateMachineArn: MACHINE,
      startedAt: '2026-11-26T08:00:00Z',
      input,
    }),
  );

const running = (...names: string[]) =>
  states.on(ListExecutionsCommand).resolves({
    executions: names.map((name, n) => ({
      name,
      executionArn: execution(name),
      stateMachineArn: MACHINE,
      status: 'RUNNING',
      startDate: new Date(Date.parse('2026-11-26T07:59:00Z') + n * 1000),
    })),
  });

const written = () =>
  Object.fromEntries(
    s3.commandCalls(PutObjectCommand).map(({ args: [{ input }] }) => [input.Key, JSON.parse(String(input.Body))]),
  );

test('every page of every list is read, and each child is told who it is and what to do', async () => {
  running('run-1');
  expect(await ask('run-1')).toEqual({ makesWayFor: '', served: 2, servedKey: 'runs/run-1/accounts.json' });
  expect(written()['runs/run-1/accounts.json']).toEqual([
    { accountId: '222233334441', name: 'one', ou: '', command: 'run' },
    { accountId: '222233334442', name: 'two', ou: 'prod/payments', command: 'run' },
  ]);
  expect(written()['runs/run-1/roll.json']).toHaveLength(2);
});

test('a run makes way for one that started earlier, and writes nothing', async () => {
  running('earlier', 'run-1');
  expect(await ask('run-1')).toEqual({ makesWayFor: execution('earlier'), served: 0, servedKey: '' });
  expect(written()).toEqual({});
});

test('a run makes no way for a look, and a look none for a run', async () => {
  running('status-1', 'run-1');
  expect(await ask('run-1')).toMatchObject({ makesWayFor: '', served: 2 });
  running('earlier', 'status-1');
  expect(await ask('status-1', { command: 'status' })).toMatchObject({ makesWayFor: '', served: 2 });
  expect(written()['runs/status-1/accounts.json'][0].command).toBe('status');
});

test.each([
  ['run-1', { command: 'status' }, 'must have a name that begins with status-'],
  ['status-1', {}, 'must have a name that begins with status-'],
  ['run-1', { command: 'revoke' }, "the event's input.command is not what the state machine sends"],
])('%s with the input %j is refused', (run, input, message) => expect(() => ask(run, input)).toThrow(message));

test('an unknown wave is refused with those that there are', async () => {
  running();
  await expect(ask('run-1', { wave: 'al' })).rejects.toThrow(`the input's wave is "al", but must be one of all`);
});
