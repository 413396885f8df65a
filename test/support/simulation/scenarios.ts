/** Moments in a user's life at which a run has something to do. Each begins the day that it happens; the run itself is the test's. */

import { atCall } from '../world';
import { DAY, HOUR, TEAM_ARN } from './harness';
import { type Asked, Life } from './life';

export interface Scenario {
  readonly name: string;
  readonly begin: () => Promise<Life>;
}

/** Lives on until the next run would be the day that `days` counts. */
async function after(days: number, life: Life): Promise<Life> {
  await life.days(days);
  return life;
}

/** As `user`, told in its team's own topic. */
function ofTeam(habit: 'prompt' | 'never', ageDays: number): Life {
  const life = Life.begin({}, { ownerTopics: [TEAM_ARN] });
  life.addUser('alice', habit, ageDays, { 'keyturn:topic-arn': TEAM_ARN });
  return life;
}

function withoutItsTopic(life: Life): Life {
  life.people((world) => world.deleteTopic(TEAM_ARN));
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
  { name: 'later rotation', begin: () => after(69, user('prompt', 80)) },
  { name: 'heads-up before a first rotation', begin: async () => user('prompt', 62) },
  { name: 'heads-up', begin: () => after(62, user('prompt', 80)) },
  { name: 'reminder', begin: () => after(11, user('never', 80)) },
  { name: 'deactivation', begin: () => after(15, user('prompt', 80)) },
  { name: 'deactivation of an unused key', begin: () => after(15, user('weekly', 80)) },
  { name: 'waiting in the window', begin: () => after(16, user('never', 80)) },
  { name: 'hold while in use', begin: () => after(23, user('never', 80)) },
  { name: 'hold told again', begin: () => after(30, user('never', 80)) },
  { name: 'enforcement', begin: () => after(23, user('never', 80, { whenStillInUse: 'deactivate' })) },
  { name: "first rotation, told in the team's own topic", begin: async () => ofTeam('prompt', 80) },
  { name: "first rotation, refused by the team's topic", begin: async () => withoutItsTopic(ofTeam('prompt', 80)) },
  {
    name: "deactivation, refused by the team's topic",
    begin: async () => withoutItsTopic(await after(15, ofTeam('prompt', 80))),
  },
  {
    name: "hold while in use, refused by the team's topic",
    begin: async () => withoutItsTopic(await after(23, ofTeam('never', 80))),
  },
  { name: 'deletion', begin: () => after(22, user('prompt', 80)) },
  { name: 'orphan clean-up', begin: () => cutAfter('CreateAccessKey', user('prompt', 80)) },
  {
    name: 'orphan clean-up of a later rotation',
    begin: async () => cutAfter('CreateAccessKey', await after(68, user('prompt', 80))),
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

/** Moments at which somebody asks the function for something. */
export interface CommandScenario extends Scenario {
  readonly ask: (life: Life) => Asked;
  /** What must be true in the end, in words, when the command was repeated until it succeeded. */
  readonly wanted: (life: Life, asked: Asked) => string | undefined;
}

const rotate = (): Asked => ({ command: 'rotate', userName: 'alice' });
const rollback = (): Asked => ({ command: 'rollback', userName: 'alice' });
const currentId = (life: Life) =>
  life.world.secrets.get('keyturn/alice')?.labels.get('AWSCURRENT')?.replace('keyturn-access-key-', '') ?? '';
const revokeCurrent = (life: Life): Asked => ({ command: 'revoke', accessKeyId: currentId(life) });
const revokeOther = (life: Life): Asked => {
  const other = life.world.keysOf('alice').find(({ id }) => id !== currentId(life));
  return { command: 'revoke', accessKeyId: other?.id ?? '' };
};

/** The key in the secret works or, before a first rotation, the key that programs were given. */
function currentWorks(life: Life): string | undefined {
  const id = currentId(life).startsWith('AKIA') ? currentId(life) : life.consumers[0]?.holds?.accessKeyId;
  return life.world.key(id ?? '')?.status === 'Active' ? undefined : `the key ${id} does not work`;
}
const isCut = (life: Life, { accessKeyId = '' }: Asked) =>
  life.world.key(accessKeyId)?.status === 'Active' ? 'the compromised key still works' : currentWorks(life);

/** After a second rotation, so that the old key's secret half is stored. */
const rotatedTwice = (days: number, habit: 'prompt' | 'lazy' | 'never' = 'prompt') => after(69 + days, user(habit, 80));

export const COMMANDS: readonly CommandScenario[] = [
  { name: 'rotate, not due', begin: async () => user('prompt', 10), ask: rotate, wanted: currentWorks },
  { name: 'rotate again, not due', begin: () => after(40, user('prompt', 80)), ask: rotate, wanted: currentWorks },
  {
    name: 'rotate over an old orphan',
    begin: () => cutAfter('CreateAccessKey', user('prompt', 80)),
    ask: rotate,
    wanted: currentWorks,
  },
  {
    name: 'rotate a current key that a person has deactivated',
    begin: async () => {
      const life = await after(40, user('prompt', 80));
      life.people((world) => world.setKeyStatus(K1(life), 'Inactive'));
      return life;
    },
    ask: rotate,
    wanted: currentWorks,
  },
  { name: 'roll back in grace', begin: () => rotatedTwice(3), ask: rollback, wanted: currentWorks },
  { name: 'roll back in quarantine', begin: () => rotatedTwice(17), ask: rollback, wanted: currentWorks },
  { name: 'roll back when a run would deactivate', begin: () => rotatedTwice(13), ask: rollback, wanted: currentWorks },
  { name: 'roll back when a run would delete', begin: () => rotatedTwice(20), ask: rollback, wanted: currentWorks },
  {
    name: 'roll back a first rotation in grace',
    begin: () => after(3, user('lazy', 80)),
    ask: rollback,
    wanted: currentWorks,
  },
  {
    name: 'roll back a first rotation in quarantine',
    begin: () => after(17, user('prompt', 80)),
    ask: rollback,
    wanted: currentWorks,
  },
  { name: 'revoke the only key', begin: () => after(40, user('prompt', 80)), ask: revokeCurrent, wanted: isCut },
  {
    name: 'revoke the only key before a first rotation',
    begin: async () => user('prompt', 10),
    ask: revokeOther,
    wanted: isCut,
  },
  { name: 'revoke the current key in grace', begin: () => rotatedTwice(3), ask: revokeCurrent, wanted: isCut },
  {
    name: "revoke the current key in a first rotation's grace",
    begin: () => after(3, user('prompt', 80)),
    ask: revokeCurrent,
    wanted: isCut,
  },
  { name: 'revoke the current key in quarantine', begin: () => rotatedTwice(17), ask: revokeCurrent, wanted: isCut },
  { name: 'revoke the old key in grace', begin: () => rotatedTwice(3, 'lazy'), ask: revokeOther, wanted: isCut },
  {
    name: "revoke a person's key",
    begin: async () => {
      const life = await after(40, user('prompt', 80));
      life.people((world) => world.createKey('alice', { createdAt: new Date(world.now.getTime() - HOUR) }));
      return life;
    },
    ask: revokeOther,
    wanted: isCut,
  },
  {
    name: "revoke the current key beside a person's",
    begin: async () => {
      const life = await after(40, user('prompt', 80));
      life.people((world) => world.createKey('alice', { createdAt: new Date(world.now.getTime() - HOUR) }));
      return life;
    },
    ask: revokeCurrent,
    wanted: isCut,
  },
  {
    name: 'hold',
    begin: () => after(3, user('prompt', 80)),
    ask: (life) => ({ command: 'hold', userName: 'alice', until: new Date(life.world.now.getTime() + 10 * DAY) }),
    wanted: currentWorks,
  },
];
