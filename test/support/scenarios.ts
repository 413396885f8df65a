/** Moments in a user's life at which a run has something to do. Each begins the day that it happens; the run itself is the test's. */
import { DAY, HOUR } from './harness';
import { Life } from './life';
import { atCall } from './world';

export interface Scenario {
  readonly name: string;
  readonly begin: () => Promise<Life>;
}

/** Lives on until the next run would be the day that `days` counts. */
async function after(days: number, life: Life): Promise<Life> {
  await life.days(days);
  return life;
}

function user(habit: 'prompt' | 'lazy' | 'weekly' | 'never', ageDays: number, overrides = {}): Life {
  const life = Life.begin({}, overrides);
  life.addUser('alice', habit, ageDays);
  return life;
}

/** The index of the first call of an operation in the next run. */
async function indexOf(operation: string, life: Life): Promise<number> {
  const rehearsal = life.fork();
  let found: number | undefined;
  await rehearsal.run((call) => {
    if (call.operation === operation) found ??= call.index;
    return undefined;
  });
  if (found === undefined) throw new Error(`the run makes no call ${operation}`);
  return found;
}

/** A run that dies right after an operation, and the hour in which its traces may still belong to a live one. */
async function cutAfter(operation: string, life: Life): Promise<Life> {
  const index = await indexOf(operation, life);
  const world = life.fork();
  await world.run(atCall(index, 'crash-after'));
  world.world.advance(HOUR);
  return world;
}

const K1 = (life: Life) => {
  const key = life.world.keysOf('alice')[0];
  if (!key) throw new Error('alice has no key');
  return key.id;
};

export const SCENARIOS: readonly Scenario[] = [
  { name: 'first rotation', begin: async () => user('prompt', 80) },
  { name: 'first rotation of a key far past its age', begin: async () => user('never', 400) },
  { name: 'later rotation', begin: () => after(77, user('prompt', 80)) },
  { name: 'reminder', begin: () => after(11, user('never', 80)) },
  { name: 'deactivation', begin: () => after(15, user('prompt', 80)) },
  { name: 'deactivation of an unused key', begin: () => after(15, user('weekly', 80)) },
  { name: 'hold while in use', begin: () => after(15, user('never', 80)) },
  { name: 'hold told again', begin: () => after(22, user('never', 80)) },
  { name: 'enforcement', begin: () => after(15, user('never', 80, { whenStillInUse: 'deactivate' })) },
  { name: 'deletion', begin: () => after(22, user('prompt', 80)) },
  { name: 'orphan clean-up', begin: () => cutAfter('CreateAccessKey', user('prompt', 80)) },
  {
    name: 'orphan clean-up of a later rotation',
    begin: async () => cutAfter('CreateAccessKey', await after(76, user('prompt', 80))),
  },
  { name: 'pending clean-up', begin: () => cutAfter('PutSecretValue', user('prompt', 80)) },
  { name: 'promotion that nobody was told of', begin: () => cutAfter('UpdateSecretVersionStage', user('prompt', 80)) },
  {
    name: 'adoption with an Inactive spare, seen for the first time',
    begin: async () => {
      const life = user('prompt', 80);
      life.people((world) => world.setKeyStatus(world.createKey('alice').accessKeyId, 'Inactive'));
      return life;
    },
  },
  {
    name: 'adoption with an Inactive spare, quarantine over',
    begin: async () => {
      const life = user('prompt', 80);
      life.people((world) => world.setKeyStatus(world.createKey('alice').accessKeyId, 'Inactive'));
      return after(7, life);
    },
  },
  {
    name: 'reactivated during quarantine',
    begin: async () => {
      const life = user('prompt', 80);
      const old = K1(life);
      await life.days(17);
      life.people((world) => world.setKeyStatus(old, 'Active'));
      return life;
    },
  },
  {
    name: 'current key gone',
    begin: async () => {
      const life = await after(40, user('prompt', 80));
      life.people((world) => world.deleteKey(K1(life)));
      return life;
    },
  },
  {
    name: 'current key Inactive',
    begin: async () => {
      const life = await after(40, user('prompt', 80));
      life.people((world) => world.setKeyStatus(K1(life), 'Inactive'));
      return life;
    },
  },
  {
    name: 'two active keys and nothing stored',
    begin: async () => {
      const life = user('prompt', 80);
      life.people((world) => world.createKey('alice', { createdAt: new Date(world.now.getTime() - 10 * DAY) }));
      return life;
    },
  },
  {
    name: 'adopted secret that holds a value',
    begin: async () => {
      const life = user('prompt', 80, { secretPrefix: 'keyturn/' });
      life.people((world) => {
        world.addSecret('keyturn/alice', 'by hand', { 'keyturn:user-id': world.users.get('alice')?.id ?? '' });
      });
      return life;
    },
  },
  {
    name: 'adopted secret without a value',
    begin: async () => {
      const life = user('prompt', 80);
      life.people((world) => {
        world.addSecret('keyturn/alice', undefined, { 'keyturn:user-id': world.users.get('alice')?.id ?? '' });
      });
      return life;
    },
  },
  {
    name: 'secret scheduled for deletion',
    begin: async () => {
      const life = await after(80, user('prompt', 80));
      life.people((world) => world.deleteSecret('keyturn/alice'));
      return life;
    },
  },
  {
    name: 'tag that does not parse',
    begin: async () => {
      const life = user('prompt', 80);
      life.people((world) => world.tagUser('alice', { 'keyturn:max-key-age-days': 'soon' }));
      return life;
    },
  },
];
