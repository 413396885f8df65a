/** Errors of AWS and Node, as sentences. */
import { problemFrom } from '../../../cli/session/aws-errors';
import { StepError } from '../../../lambda/aws/errors/errors';

describe('errors', () => {
  const said = (error: unknown, endpoint?: string) => problemFrom(error, { what: 'read this', endpoint }).message;
  const aws = (name: string, message: string) => Object.assign(new Error(message), { name });

  test('that the core has put into a sentence are recognised all the same', () => {
    expect(said(new StepError('read the users', aws('ExpiredToken', 'expired')))).toBe(
      'Your AWS credentials have expired.',
    );
    expect(
      said(
        new StepError('read the users', Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), {})),
        'http://localhost:9',
      ),
    ).toBe('http://localhost:9 could not be reached (ECONNREFUSED).');
  });
  test('of Node, when every address of a name failed', () => {
    const error = Object.assign(new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]), {
      code: 'ECONNREFUSED',
    });
    expect(said(error)).toBe('AWS could not be reached (ECONNREFUSED).');
  });
  test('of an SSO session that ended', () => {
    const message =
      "The SSO session associated with this profile has expired. To refresh this SSO session run 'aws sso login'";
    expect(said(aws('CredentialsProviderError', message))).toBe('Your AWS credentials have expired.');
  });
  test('that nobody knows are told in one line', () => {
    expect(said(aws('Strange', 'one\ntwo\u001b[31m'))).toBe('Could not read this: Strange: one two [31m');
    expect(said('text')).toBe('Could not read this: text');
  });
});
