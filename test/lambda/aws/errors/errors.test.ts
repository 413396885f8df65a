/** Errors as they may be shown: what failed, AWS's words, then the remedy; one line, bounded, and nothing of the answer. */
import { attempt, errorText, StepError, stepOf } from '../../../../lambda/aws/errors/errors';
import { serviceError, throttled } from '../../../support/world';

const QUOTA = serviceError('iam', 'LimitExceededException', 409, 'Cannot exceed quota for AccessKeysPerUser: 2');

describe('a step that failed', () => {
  it('tells what was attempted, what AWS said, what is left behind, what it means and what to do, in this order', () => {
    expect(new StepError('create the new key', QUOTA, ' (something is left)').message).toBe(
      'create the new key: LimitExceededException: Cannot exceed quota for AccessKeysPerUser: 2 (something is left). The user has two keys already: somebody made one at that moment. Delete the key that nobody needs. The next run says what is in the way.',
    );
  });

  it('ends where AWS ends when no remedy is known', () => {
    expect(errorText(new StepError('read the keys', new Error('it is odd.')))).toBe('read the keys: Error: it is odd.');
  });

  it('has one full stop before its remedy', () => {
    const message = "You can't perform this operation on the secret because it was marked for deletion.";
    const error = serviceError('secretsmanager', 'InvalidRequestException', 400, message);
    expect(new StepError('write the intent', error).message).toContain('marked for deletion. Somebody has');
  });

  it('tells its remedy once, however often it is passed on', () => {
    const inner = new StepError('store the new key', throttled('secretsmanager'));
    const { message, step } = new StepError('make the new key current', inner);
    expect(message).toBe(`make the new key current: ${inner.message}`);
    expect(step).toBe('make the new key current');
  });

  it('is one line of at most 2,000 characters, with the remedy in it', () => {
    const long = serviceError('iam', 'Throttling', 400, `Rate exceeded\n${'x'.repeat(5000)}`);
    const { message } = new StepError('read the keys', long, ` (${'y'.repeat(600)})`);
    expect(message).not.toContain('\n');
    expect(message).toContain('The next run goes on'.slice(4));
    expect(new StepError('read the keys', long, 'z'.repeat(5000)).message).toHaveLength(2000);
  });

  it('holds no request, no response and no cause', () => {
    const error = Object.assign(QUOTA, { $response: { body: 'an answer' }, cause: new Error('a cause') });
    const failure = new StepError('create the new key', error);
    expect(Object.keys(failure).toSorted()).toEqual(['failure', 'forCommand', 'name', 'step']);
    expect(failure.failure).toEqual({
      kind: 'quota',
      name: 'LimitExceededException',
      message: 'Cannot exceed quota for AccessKeysPerUser: 2',
    });
    expect(failure.cause).toBeUndefined();
  });
});

describe('an error’s text', () => {
  it('is cut at 500 characters', () => {
    expect(errorText(new Error('x'.repeat(5000)))).toHaveLength(500);
  });

  it.each([
    [
      'that has a message',
      Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:443'), { code: 'ECONNREFUSED' }),
      'Error: connect ECONNREFUSED 127.0.0.1:443',
    ],
    ['that has none, but a code', Object.assign(new Error(''), { code: 'ECONNREFUSED' }), 'Error: ECONNREFUSED'],
    ['whose code is no system error', Object.assign(new Error('no'), { code: 'a key\nperhaps' }), 'Error: no'],
    ['that is no error', 'lost', 'lost'],
  ])('of one %s', (_what, error, text) => {
    expect(errorText(error)).toBe(text);
  });
});

it('names the step of a call that failed, and one step for all that is no call', async () => {
  const failure = await attempt('read the keys', () => Promise.reject(QUOTA)).catch((error: unknown) => error);
  expect([stepOf(failure), stepOf(new TypeError('a mistake'))]).toEqual(['read the keys', 'decide what to do']);
  expect(await attempt('read the keys', async () => 7)).toBe(7);
});
