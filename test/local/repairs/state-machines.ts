import { deepEqual, equal, match } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBucket, getObject, jsonApi, putObject } from '../../../local/api';
import type { LocalAws } from '../../../local/aws';
import type { Check } from './checks';
import { addFunction, addRole, assumedBy, byService, organizationOf } from './organization';
import { deployed } from './stacks';

const PAUSE_MS = 50;

interface Ended {
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
}

async function execute(aws: LocalAws, stateMachineArn: string, input: object = {}): Promise<Ended> {
  const start = { stateMachineArn, input: JSON.stringify(input) };
  const { executionArn } = await jsonApi<{ executionArn: string }>(aws, 'states', 'StartExecution', start);
  for (;;) {
    const ended = await jsonApi<Ended>(aws, 'states', 'DescribeExecution', { executionArn });
    if (ended.status !== 'RUNNING') return ended;
    await sleep(PAUSE_MS);
  }
}

async function addMachine(aws: LocalAws, name: string, definition: object): Promise<string> {
  const roleArn = await addRole(aws, name, byService('states'));
  const machine = { name, roleArn, definition: JSON.stringify(definition) };
  const made = await jsonApi<{ stateMachineArn: string }>(aws, 'states', 'CreateStateMachine', machine);
  return made.stateMachineArn;
}

/** Whatever ended otherwise is shown. */
const answerOf = (ended: Ended): unknown => (ended.output === undefined ? ended : JSON.parse(ended.output));

const PASS = { Type: 'Pass', End: true };

/** Fails where an item says so. */
const CHOOSY = {
  StartAt: 'Choose',
  States: {
    Choose: { Type: 'Choice', Choices: [{ Variable: '$.fails', BooleanEquals: true, Next: 'Fail' }], Default: 'Pass' },
    Fail: { Type: 'Fail', Error: 'AsAsked', Cause: 'as asked' },
    Pass: PASS,
  },
};

const mapOver = (items: object, processor: object, more: object = {}, ExecutionType = 'STANDARD') => ({
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      MaxConcurrency: 2,
      ...items,
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType }, ...processor },
      End: true,
      ...more,
    },
  },
});

const ITEMS = { ItemsPath: '$.items' };
const items = (fails: readonly boolean[]) => ({ items: fails.map((each, n) => ({ n, fails: each })) });

