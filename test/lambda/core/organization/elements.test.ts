import fc from 'fast-check';
import { elementsOf } from '../../../../lambda/core/organization/elements';
import { SEED } from '../../../support/proof/seed';

async function all(pieces: readonly string[]): Promise<unknown[]> {
  const elements: unknown[] = [];
  for await (const each of elementsOf(pieces)) elements.push(each);
  return elements;
}

const cut = (text: string, size: number) => text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];

test.each([
  ['[]', []],
  [' [ ] ', []],
  ['[1]', [1]],
  ['[1, "a,]", {"b": [2, {"c": "\\"}]"}]}, null]', [1, 'a,]', { b: [2, { c: '"}]' }] }, null]],
  ['[[],[[1]]]', [[], [[1]]]],
])('%s is read in pieces of any size', async (text, expected) => {
  for (let size = 1; size <= text.length; size++) expect(await all(cut(text, size))).toEqual(expected);
});

test('any array is read as JSON.parse reads it, however it is cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue(), { maxLength: 5 }),
      fc.integer({ min: 1, max: 9 }),
      async (value, size) => {
        const text = JSON.stringify(value);
        expect(await all(cut(text, size))).toEqual(JSON.parse(text));
      },
    ),
    { numRuns: 200, seed: SEED },
  );
});

test.each(['', '{}', '1', '[1', '[{"a":1}', '"[]"'])('%j is no array', async (text) => {
  await expect(all([text])).rejects.toThrow(SyntaxError);
});
