/** Where ministack, as local/ministack_server repairs it, is known to differ from the world. */
import { TOKENS } from '../differential-calls';
import { datesInactiveKeys } from './credential-report';
import { created, type Difference, isAccepted, PUBLISH_PAGE, secretsPage } from './difference';

const [FIRST = ''] = TOKENS;

export const MINISTACK: readonly Difference[] = [
  datesInactiveKeys('ministack'),
  {
    why: 'ministack does not check the message, its structure, its subject or its attributes as SNS does',
    page: PUBLISH_PAGE,
    changesState: false,
    is: isAccepted('Publish', /^InvalidParameter(Value)?Exception$/),
    example: () => [{ name: 'Publish', input: { Message: 'hello', MessageStructure: 'json' } }],
  },
  {
    why: 'AWS names no such reason: restoring what is not scheduled for deletion changes nothing; ministack refuses it',
    page: secretsPage('RestoreSecret'),
    changesState: false,
    is: (call, world, ministack) =>
      call.name === 'RestoreSecret' && 'answer' in world && ministack.error === 'InvalidRequestException',
    example: ({ secrets: [name = ''] }) => [created(name, FIRST), { name: 'RestoreSecret', input: { SecretId: name } }],
  },
];
