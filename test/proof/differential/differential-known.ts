/** Where the world and moto are known to differ, and why. The world follows AWS's documentation. */
import type { Answer } from './differential';
import type { DifferentialCall } from './differential-calls';

interface Difference {
  readonly why: string;
  /** Whether the accounts are in different states from here on. */
  readonly changesState: boolean;
  readonly is: (call: DifferentialCall, world: Answer, moto: Answer) => boolean;
}

const bothRefuse = (name: DifferentialCall['name'], ours: string, theirs: string): Difference['is'] => {
  return (call, world, moto) => call.name === name && world.error === ours && moto.error === theirs;
};

const withoutOtherLabels = (answer: Answer) => JSON.stringify(answer).replace(/,?"(mine|AWSPENDING)"/g, '');
const isByOtherLabel = (call: DifferentialCall) =>
  call.name === 'GetSecretValue' && ['mine', 'AWSPENDING'].includes(call.input.VersionStage ?? '');

const KNOWN: readonly Difference[] = [
  {
    why: 'for a key that it does not know IAM says AccessDenied, as it cannot tell whose account the key would be in',
    changesState: false,
    is: bothRefuse('GetAccessKeyLastUsed', 'AccessDenied', 'NoSuchEntityException'),
  },
  {
    why: 'moto looks for the version before it looks whether the secret is scheduled for deletion',
    changesState: false,
    is: bothRefuse('GetSecretValue', 'InvalidRequestException', 'ResourceNotFoundException'),
  },
  {
    why: 'moto checks which version has the label before it looks whether the versions are there, and may have taken it away by then',
    changesState: true,
    is: bothRefuse('UpdateSecretVersionStage', 'ResourceNotFoundException', 'InvalidParameterException'),
  },
  {
    why: 'moto fails inside, with a page instead of an answer, when the secret has no version',
    changesState: false,
    is: (call, world, moto) =>
      call.name === 'UpdateSecretVersionStage' && 'error' in world && moto.error === 'SyntaxError',
  },
  {
    why: 'moto moves or drops a label without RemoveFromVersionId, and lets AWSCURRENT be dropped',
    changesState: true,
    is: (call, world, moto) =>
      call.name === 'UpdateSecretVersionStage' &&
      (call.input.RemoveFromVersionId === undefined || call.input.MoveToVersionId === undefined) &&
      world.error === 'InvalidParameterException' &&
      'answer' in moto,
  },
  {
    why: 'a repeated PutSecretValue changes nothing, labels included; moto moves the labels that the repeat asks for',
    changesState: true,
    is: (call, world, moto) => call.name === 'PutSecretValue' && 'answer' in world && 'answer' in moto,
  },
  {
    why: 'when a PutSecretValue takes AWSCURRENT away from a version, moto takes its other labels too',
    changesState: true,
    is: (call, world, moto) =>
      ['DescribeSecret', 'ListSecrets', 'GetSecretValue'].includes(call.name) &&
      'answer' in world &&
      ('answer' in moto ? withoutOtherLabels(world) === withoutOtherLabels(moto) : isByOtherLabel(call)),
  },
  {
    why: 'moto wants RemoveFromVersionId even where the label is already on the version',
    changesState: false,
    is: (call, world, moto) =>
      call.name === 'UpdateSecretVersionStage' &&
      call.input.RemoveFromVersionId === undefined &&
      'answer' in world &&
      moto.error === 'InvalidParameterException',
  },
  {
    why: 'moto compares a repeated CreateSecret with the value of AWSCURRENT, AWS with that of the version that the token names',
    changesState: false,
    is: (call, world, moto) => call.name === 'CreateSecret' && !(world.error === undefined && moto.error !== undefined),
  },
  {
    why: 'the world lets people schedule a deletion that is scheduled already, only to another date; AWS and moto refuse',
    changesState: false,
    is: (call, world, moto) =>
      call.name === 'DeleteSecret' && 'answer' in world && moto.error === 'InvalidRequestException',
  },
  {
    why: 'the name of a secret that is scheduled for deletion is taken, which AWS calls an invalid request',
    changesState: false,
    is: bothRefuse('CreateSecret', 'InvalidRequestException', 'ResourceExistsException'),
  },
  {
    why: 'moto does not check the message, its structure or its subject as SNS does',
    changesState: false,
    is: (call, world, moto) =>
      call.name === 'Publish' && world.error === 'InvalidParameterException' && 'answer' in moto,
  },
  {
    why: 'moto has one error for bad messages and bad attributes',
    changesState: false,
    is: bothRefuse('Publish', 'InvalidParameterValueException', 'InvalidParameterException'),
  },
];

export const knownDifference = (call: DifferentialCall, world: Answer, moto: Answer): Difference | undefined =>
  KNOWN.find((difference) => difference.is(call, world, moto));
