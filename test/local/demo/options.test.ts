import { optionsFrom, UsageError } from '../../../local/demo/options';

test('200 days, quietly, without a page', () => {
  expect(optionsFrom([])).toEqual({ organization: false, days: 200, keep: false, verbose: false, html: undefined });
});

test('120 days of an organization', () => {
  expect(optionsFrom(['--organization'])).toMatchObject({ organization: true, days: 120 });
  expect(optionsFrom(['--organization', '--days', '30'])).toMatchObject({ days: 30 });
});

test('everything', () => {
  expect(optionsFrom(['--days', '400', '--keep', '--verbose', '--html', 'days.html'])).toEqual({
    organization: false,
    days: 400,
    keep: true,
    verbose: true,
    html: 'days.html',
  });
});

test.each([
  [['--days', '0'], '--days is "0", but must be a whole number from 1 to 999'],
  [['--days', 'ten'], '--days is "ten", but must be a whole number from 1 to 999'],
  [['--html', ''], '--html is empty, but must be the name of a file to write'],
  [['--organization', '--html', 'days.html'], '--html is the page of one account'],
  [['--page'], "Unknown option '--page'"],
])('%j is a mistake that is named', (args, message) => {
  expect(() => optionsFrom(args)).toThrow(UsageError);
  expect(() => optionsFrom(args)).toThrow(message);
  expect(() => optionsFrom(args)).toThrow('usage: npm run demo');
});
