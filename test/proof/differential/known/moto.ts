/** Where moto, as local/moto_server repairs it, is known to differ from the world. */
import type { Answer } from '../differential';
import { type DifferentialCall, TOKENS } from '../differential-calls';
import { MOTOS_REPORT } from './credential-report';
import {
  bothRefuse,
  created,
  type Difference,
  iamPage,
  isAccepted,
  PUBLISH_PAGE,
  put,
  secretsPage,
} from './difference';

const [FIRST = '', SECOND = ''] = TOKENS;

const withoutOtherLabels = (answer: Answer) => JSON.stringify(answer).replace(/,?"(mine|AWSPENDING)"/g, '');
const isByOtherLabel = (call: DifferentialCall) =>
  call.name === 'GetSecretValue' && ['mine', 'AWSPENDING'].includes(call.input.VersionStage ?? '');

export const MOTO: readonly Difference[] = [
  ...MOTOS_REPORT,
  {
    why: 'AWS documents no NoSuchEntity for it, and says AccessDenied: it cannot tell whose account the key would be in',
    page: iamPage('GetAccessKeyLastUsed'),
    changesState: false,
    is: bothRefuse('GetAccessKeyLastUsed', 'AccessDenied', 'NoSuchEntityException'),
    example: () => [{ name: 'GetAccessKeyLastUsed', key: 0 }],
  },
  {
    why: 'moto looks for the version before it looks whether the secret is scheduled for deletion',
    page: secretsPage('GetSecretValue'),
    changesState: false,
    is: bothRefuse('GetSecretValue', 'InvalidRequestException', 'ResourceNotFoundException'),
    example: ({ secrets: [name = ''] }) => [
      created(name, FIRST),
      { name: 'DeleteSecret', input: { SecretId: name } },
      { name: 'GetSecretValue', input: { SecretId: name, VersionStage: 'mine' } },
    ],
  },
  {
    why: 'a repeated PutSecretValue changes nothing, labels included; moto moves the labels that the repeat asks for',
    page: secretsPage('PutSecretValue'),
    changesState: true,
    is: (call, world, moto) => call.name === 'PutSecretValue' && 'answer' in world && 'answer' in moto,
    example: ({ secrets: [name] }) => [
      created(name, FIRST),
      put(name, SECOND, 'two', ['AWSPENDING']),
      put(name, SECOND, 'two', ['mine']),
    ],
  },
  {
    why: 'when a PutSecretValue takes AWSCURRENT away from a version, moto takes its other labels too',
    page: secretsPage('PutSecretValue'),
    changesState: true,
    is: (call, world, moto) =>
      ['DescribeSecret', 'ListSecrets', 'GetSecretValue'].includes(call.name) &&
      'answer' in world &&
      ('answer' in moto ? withoutOtherLabels(world) === withoutOtherLabels(moto) : isByOtherLabel(call)),
    example: ({ secrets: [name = ''] }) => [
      created(name, FIRST),
      put(name, SECOND, 'two', ['AWSCURRENT', 'mine']),
      put(name, TOKENS[2], 'one'),
      { name: 'DescribeSecret', input: { SecretId: name } },
    ],
  },
  {
    why: 'moto does not check the message, its structure or its subject as SNS does',
    page: PUBLISH_PAGE,
    changesState: false,
    is: isAccepted('Publish', /^InvalidParameterException$/),
    example: () => [{ name: 'Publish', input: { Message: 'hello', MessageStructure: 'json' } }],
  },
  {
    why: 'moto has one error for bad messages and bad attributes',
    page: PUBLISH_PAGE,
    changesState: false,
    is: bothRefuse('Publish', 'InvalidParameterValueException', 'InvalidParameterException'),
    example: () => [
      {
        name: 'Publish',
        input: { Message: 'hello', MessageAttributes: { event: { DataType: 'String', StringValue: '' } } },
      },
    ],
  },
];
