/** Formats and tags that the team declares: what is refused, and in which words. */
import { checkFormats, secretFormats } from '../../../../lambda/core/settings/secret-formats';
import { parseTags } from '../../../../lambda/core/settings/secret-tags';

const checked =
  (template: unknown, secretFormat = 'env') =>
  () =>
    checkFormats({ secretFormats: { tool: template as string }, secretFormat });

const PAIR = { id: '{AccessKeyId}', half: '{SecretAccessKey}' };

test.each([
  [
    'an unknown placeholder',
    { ...PAIR, who: '{User}' },
    'secretFormats: tool.who has the placeholder "{User}", but must have only {AccessKeyId}',
  ],
  ['an unknown encoding', '{AccessKeyId:base64} {SecretAccessKey}', 'has the placeholder "{AccessKeyId:base64}"'],
  ['blanks in a placeholder', '{ AccessKeyId } {SecretAccessKey}', 'has the placeholder "{ AccessKeyId }"'],
  ['a date, which only Keyturn fills in', { ...PAIR, made: '{CreateDate}' }, 'has the placeholder "{CreateDate}"'],
  ['one half alone', { half: '{SecretAccessKey}' }, 'lacks {AccessKeyId}, but must have both halves'],
  [
    'a field named as a secret',
    { ...PAIR, db_password: 'x' },
    'secretFormats: tool.db_password holds something that looks secret',
  ],
  ['a nested one', { ...PAIR, db: { apiKey: 'x' } }, 'secretFormats: tool.db.apiKey holds something that looks secret'],
  [
    'a password in a text',
    '{AccessKeyId}:{SecretAccessKey} password=hunter2',
    'secretFormats: tool holds something that looks secret',
  ],
  ['a password in a URL', 'https://me:hunter2@host {AccessKeyId} {SecretAccessKey}', 'looks secret'],
  ['the id of a key', { ...PAIR, old: 'AKIAIOSFODNN7EXAMPLE' }, 'looks secret'],
  ['the secret half of a key', { ...PAIR, old: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }, 'looks secret'],
])('refuses %s', (_, template, words) => {
  expect(checked(template)).toThrow(words);
  expect(checked(template)).not.toThrow(/hunter2|wJalr/);
});

test.each([
  ['an empty session token', { ...PAIR, aws_session_token: '' }],
  ['a URL of a token endpoint', { ...PAIR, token_url: 'https://example.com/token' }],
  ['braces that are no placeholder', '{ "id": "{AccessKeyId}", "half": "{SecretAccessKey}", "n": {} }'],
])('takes %s', (_, template) => {
  expect(checked(template)).not.toThrow();
});

test('refuses a format of Keyturn’s own, and a default that nobody has declared', () => {
  expect(() => checkFormats({ secretFormats: { env: PAIR }, secretFormat: 'env' })).toThrow(
    'env is a format of Keyturn',
  );
  expect(checked(PAIR, 'json')).toThrow('secretFormat is "json", but must be "tool" or "credential-process" or "env"');
});

test.each([
  '[]',
  '"text"',
  '{"Tool":"x"}',
  '{"tool":null}',
  '{"tool":["x"]}',
  '{"tool":',
  `{"tool":"${'x'.repeat(2500)}"}`,
])('is no declaration: %.40s', (text) => {
  expect(secretFormats.parse(text)).toBeUndefined();
});

test('secretTags takes public tags, and none of Keyturn’s or AWS’s', () => {
  expect(parseTags('{"CostCenter":"1234","team":""}')).toEqual({ CostCenter: '1234', team: '' });
  for (const text of ['[]', '{"keyturn:x":"1"}', '{"AWS:x":"1"}', '{"":"1"}', '{"a":1}', '{"a":"*"}', '{'])
    expect(parseTags(text)).toBeUndefined();
});
