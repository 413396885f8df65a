/** `adopt --from`: one name a line, and a clear word where it is something else. */
import { namesIn } from '../../../cli/adopt/names-file';

const bytes = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding);

test('takes one name a line, with comments, empty lines, a byte order mark and Windows line ends', () => {
  expect(namesIn(bytes('\ufeffalice\r\n\r\n# the others\r\nbob@example.com # mail\n'), 'users.txt')).toEqual([
    'alice',
    'bob@example.com',
  ]);
});

test.each([
  ['UTF-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), bytes('alice\n', 'utf16le')]), 1, 'UTF-16'],
  ['UTF-16 without a mark', bytes('alice\nbob\n', 'utf16le'), 1, 'UTF-16'],
  ['CSV', bytes('alice\nbob,team-a\n'), 2, 'a row of a table'],
  ['a table with tabs', bytes('alice\tteam-a\n'), 1, 'a row of a table'],
  ['a JSON list', bytes('[\n"alice"]'), 1, 'JSON'],
  ['a JSON object on a later line', bytes('alice\n{"UserName":"bob"}'), 2, 'JSON'],
  ['an ARN', bytes('arn:aws:iam::123456789012:user/alice'), 1, 'no name of an IAM user'],
])('refuses %s with the file, the line and what is expected', (_, content, line, why) => {
  const refused = () => namesIn(content, 'users.txt');
  expect(refused).toThrow(`--from users.txt, line ${line}: `);
  expect(refused).toThrow(why);
  expect(refused).toThrow(expect.objectContaining({ remedy: expect.stringContaining('one user name on each line') }));
});

test('promise 4: repeats nothing of a line, which may hold the secret half of a key', () => {
  expect(() => namesIn(bytes('AKIAIOSFODNN7EXAMPLE,wJalrXUtnFEMI/K7MDENG'), 'keys.csv')).not.toThrow(/wJalr/);
});