export const STATE_MACHINE_CHECKS: Readonly<Record<string, Check>> = {
  state_machines_of_stacks: {
    says: 'a state machine of a stack runs',
    check: async (aws) => {
      const RoleArn = await addRole(aws, 'of-a-stack', byService('states'));
      const DefinitionString = JSON.stringify({
        StartAt: 'Pass',
        States: { Pass: { ...PASS, Result: { ran: true } } },
      });
      const Properties = { StateMachineName: 'of-a-stack', RoleArn, DefinitionString };
      const Resources = { Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties } };
      const { Arn = '' } = await deployed(aws, 'machine', {
        Resources,
        Outputs: { Arn: { Value: { Ref: 'Machine' } } },
      });
      deepEqual(answerOf(await execute(aws, Arn)), { ran: true });
    },
  },
  names_of_executions: {
    says: 'an execution without a name can be started twice',
    check: async (aws) => {
      const machine = await addMachine(aws, 'nameless', { StartAt: 'Pass', States: { Pass: PASS } });
      const started = [await execute(aws, machine, { n: 1 }), await execute(aws, machine, { n: 2 })];
      deepEqual(started.map(answerOf), [{ n: 1 }, { n: 2 }]);
    },
  },
  tasks_of_other_accounts: {
    says: 'a task acts in the account of its role, if that role lets it, and the machine in its own',
    check: async (aws) => {
      const organization = await organizationOf(aws);
      const ids = await Promise.all(
        ['hub', 'served', 'without-role'].map((name) => organization.addAccount(`task-${name}`)),
      );
      const [hub, served, without] = await Promise.all(ids.map((id) => organization.account(id)));
      if (!hub || !served || !without) throw new Error('three accounts');
      for (const account of [hub, served, without]) await addFunction(account, 'asked');
      const machineRole = `arn:aws:iam::${hub.accountId}:role/conductor`;
      await addRole(served, 'member', assumedBy({ Principal: { AWS: machineRole } }));
      const task = {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Credentials: { 'RoleArn.$': "States.Format('arn:aws:iam::{}:role/member', $.id)" },
        Parameters: {
          'FunctionName.$': "States.Format('arn:aws:lambda:us-east-1:{}:function:asked', $.id)",
          Payload: {},
        },
        ResultSelector: { 'account.$': '$.Payload.account' },
        End: true,
      };
      const machine = await addMachine(hub, 'conductor', { StartAt: 'Ask', States: { Ask: task } });
      deepEqual(answerOf(await execute(hub, machine, { id: served.accountId })), { account: served.accountId });
      const refused = await execute(hub, machine, { id: without.accountId });
      equal(refused.status, 'FAILED');
      match(refused.error ?? '', /AccessDenied/);
      const own = { ...task, Credentials: undefined, Parameters: { FunctionName: 'asked', Payload: {} } };
      const alone = await addMachine(hub, 'alone', { StartAt: 'Ask', States: { Ask: own } });
      deepEqual(answerOf(await execute(hub, alone)), { account: hub.accountId });
    },
  },
  definitions_of_maps: {
    says: 'a percentage may be a whole number, and children may be Express',
    check: async (aws) => {
      const processor = { StartAt: 'Pass', States: { Pass: PASS } };
      const definition = mapOver(ITEMS, processor, { ToleratedFailurePercentage: 10 }, 'EXPRESS');
      const { status } = await execute(aws, await addMachine(aws, 'express', definition), items([false]));
      equal(status, 'SUCCEEDED');
    },
  },
  tolerated_failures: {
    says: 'a map fails above its tolerance, and not at it',
    check: async (aws) => {
      const tolerant = (name: string, more: object) => addMachine(aws, name, mapOver(ITEMS, CHOOSY, more));
      const [half, none, one] = [
        await tolerant('half', { ToleratedFailurePercentage: 50.5 }),
        await tolerant('none', {}),
        await tolerant('one', { ToleratedFailureCount: 1 }),
      ];
      const TWO_OF_FOUR = items([true, false, true, false]);
      deepEqual((await execute(aws, half, TWO_OF_FOUR)).status, 'SUCCEEDED');
      for (const [machine, input] of [
        [half, items([true, true, false])],
        [none, items([true, false, false])],
        [one, TWO_OF_FOUR],
      ] as const) {
        const { status, error } = await execute(aws, machine, input);
        deepEqual([status, error], ['FAILED', 'States.ExceedToleratedFailureThreshold']);
      }
      equal((await execute(aws, none, items([false, false]))).status, 'SUCCEEDED');
    },
  },
  results_of_maps: {
    says: 'the outcome of each item is written, and that of those that failed apart',
    check: async (aws) => {
      await createBucket(aws, 'results');
      await putObject(aws, 'results', 'items.json', JSON.stringify(items([false, true, false]).items));
      const ItemReader = {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON' },
        Parameters: { Bucket: 'results', Key: 'items.json' },
      };
      const ResultWriter = {
        Resource: 'arn:aws:states:::s3:putObject',
        Parameters: { Bucket: 'results', Prefix: 'runs' },
      };
      const definition = mapOver({ ItemReader }, CHOOSY, { ToleratedFailurePercentage: 50.5, ResultWriter });
      const { output = '{}' } = await execute(aws, await addMachine(aws, 'writer', definition));
      const { Key } = JSON.parse(output).ResultWriterDetails;
      const { ResultFiles } = JSON.parse(await getObject(aws, 'results', Key));
      const read = async ([file]: { Key: string }[]) => JSON.parse(await getObject(aws, 'results', file?.Key ?? ''));
      const [failed, succeeded] = [await read(ResultFiles.FAILED), await read(ResultFiles.SUCCEEDED)];
      deepEqual(
        failed.map((row: Record<string, string>) => [JSON.parse(row.Input ?? '').n, row.Status, row.Error]),
        [[1, 'FAILED', 'AsAsked']],
      );
      deepEqual(
        succeeded.map(({ Output }: Record<string, string>) => JSON.parse(Output ?? '').n),
        [0, 2],
      );
    },
  },
};
