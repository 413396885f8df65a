/** Texts brought to the width of a terminal. */
import { firstOf, table, widthOf, wrap } from '../../../cli/terminal/layout';
import { type Line, line, span } from '../../../cli/terminal/line';

const plain = (spans: Line) => spans.map(({ text }) => text).join('');

describe('wrapping and cutting', () => {
  test.each([
    ['a few words that fit', 40, ['a few words that fit']],
    ['a few words that do not', 10, ['a few', 'words that', 'do not']],
    ['AKIAIOSFODNN7EXAMPLE', 8, ['AKIAIOSF', 'ODNN7EXA', 'MPLE']],
    ['one AKIAIOSFODNN7EXAMPLE', 8, ['one', 'AKIAIOSF', 'ODNN7EXA', 'MPLE']],
    ['鍵鍵鍵鍵', 5, ['鍵鍵', '鍵鍵']],
    ['鍵', 1, ['鍵']],
    ['', 5, []],
    ['  spaces   between ', 20, ['spaces between']],
  ])('wrap(%j, %d)', (text, columns, lines) => expect(wrap(text, columns)).toEqual(lines));

  test('no line is wider than asked, whatever the text', () => {
    const text = 'words of any length, 鍵 and 👩‍👩‍👧 and AKIAIOSFODNN7EXAMPLE, the last one';
    for (let columns = 2; columns < 60; columns++)
      expect(Math.max(...wrap(text, columns).map(widthOf))).toBeLessThanOrEqual(columns);
  });

  test('a cell leaves what fits, and says where something is missing', () => {
    const cut = (text: string, columns: number) => table([{ head: '', min: 0 }], [[span(text)]], columns).map(plain)[1];
    expect(cut('svc-reports', 11)).toBe('svc-reports');
    expect(cut('svc-reports', 6)).toBe('svc-r…');
    expect(cut('鍵鍵鍵', 4)).toBe('鍵…');
    expect(cut('svc', 0)).toBe('');
  });

  test('a table gives way in the columns that may, the widest first', () => {
    const rows = [[span('a-very-long-user-name-that-goes-on'), span('steady'), span('3')]];
    const lines = table([{ head: 'USER', min: 10 }, { head: 'PHASE' }, { head: 'AGE', align: 'right' }], rows, 28);
    expect(lines.map(plain)).toEqual(['USER             PHASE   AGE', 'a-very-long-us…  steady    3']);
    expect(Math.max(...lines.map((each) => widthOf(plain(each))))).toBe(28);
  });

  test('a page holds whole entries, and says how many are left', () => {
    const entries = [1, 2, 3, 4].map((n) => [line(`user ${n}`), line('  why')]);
    const shown = (room?: number) => firstOf(entries, room, (left) => `${left} more`).map(plain);
    expect(shown()).toHaveLength(8);
    expect(shown(8)).toHaveLength(8);
    expect(shown(7)).toEqual(['user 1', '  why', 'user 2', '  why', 'user 3', '  why', '… and 1 more']);
    expect(shown(1)).toEqual(['user 1', '  why', '… and 3 more']);
  });
});

test('what strangers wrote is one line without anything that a terminal obeys', () => {
  expect(span('a\u001b[31mb\u0007\r\nc\u009b2Jd\u202ee\u200bf').text).toBe('a [31mb c 2Jd\ufffde\ufffdf');
});
