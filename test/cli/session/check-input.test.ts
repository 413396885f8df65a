/** What was typed, checked before anything is asked of AWS. */
import { checkAccessKeyId, checkPath, checkTag, checkUserName, parseUntil } from '../../../cli/session/check-input';

const NOW = new Date('2026-11-22T06:00:00Z');

describe('what was typed', () => {
  test('is let through where AWS would take it', () => {
    for (const name of ['a', 'a,b+c=d@e.f_g-h', 'x'.repeat(64)]) expect(checkUserName(name)).toBe(name);
    expect(checkAccessKeyId('AKIAIOSFODNN7EXAMPLE')).toBe('AKIAIOSFODNN7EXAMPLE');
    for (const path of ['/', '/service/', '/a/b/']) expect(checkPath(path)).toBe(path);
    expect(checkTag('a:b=c=d')).toEqual({ key: 'a:b', value: 'c=d' });
  });
  test.each(['', 'x'.repeat(65), 'a b', 'a/b', 'ä'])('%j is no user name', (name) =>
    expect(() => checkUserName(name)).toThrow('is no name of an IAM user'),
  );
  test('promise 4: a secret half is in no error', () => {
    const half = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    expect(() => checkAccessKeyId(half)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('wJalr') }),
    );
    // One character lost in copying is still most of it.
    expect(() => checkAccessKeyId(half.slice(1))).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(half.slice(1, 4)) }),
    );
  });
});

describe('the end of a hold', () => {
  test.each([
    ['2027-01-31', '2027-01-31T00:00:00Z'],
    ['2027-01-31T12:30:00Z', '2027-01-31T12:30:00Z'],
    ['2027-01-31T12:30Z', '2027-01-31T12:30:00Z'],
    ['2027-01-31T12:30:00+02:00', '2027-01-31T10:30:00Z'],
    ['2028-02-29', '2028-02-29T00:00:00Z'],
  ])('%s is %s', (text, until) => expect(parseUntil(text, NOW)).toBe(until));

  test.each([
    '',
    'tomorrow',
    '31.1.2027',
    '2027-02-29',
    '2027-13-01',
    '2027-01-31 12:00',
    '2027-01-31T25:00Z',
    '2027-02-30T10:00+01:00',
    '2027-01-31T12:30:00',
  ])('%j is no date', (text) => expect(() => parseUntil(text, NOW)).toThrow('which is no date'));

  test.each(['2026-11-22', '2026-11-22T06:00:00Z', '1999-01-01'])('%s has passed', (text) =>
    expect(() => parseUntil(text, NOW)).toThrow('which has passed'),
  );
});
