/** The demo ends badly when it should. */
import type { Published } from '../../../local/aws';
import { type Counts, countOf, countStep } from '../../../local/demo/telling/counts';
import { messagesIn } from '../../../local/demo/telling/messages';
import { brokenNotices, foundHalves, refusalsOf } from '../../../local/demo/verdict';

const at = (day: number) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString();

const published = (event: string, day: number, more: object = {}): Published => ({
  at: at(day),
  messageId: 'id',
  topicArn: 'arn',
  subject: event,
  messageStructure: 'json',
  message: JSON.stringify({ default: JSON.stringify({ event, at: at(day), userName: 'alice', ...more }) }),
  attributes: {},
});

function counted(...kinds: readonly string[]): Counts {
  const counts: Counts = new Map();
  for (const kind of kinds) countStep(countOf(counts, 'alice'), { kind, because: '', result: 'done' });
  return counts;
}

const ROTATION = ['issue-key', 'deactivate-key', 'delete-key'];
const NOTIFIED = [published('key-rotated', 0), published('key-deactivated', 22), published('key-deleted', 29)];

test('a whole rotation of which each change was announced is fine', () => {
  expect(brokenNotices(counted(...ROTATION), messagesIn(NOTIFIED))).toEqual([]);
});

test.each([0, 1, 2])('promise 8: a change that was not announced (%#)', (missing) => {
  const said = brokenNotices(counted(...ROTATION), messagesIn(NOTIFIED.filter((_, n) => n !== missing)));
  expect(said).toEqual([expect.stringMatching(/^promise 8: alice had key-\w+ 1 times and was notified 0 times$/)]);
});

test('promise 8: a revoked key is announced as revoked', () => {
  const [rotated, , deleted] = NOTIFIED as [Published, Published, Published];
  expect(brokenNotices(counted(...ROTATION), messagesIn([rotated, published('key-revoked', 3), deleted]))).toEqual([]);
});

test('promise 8: more reminders than rotations, and a hold that is announced daily', () => {
  const held = (day: number) => published('key-held', day, { reason: 'still-in-use' });
  const counts = counted(...ROTATION);
  expect(brokenNotices(counts, messagesIn([...NOTIFIED, held(20), held(27)]))).toEqual([]);
  expect(brokenNotices(counts, messagesIn([...NOTIFIED, held(20), held(21)]))).toEqual([
    'promise 8: alice was notified of key-held still-in-use twice within a week',
  ]);
  expect(
    brokenNotices(counts, messagesIn([...NOTIFIED, published('key-reminder', 1), published('key-reminder', 2)])),
  ).toEqual(['promise 8: alice was reminded more often than keys were rotated']);
});

test('promise 4: a secret half in a result, a message, a log line or the page', () => {
  const half = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  expect(foundHalves([half], [{ result: 'fine' }, [], undefined])).toEqual([]);
  expect(foundHalves([half], [{ result: [{ half }] }, undefined])).toHaveLength(1);
  expect(foundHalves([half], [[], `<p>${half}</p>`])).toHaveLength(1);
});

test('promise 1: a refused program, but not a refused thief', () => {
  const refusals = ['day 3: etl of data-team was refused with K1'];
  const actor = { name: 'etl', address: '203.0.113.1', calls: () => true, reads: () => true };
  expect(refusalsOf([{ actor, refusals }])).toEqual(refusals);
  expect(refusalsOf([{ actor: { ...actor, isThief: true }, refusals }])).toEqual([]);
});
