/** Dates, numbers and names as they are shown and suggested. */
import { count, duration, when } from '../../../cli/terminal/dates';
import { nearest } from '../../../lambda/core/nearest';

const NOW = new Date('2026-11-22T06:00:00Z');

describe('dates', () => {
  test('near times have an hour, others a day', () => {
    expect(when('2026-11-23T18:30:00Z', NOW)).toBe('2026-11-23 18:30 UTC');
    expect(when('2026-12-24T18:30:00Z', NOW)).toBe('2026-12-24');
    expect(when('soon', NOW)).toBe('soon');
  });

  test.each([
    [0, '0 seconds'],
    [90_000, '90 seconds'],
    [3_600_000, '60 minutes'],
    [7_200_000, '2 hours'],
    [36 * 3_600_000, '36 hours'],
    [9 * 86_400_000, '9 days'],
  ])('%d ms are %s', (ms, text) => expect(duration(ms)).toBe(text));

  test('numbers', () => expect([count(1, 'user'), count(5000, 'user')]).toEqual(['1 user', '5,000 users']));
});

describe('the name that was meant', () => {
  const names = ['svc-reports', 'svc-billing', 'a', 'legacy-erp'];
  test.each([
    ['svc-reprots', 'svc-reports'],
    ['svc-report', 'svc-reports'],
    ['SVC-Billing', 'svc-billing'],
    ['svc-bill', 'svc-billing'],
    ['legacyerp', 'legacy-erp'],
    ['something-else', undefined],
    ['zz', undefined],
  ])('%s: %s', (typed, meant) => expect(nearest(typed, names)).toBe(meant));
});
