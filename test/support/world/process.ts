import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { IAMClient } from '@aws-sdk/client-iam';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { type Clients, REQUEST_LIMIT_MS } from '../../../lambda/aws/clients';
import type { World } from '../world';
import type { Signer } from './authentication';
import { type Action, operationOf } from './calls';
import { type Service, throttled, timedOut } from './errors';

/** The process is dead. Thrown by the call it died at and by every later one, as nothing runs in a dead process. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

interface Process {
  readonly actor: string;
  isDead: boolean;
}

interface Command {
  readonly input: object;
}

/** The clients of one process. To wait is to let the world's clock go on. */
export function clientsOfProcess(world: World, actor: string): Clients {
  const process: Process = { actor, isDead: false };
  const sender = (service: Service, signer?: Signer) => (command: Command) =>
    send(world, process, service, command, signer);
  return {
    iam: client(IAMClient, sender('iam')),
    iamWithoutRetries: client(IAMClient, (command) =>
      send(world, process, 'iam', command, undefined, REQUEST_LIMIT_MS),
    ),
    secrets: client(SecretsManagerClient, sender('secretsmanager')),
    cloudTrail: client(CloudTrailClient, sender('cloudtrail')),
    sns: client(SNSClient, sender('sns')),
    stsSignedBy: (keyPair) => client(STSClient, sender('sts', keyPair)),
    wait: async (ms) => {
      stopIfDead(process);
      world.advance(ms);
    },
    elapsedMs: () => world.now.getTime(),
  };
}

/**
 * An object that the SDK's paginators take for a client (they look at its prototype), with a `send` of its own. Not
 * aws-sdk-client-mock, which keeps every call it has seen, and not a real client, which is slow to make.
 */
function client<Client>(type: { readonly prototype: Client }, send: (command: Command) => Promise<object>): Client {
  return Object.assign(Object.create(type.prototype as object), { send, destroy: () => {} });
}

async function send(
  world: World,
  process: Process,
  service: Service,
  command: Command,
  signer?: Signer,
  limitMs = Number.POSITIVE_INFINITY,
) {
  const name = command.constructor.name.slice(0, -'Command'.length);
  const operation = operationOf(service, name);
  stopIfDead(process);
  const call = world.announce({
    service,
    operation: name,
    input: { ...command.input },
    actor: process.actor,
    ...(signer && { signedBy: signer.accessKeyId }),
  });
  const sentAt = world.now.getTime();
  const action = world.intercept && (await world.intercept(call));
  // A call that is held back for longer was given up, and its connection closed, before AWS got it. Other clients would try again.
  if (world.now.getTime() - sentAt > limitMs) throw timedOut();
  // Another call of this process may have crashed it while this one was held back.
  stopIfDead(process);
  beforeEffect(process, service, action);
  // The table pairs each operation with its own input, which the compiler cannot see through the name.
  const settled = world.settle(call, (account) => operation(account, command.input as never, signer));
  if (settled.violation) die(process, settled.violation);
  if (world.beforeAnswer) await world.beforeAnswer(call);
  if (action === 'crash-after') die(process);
  if (action === 'lose-answer') throw timedOut();
  if (settled.error !== undefined) throw settled.error;
  return { ...settled.answer, $metadata: { httpStatusCode: 200 } };
}

function beforeEffect(process: Process, service: Service, action: Action | undefined): void {
  if (action === 'crash-before') die(process);
  if (action === 'throttle') throw throttled(service);
  if (typeof action === 'object') throw action.fail;
}

function die(process: Process, cause?: Error): never {
  process.isDead = true;
  throw new Crash(`${process.actor} crashed`, { cause });
}

function stopIfDead(process: Process): void {
  if (process.isDead) throw new Crash(`${process.actor} is dead`);
}
