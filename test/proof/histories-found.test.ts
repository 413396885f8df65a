/** Flaws that the histories have found, each reduced to its core. */
import { GenerateCredentialReportCommand } from '@aws-sdk/client-iam';
import { DAY, HOUR, runIn } from '../support/simulation/harness';
import { Life } from '../support/simulation/life';

const labelsOf = (life: Life) => life.world.secrets.get('keyturn/alice')?.labels ?? new Map<string, string>();
const move = (life: Life, label: string, version: string | undefined) =>
  life.people((world) => world.moveLabel('keyturn/alice', label, version ?? ''));

test('promise 8 and 9: a rotation that waits for its slot past the maximum age is told', async () => {
  const life = Life.begin({}, { maxKeyAgeDays: 40, graceDays: 14, quarantineDays: 30 });
  life.addUser('alice', 'prompt', 30);
  await life.days(43);
  const current = life.world.keysOf('alice').find(({ status }) => status === 'Active');
  expect(life.world.now.getTime() - (current?.createdAt ?? 0)).toBeGreaterThan(40 * DAY);
  expect(life.world.published.map(({ attributes }) => attributes.event)).toContain('user-blocked');
});

test('promise 1: AWSCURRENT that people moved to the old key and back again starts a new grace', async () => {
  const life = Life.begin();
  life.addUser('alice', 'weekly', 80);
  life.consumers = [];
  await life.days(80);
  const [before, now] = [labelsOf(life).get('AWSPREVIOUS'), labelsOf(life).get('AWSCURRENT')];
  move(life, 'AWSCURRENT', before);
  await life.days(10);
  move(life, 'AWSCURRENT', now);
  await life.days(1);
  expect(life.world.violations.map(({ message }) => message)).toEqual([]);
});

test('promise 2: a key that was promoted is never taken for a pending one', async () => {
  const life = Life.begin();
  life.addUser('alice', 'never', 80);
  await life.days(80);
  const now = labelsOf(life).get('AWSCURRENT');
  move(life, 'AWSCURRENT', labelsOf(life).get('AWSPREVIOUS'));
  await life.days(1);
  move(life, 'AWSPREVIOUS', labelsOf(life).get('AWSCURRENT'));
  expect(labelsOf(life).get('AWSPENDING')).toBe(now);
  await life.days(1);
  expect(life.world.violations.map(({ message }) => message)).toEqual([]);
});

test('promise 2: a run whose event is days old does not shorten the quarantine', async () => {
  const life = Life.begin();
  life.addUser('alice', 'never', 80);
  life.consumers = [];
  await life.days(10);
  life.world.advance(9 * DAY);
  await runIn(life.world, { config: life.config, now: new Date(life.world.now.getTime() - 3 * DAY) });
  expect(life.world.keysOf('alice').filter(({ status }) => status === 'Inactive')).toHaveLength(1);
  await life.days(8);
  expect(life.world.violations.map(({ message }) => message)).toEqual([]);
});

test('promise 1: AWSCURRENT moved back at the end of a renewed grace starts a new one', async () => {
  const life = Life.begin();
  life.addUser('alice', 'weekly', 80);
  life.consumers = [];
  await life.days(80);
  const [before, now] = [labelsOf(life).get('AWSPREVIOUS'), labelsOf(life).get('AWSCURRENT')];
  move(life, 'AWSCURRENT', before);
  await life.days(14);
  move(life, 'AWSCURRENT', now);
  await life.days(2);
  expect(life.world.violations.map(({ message }) => message)).toEqual([]);
});

test.each(['secret-name', 'exempt-until'])(
  'promise 1: AWSCURRENT that was elsewhere while keyturn:%s hid it starts a new grace',
  async (tag) => {
    const life = Life.begin();
    life.addUser('alice', 'never', 80);
    life.consumers = [];
    await life.days(2);
    const now = labelsOf(life).get('AWSCURRENT');
    life.people((world) => {
      world.tagUser('alice', { [`keyturn:${tag}`]: tag === 'secret-name' ? 'keyturn/elsewhere' : 'soon' });
      world.overwriteSecret('keyturn/alice', 'a password');
    });
    await life.days(8);
    move(life, 'AWSCURRENT', now);
    life.people((world) => world.tagUser('alice', { [`keyturn:${tag}`]: '' }));
    await life.days(40);
    expect(life.world.violations.map(({ message }) => message)).toEqual([]);
  },
);

test('promise 2: a key that was current, and whose note and labels people have taken away, is never taken for a pending one', async () => {
  const life = Life.begin();
  life.addUser('alice', 'never', 80);
  life.consumers = [];
  await life.days(2);
  life.people((world) => {
    world.overwriteSecret('keyturn/alice', 'a password');
    world.overwriteSecret('keyturn/alice', 'another one');
    world.tagSecret('keyturn/alice', { 'keyturn:notified': 'nonsense' });
  });
  await life.days(2);
  expect(life.world.violations.map(({ message }) => message)).toEqual([]);
  expect(life.world.keysOf('alice').map(({ status }) => status)).toEqual(['Active', 'Active']);
});

test('promise 1: a rotation by an event that is an hour old learns pauses as any other', async () => {
  const life = Life.begin({}, { idleDays: 4 });
  life.addUser('alice', 'weekly-never', 72);
  life.consumers = life.consumers.flatMap((one) => [one, { ...one, habit: 'prompt' as const }]);
  life.consume();
  // A report that is as old as the event: nothing that AWS shows is later.
  await life.world.clients('people').iam.send(new GenerateCredentialReportCommand({}));
  life.world.advance(HOUR);
  await runIn(life.world, { config: life.config, now: new Date(life.world.now.getTime() - HOUR) });
  life.world.advance(9 * HOUR);
  await life.days(40);
  expect(life.lockouts).toEqual([]);
  expect(life.world.violations.map(({ message }) => message)).toEqual([]);
});
