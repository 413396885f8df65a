/** Shapes of secrets that people have, as formats that a team can declare. */
import type { SecretTemplate } from '../../lambda/core/settings/secret-formats';

const BUILT_IN = ['credential-process', 'env'];

/** By the name of the format; the reader goes by the same fields. */
export const SHAPES: Readonly<Record<string, SecretTemplate>> = {
  'own-names': { access_key: '{AccessKeyId}', secret_key: '{SecretAccessKey}' },
  'extra-fields': {
    access_key: '{AccessKeyId}',
    secret_key: '{SecretAccessKey}',
    region: 'eu-central-1',
    bucket: 'reports',
    port: 443,
    tls: true,
  },
  env: { AWS_ACCESS_KEY_ID: '{AccessKeyId}', AWS_SECRET_ACCESS_KEY: '{SecretAccessKey}' },
  'credential-process': { AccessKeyId: '{AccessKeyId}', SecretAccessKey: '{SecretAccessKey}' },
  nested: { aws: { key: { id: '{AccessKeyId}', half: '{SecretAccessKey}' }, region: 'eu-central-1' } },
  ini: '[default]\naws_access_key_id = {AccessKeyId}\naws_secret_access_key = {SecretAccessKey}\nregion = eu-central-1\n',
  colon: '{AccessKeyId}:{SecretAccessKey}',
  url: 's3://{AccessKeyId}:{SecretAccessKey:url}@s3.eu-central-1.amazonaws.com/reports?user={UserName:url}',
  'json-text': '{"user": "{UserName:json}", "id": {AccessKeyId:json}, "half": "{SecretAccessKey:json}", "n": 1}',
  'spring-properties':
    'cloud.aws.credentials.access-key={AccessKeyId}\ncloud.aws.credentials.secret-key={SecretAccessKey}',
  'json-in-field': { config: '{"account":"{AccountId}","id":"{AccessKeyId}","half":"{SecretAccessKey:json}"}' },
};

/** Those that a team has to declare. */
export const DECLARED = Object.fromEntries(Object.entries(SHAPES).filter(([name]) => !BUILT_IN.includes(name)));
