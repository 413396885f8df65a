import { drawTriples, play, type Triple } from './triple';

drawTriples(Number(process.env.KEYTURN_TRIPLES ?? 150));

/** Each was found by chance, and is fixed. */
const FOUND: Readonly<Record<string, Triple>> = {
  'a run deactivates the old key while the current one is revoked': {
    moment: 10,
    first: 0,
    second: 3,
    order: [],
    fault: { actor: 'first', call: 1, how: 'fail' },
  },
  'a confirmation under a hold dies before its record': {
    moment: 14,
    first: 2,
    second: 0,
    order: [],
    fault: { actor: 'first', call: 10, how: 'crash-before' },
  },
  'a run writes its notes over those of a revocation that dies': {
    moment: 10,
    first: 0,
    second: 3,
    order: [],
    fault: { actor: 'second', call: 11, how: 'crash-after' },
  },
  'a rollback that dies is seen though the newer key is gone': {
    moment: 10,
    first: 1,
    second: 3,
    order: [
      ['first', 4],
      ['second', 12],
      ['first', 2],
    ],
    fault: { actor: 'first', call: 13, how: 'fail' },
  },
  'a rollback writes its intent over that of a revocation whose new key is an orphan': {
    moment: 10,
    first: 1,
    second: 3,
    order: [['second', 6]],
    fault: { actor: 'second', call: 13, how: 'lose-answer' },
  },
  'a hold makes the secret a moment before a rotation, whose intent is dropped': {
    moment: 0,
    first: 5,
    second: 0,
    order: [],
    fault: { actor: 'second', call: 7, how: 'crash-before' },
  },
  'a rollback writes its request over that of a confirmation': {
    moment: 8,
    first: 2,
    second: 1,
    order: [
      ['first', 6],
      ['second', 4],
      ['first', 2],
      ['second', 3],
      ['second', 4],
    ],
    fault: { actor: 'run', call: 1, how: 'fail' },
  },
};

test.each(Object.entries(FOUND))('promise 12, 6, 3: %s', async (_name, triple) => {
  const excused = new Map<string, number>();
  expect(await play(triple, excused)).toMatchObject({ found: [] });
  expect([...excused.keys()].filter((why) => /^promise 8|same moment/.test(why))).toEqual([]);
});
