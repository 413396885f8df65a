/** What evidence costs, and whom it bothers: calls, notes of pauses, look-ups, reminders and holds over months of ordinary users. */
import { DAY, HOUR } from '../../support/simulation/harness';
import { Life } from '../../support/simulation/life';
import { every, Fleet, hourly, never, type Program } from '../../support/simulation/rhythms';

const daily = every(24, 12);
const eventsOf = (life: Life) => life.world.published.map(({ attributes }) => attributes.event);

/** Calls that note pauses and nothing else. */
function countingNotes(life: Life): { count: number } {
  const notes = { count: 0 };
  const { onCall } = life.world;
  life.world.onCall = (world, call) => {
    onCall?.(world, call);
    const [tag, ...others] = (call.input.Tags ?? []) as { Key: string }[];
    if (call.operation === 'TagResource' && tag?.Key === 'keyturn:pauses' && others.length === 0) notes.count++;
  };
  return notes;
}

test('promise 8: a user that nobody has ever used is rotated five times in a row without one hold', async () => {
  const life = Life.begin();
  life.addUser('alice', 'never', 80);
  life.consumers = [];
  for (let day = 0; day < 700 && (life.world.calls.CreateAccessKey ?? 0) < 5; day++) await life.days(1);
  expect(life.world.calls.CreateAccessKey).toBe(5);
  expect(eventsOf(life).filter((event) => ['key-held', 'user-blocked'].includes(event ?? ''))).toEqual([]);
});

test('an idle run costs no further call for any user, in grace and in the window', async () => {
  const life = Life.begin();
  const fleet = new Fleet(life);
  fleet.add('moved', 80, [{ name: 'fresh', calls: hourly, reads: hourly }]);
  fleet.add('half', 80, [
    { name: 'fresh', calls: hourly, reads: hourly },
    { name: 'stuck', calls: daily, reads: never },
  ]);
  const each = ['ListAccessKeys', 'GetAccessKeyLastUsed', 'DescribeSecret', 'TagResource', 'LookupEvents'];
  const costly: string[] = [];
  let before = new Map<string, number>();
  const steps = () => life.world.published.length + (life.world.calls.UpdateAccessKey ?? 0);
  let stepsBefore = steps();
  await fleet.days(22, () => {
    const now = new Map(each.map((operation) => [operation, life.world.calls[operation] ?? 0]));
    const spent = each.filter((operation) => (now.get(operation) ?? 0) > (before.get(operation) ?? 0));
    // A run that notifies somebody, or changes something, has looked at that user.
    if (steps() === stepsBefore && spent.length > 0) costly.push(spent.join());
    before = now;
    stepsBefore = steps();
  });
  expect(costly).toEqual([]);
});

test('notes of pauses: none but with a rotation for ordinary users', async () => {
  const life = Life.begin();
  const notes = countingNotes(life);
  for (const habit of ['prompt', 'weekdays', 'weekly', 'restarted'] as const) life.addUser(habit, habit, 80);
  await life.days(365);
  const rotations = life.world.calls.CreateAccessKey ?? 0;
  expect(rotations).toBeGreaterThanOrEqual(4 * 5);
  expect(notes.count).toBeLessThanOrEqual(rotations);
});

test('notes of pauses: at most one in twenty days for a job that runs every ten days', async () => {
  const life = Life.begin();
  const notes = countingNotes(life);
  const fleet = new Fleet(life, { runEvery: 6 });
  for (let user = 0; user < 4; user++) {
    const wakes = every(10 * 24, 31 + 57 * user);
    fleet.add(`user-${user}`, 12 * user, [{ name: 'rare', calls: wakes, reads: wakes }]);
  }
  await fleet.days(400);
  expect(notes.count).toBeGreaterThan(0);
  expect(notes.count / (4 * 400)).toBeLessThanOrEqual(1 / 20);
});

test('evidence is at most two look-ups for a message', async () => {
  const life = Life.begin();
  const fleet = new Fleet(life);
  const programs: readonly Program[] = [
    { name: 'fresh', calls: hourly, reads: hourly },
    { name: 'stuck', calls: daily, reads: never },
  ];
  for (const name of ['alice', 'bob']) fleet.add(name, 80, programs);
  // Each goes on from page to page.
  let lookUps = 0;
  const { onCall } = life.world;
  life.world.onCall = (world, call) => {
    onCall?.(world, call);
    if (call.operation === 'LookupEvents' && call.input.NextToken === undefined) lookUps++;
  };
  await fleet.days(40);
  const messages = eventsOf(life).filter((event) => event === 'key-held' || event === 'key-reminder');
  expect(messages.length).toBeGreaterThanOrEqual(2 * 4);
  expect(lookUps).toBeGreaterThan(0);
  expect(lookUps).toBeLessThanOrEqual(2 * messages.length);
});

test.each([
  ['four days before the reminder', 6.5, false],
  ['an hour before it', 10.9, true],
] as const)('promise 8: a user that moved %s: reminded %s', async (_, movesOnDay, isReminded) => {
  const life = Life.begin();
  const fleet = new Fleet(life);
  fleet.add('alice', 80, [{ name: 'slow', calls: hourly, reads: (hour) => hour >= movesOnDay * 24 }]);
  await fleet.days(14);
  expect(eventsOf(life).includes('key-reminder')).toBe(isReminded);
  expect(life.world.now.getTime()).toBeGreaterThan(13 * DAY + HOUR);
});
