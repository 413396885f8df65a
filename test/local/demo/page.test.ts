import type { Row } from '../../../local/demo/chronicle';
import { pageOfDemo } from '../../../local/demo/page/page';

const ROW: Row = {
  userName: 'legacy-erp',
  who: 'has <its> key in a file',
  keys: [
    {
      name: 'K1',
      spans: [
        { state: 'grace', from: 0, to: 23 },
        { state: 'held', from: 23, to: 40 },
      ],
    },
    { name: 'K2', spans: [{ state: 'current', from: 0, to: 200 }] },
  ],
  sent: [
    {
      day: 23,
      event: 'key-held',
      severity: 'warning',
      subject: 'old key <in use>',
      email: 'Held.\n\nWhat to do: look',
    },
    { day: 23, event: 'key-reminder', severity: 'info', subject: 'second', email: 'Soon.' },
    { day: 40, event: 'key-revoked', severity: 'critical', subject: 'third', email: 'Now.' },
  ],
};
const page = pageOfDemo([ROW], 200, (day) => new Date(Date.UTC(2026, 0, 1 + day)));

test('a bar for each state of each key, where its days are', () => {
  expect(page).toContain('<span class="bar grace lane0" style="left:0%;width:11.5%"');
  expect(page).toContain('<span class="bar held lane0" style="left:11.5%;width:8.5%"');
  expect(page).toContain('<span class="bar current lane1" style="left:0%;width:100%"');
  expect(page).toContain('K1, held or blocked: somebody has to look, days 23 to 40 (2026-01-24 to 2026-02-10)');
});

test('a mark for each day with messages, as bad as the worst of them; behind it all that were sent', () => {
  expect(page.match(/<summary class="dot (\w+)" style="left:([\d.]+)%"/g)).toEqual([
    '<summary class="dot warning" style="left:11.5%"',
    '<summary class="dot critical" style="left:20%"',
  ]);
  expect(page).toContain('<p>What to do: look</p>');
  expect(page).toContain('<p>Soon.</p>');
});

test('it holds no script, asks the network for nothing, and what comes from outside is text', () => {
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(page).not.toMatch(/<script|https?:|<its>|<in use>/);
  expect(page).toContain('old key &lt;in use&gt;');
});
