/** docs/organization.md: its costs rest on the prices of docs/performance.md, and its picture is there in both themes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PRICES } from '../../local/docs/prices';

const read = (path: string) => readFileSync(join(__dirname, '..', '..', 'docs', path), 'utf8');
const page = read('organization.md');

test('the prices are those of docs/performance.md', () => {
  const performance = read('performance.md');
  const shown: readonly (readonly [number, string])[] = [
    [PRICES.secret, 'Secrets Manager: secrets | $0.40 each'],
    [PRICES.secretsCall * 10_000, "Secrets Manager: Keyturn's calls | $0.05 per 10,000"],
    [PRICES.kmsKey, 'KMS: the key of the topic | $1.00'],
    [PRICES.gigabyteSecond, 'Lambda | $0.0000133334 per GB-second'],
    [PRICES.logGigabyte, 'CloudWatch: logs | $0.50 per GB'],
    [PRICES.metric, 'dashboard | $0.30 each of'],
    [PRICES.alarm, ', $0.10 each of'],
  ];
  for (const [price, text] of shown) {
    expect(performance).toContain(text);
    expect(Number(/\$([\d.]+)/.exec(text)?.[1])).toBeCloseTo(price, 10);
  }
});

test('the costs at 10, 500 and 5,000 accounts add up', () => {
  const rows = [...page.matchAll(/^\| (.+?) +\|.*?\| +([\d,.]+) \| +([\d,.]+) \| +([\d,.]+) \|$/gm)].map(
    ([, item = '', ...sums]) => [item.trim(), ...sums.map((sum) => Number(sum.replaceAll(',', '')))] as const,
  );
  const together = rows.findIndex(([item]) => item === '**together**');
  expect(together).toBeGreaterThan(5);
  for (const column of [1, 2, 3]) {
    const sum = rows.slice(0, together).reduce((all, row) => all + Number(row[column]), 0);
    expect(Math.abs(sum - Number(rows[together]?.[column]))).toBeLessThan(1);
  }
});

test('the picture has a light and a dark variant', () => {
  for (const theme of ['light', 'dark']) expect(page).toContain(`pictures/organization-${theme}.svg`);
});
