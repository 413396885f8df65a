/** What the hub lists for a run of one wave, which is what the gate of a rollout asks for. */
import {
  CloudFormationClient,
  ListStackInstancesCommand,
  StackSetNotFoundException,
} from '@aws-sdk/client-cloudformation';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { SFNClient } from '@aws-sdk/client-sfn';
import { accounts } from '../../../lambda/hub/accounts';
import type { HubClients } from '../../../lambda/hub/clients';
import { parseAccountsRequest } from '../../../lambda/hub/requests';

const EVENT = {
  run: 'gate-abc-1',
  executionArn: 'arn:aws:states:us-east-1:111122223333:execution:keyturn-organization:gate-abc-1',
  stateMachineArn: 'arn:aws:states:us-east-1:111122223333:stateMachine:keyturn-organization',
  startedAt: '2026-11-26T08:00:00Z',
};
const WAVES = ['canary', 'all', 'later'];

/** An organization of two accounts, of which a StackSet has reached one so far. */
function organization(deployed: Readonly<Record<string, string>>) {
  const put: Record<string, unknown> = {};
  const send = async (command: { readonly input: Record<string, string> }) => {
    const { StackSetName, ParentId, Key, Body } = command.input;
    if (command instanceof ListStackInstancesCommand) {
      const Account = deployed[StackSetName ?? ''];
      if (Account === undefined)
        throw new StackSetNotFoundException({ message: `${StackSetName} not found`, $metadata: {} });
      return { Summaries: [{ Account, StackInstanceStatus: { DetailedStatus: 'SUCCEEDED' } }] };
    }
    if (Key !== undefined) put[Key] = JSON.parse(Body ?? '');
    return {
      Roots: [{ Id: 'r-a1b2' }],
      Accounts: ParentId && [
        { Id: '222233334444', Name: 'one', State: 'ACTIVE' },
        { Id: '333344445555', Name: 'two', State: 'ACTIVE' },
      ],
      OrganizationalUnits: [],
      executions: [],
    };
  };
  // The SDK's paginators ask for clients of its own classes.
  const fake = (Kind: new (options: object) => object) => Object.assign(new Kind({ region: 'us-east-1' }), { send });
  const clients = {
    organizations: fake(OrganizationsClient),
    stackSets: fake(CloudFormationClient),
    states: fake(SFNClient),
    s3: { send },
  } as unknown as HubClients;
  const list = (input: object) =>
    accounts(clients, { bucket: 'bucket', waves: WAVES }, parseAccountsRequest({ ...EVENT, input }));
  return { put, list };
}

const FIRST = { 'keyturn-member-canary': '222233334444' };
const EVERY = { ...FIRST, 'keyturn-member-all': '333344445555', 'keyturn-member-later': '444455556666' };

test('a run of one wave needs no wave behind it to be there: a rollout has not come to them', async () => {
  const { put, list } = organization(FIRST);
  expect(await list({ wave: 'canary' })).toMatchObject({ served: 1 });
  expect(put['runs/gate-abc-1/accounts.json']).toEqual([
    { accountId: '222233334444', name: 'one', ou: '', command: 'run' },
  ]);
});

test.each([
  ['a run of a wave that is not there', { wave: 'all' }],
  ['a run of everybody', {}],
])('%s fails where a StackSet is missing', async (_what, input) => {
  await expect(organization(FIRST).list(input)).rejects.toThrow('not found');
});

test('a wave may be looked at only; everybody may not, as the report would take it for done', async () => {
  const { put, list } = organization(EVERY);
  await list({ wave: 'all', command: 'plan' });
  expect(put['runs/gate-abc-1/accounts.json']).toMatchObject([{ accountId: '333344445555', command: 'plan' }]);
  await expect(list({ command: 'plan' })).rejects.toThrow('command is "plan", which is for one wave');
});

test('a command that touches keys is no input', async () => {
  await expect(async () => organization(EVERY).list({ wave: 'all', command: 'revoke' })).rejects.toThrow(
    "the event's input.command is not what the state machine sends",
  );
});

test('a wave that is not known is named, with those that are', async () => {
  await expect(organization(EVERY).list({ wave: 'canari' })).rejects.toThrow(
    'the input\'s wave is "canari", but must be one of canary, all, later',
  );
});
