/** With whose credentials, and where. */
import { clientConfigFrom } from '../../../cli/session/connection';

describe('credentials and Region, as the AWS CLI takes them', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: 'c' };
  test('a profile that is asked for wins over keys in the environment', () => {
    const env: NodeJS.ProcessEnv = { ...keys, AWS_REGION: 'eu-west-1' };
    expect(clientConfigFrom({ stack: 'Keyturn', profile: 'staging' }, env)).toEqual({ region: 'eu-west-1' });
    expect(env).toEqual({ AWS_PROFILE: 'staging', AWS_REGION: 'eu-west-1' });
  });
  test('AWS_DEFAULT_REGION counts where AWS_REGION is not set', () => {
    expect(clientConfigFrom({ stack: 'Keyturn' }, { AWS_DEFAULT_REGION: 'eu-west-1' })).toEqual({
      region: 'eu-west-1',
    });
    expect(clientConfigFrom({ stack: 'Keyturn', region: 'us-gov-west-1' }, { AWS_REGION: 'eu-west-1' })).toEqual({
      region: 'us-gov-west-1',
    });
    expect(clientConfigFrom({ stack: 'Keyturn' }, {})).toEqual({});
  });
  test('an ARN names its Region', () => {
    const arn = 'arn:aws:lambda:eu-north-1:123456789012:function:Keyturn';
    expect(clientConfigFrom({ stack: 'Keyturn', function: arn }, { AWS_REGION: 'eu-west-1' })).toEqual({
      region: 'eu-north-1',
    });
  });
});
