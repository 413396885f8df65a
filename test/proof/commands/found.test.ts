/** What commands beside commands, runs and holds have found, each as one story; together.ts tries all orders. */
import { accessKeyIdOf } from '../../../lambda/core/names';
import { FAULTS, faultFor } from '../../support/simulation/faults';
import { DAY, HOUR } from '../../support/simulation/harness';
import { interleave } from '../../support/simulation/interleave';
import { type Asked, Life } from '../../support/simulation/life';
import { COMMANDS } from '../../support/simulation/scenarios';
import { accessDenied, atCall, failing } from '../../support/world';

const currentOf = ({ world }: Life) =>
  accessKeyIdOf(world.secrets.get('keyturn/alice')?.labels.get('AWSCURRENT')) ?? '';
const otherOf = (life: Life) => life.world.keysOf('alice').find(({ id }) => id !== currentOf(life))?.id ?? '';
const statusOf = ({ world }: Life, id: string) => world.key(id)?.status ?? 'gone';
const revoke = (accessKeyId: string): Asked => ({ command: 'revoke', accessKeyId });
const all = Number.POSITIVE_INFINITY;

async function aged(days: number, habit: 'prompt' | 'lazy' = 'lazy'): Promise<Life> {
  const life = Life.begin();
  life.addUser('alice', habit, 80);
  await life.days(days);
  return life;
}

/** AWS refuses it whenever it is asked during the command. */
test.each([
  'Publish',
  'CreateAccessKey',
  'PutSecretValue',
  'UpdateSecretVersionStage',
  'TagResource',
  'GetCallerIdentity',
])(
  'promise 12: %s is refused throughout a revocation, and the reported key is off when the answer comes',
  async (operation) => {
    const life = await aged(40);
    const reported = currentOf(life);
    const [answer = ''] = await life.ask(revoke(reported), failing(operation, accessDenied('iam')));
    expect(statusOf(life, reported)).not.toBe('Active');
    expect(answer).not.toContain('Nothing: the next run');
    life.world.advance(HOUR);
    await life.days(2);
    expect(statusOf(life, reported)).not.toBe('Active');
  },
);

test('promise 12: Secrets Manager answers nothing, and the reported key is off within a minute', async () => {
  const life = await aged(40);
  const reported = currentOf(life);
  const begun = life.world.now.getTime();
  let offAt = 0;
  const [answer = ''] = await life.ask(revoke(reported), ({ service, operation }) => {
    if (operation === 'UpdateAccessKey') offAt = life.world.now.getTime();
    return service === 'secretsmanager' ? { fail: accessDenied('secretsmanager') } : undefined;
  });
  expect(statusOf(life, reported)).toBe('Inactive');
  expect(offAt - begun).toBeLessThan(60_000);
  expect(answer).toContain(`The key ${reported} is deactivated.`);
  expect(answer).toContain('No run goes on with it.');
  expect(answer).toContain(`keyturn revoke ${reported}`);
  // As the answer says: repeated once the secret can be read, it hands out a new key.
  expect(await life.ask(revoke(reported))).toEqual([]);
  expect(statusOf(life, currentOf(life))).toBe('Active');
});

test('promise 12: IAM refuses the deactivation: the owner is notified at once with the command, and each run tries again', async () => {
  const life = await aged(80);
  const reported = otherOf(life);
  const from = life.world.published.length;
  const refusing = failing('UpdateAccessKey', accessDenied('iam'));
  const [answer = ''] = await life.ask(revoke(reported), refusing);
  expect(answer).toContain(`The key ${reported} still works.`);
  expect(answer).toContain(
    `aws iam update-access-key --user-name 'alice' --access-key-id ${reported} --status Inactive`,
  );
  const told = life.world.published.slice(from).map(({ message }) => message);
  expect(told.filter((text) => text.includes('revocation-failed') && text.includes('--status Inactive'))).toHaveLength(
    1,
  );
  for (let day = 0; day < 3; day++) {
    life.world.advance(DAY);
    expect((await life.run(refusing))[0]).toContain('deactivate the key');
  }
  expect(life.world.published.slice(from).filter(({ message }) => message.includes('revocation-failed'))).toHaveLength(
    1,
  );
  life.world.advance(HOUR);
  expect(await life.run()).toEqual([]);
  expect(statusOf(life, reported)).toBe('Inactive');
});

test.each([3, 13, 17])(
  'a rollback that began before does not bring a revoked key back, day %i of a rotation',
  async (day) => {
    const life = await aged(77 + day);
    const reported = otherOf(life);
    await interleave(
      [
        ['rollback', 7],
        ['revoke', all],
        ['rollback', all],
      ],
      {
        rollback: (gate) => life.ask({ command: 'rollback', userName: 'alice' }, gate, 'rollback'),
        revoke: (gate) => life.ask(revoke(reported), gate, 'revoke'),
      },
    );
    await life.days(2);
    expect([statusOf(life, reported), currentOf(life) === reported]).toEqual(['Inactive', false]);
  },
);

test('after the rollback of a first rotation and a revocation, the first key is still known, and retired', async () => {
  const life = await aged(3);
  const first = otherOf(life);
  await life.ask({ command: 'rollback', userName: 'alice' });
  life.world.advance(HOUR);
  expect(await life.ask(revoke(currentOf(life)))).toEqual([]);
  await life.days(40);
  expect(statusOf(life, first)).toBe('gone');
});

test('promise 12: in trouble the only key is deactivated all the same, and the answer says that programs have none', async () => {
  const life = await aged(40);
  const reported = currentOf(life);
  life.people((world) => world.deleteSecret('keyturn/alice'));
  // A successor has nowhere to go.
  life.watch.disturbed();
  const [answer = ''] = await life.ask(revoke(reported));
  expect(statusOf(life, reported)).toBe('Inactive');
  expect(answer).toContain('no new key can be issued');
  expect(answer).toContain(`Programs that read the secret have no key that works: ${reported} is Inactive.`);
  // The report is on the notice board: once the secret is back, a run hands out a new key.
  life.people((world) => world.restoreSecret('keyturn/alice'));
  life.world.advance(HOUR);
  await life.run();
  expect(statusOf(life, currentOf(life))).toBe('Active');
});

test('who asked and why is in the notification, and status knows the command', async () => {
  const life = await aged(80);
  const said = { reason: 'ticket 123', requestedBy: 'arn:aws:iam::123456789012:user/bob' };
  await life.ask({ ...revoke(otherOf(life)), ...said } as Asked);
  const { email, default: json } = JSON.parse(life.world.published.at(-1)?.message ?? '') as Record<string, string>;
  expect(email).toContain(
    'Requested by arn:aws:iam::123456789012:user/bob (as the command line says) with keyturn revoke: ticket 123',
  );
  expect(JSON.parse(json ?? '')).toMatchObject({ requested: { command: 'revoke', ...said } });
  expect(life.world.secrets.get('keyturn/alice')?.tags['keyturn:requested']).toMatch(/^revoke@\S+Z ticket 123$/);
});

/** Each sentence of a failed command's answer about what the next run does, held against what it does. */
describe.each(COMMANDS)('the answer of "$name" is true', ({ begin, ask }) => {
  test.each(FAULTS.filter((fault) => !fault.startsWith('crash')))('a call that ends in: %s', async (fault) => {
    const start = await begin();
    const asked = ask(start);
    const calls: string[] = [];
    await start.fork().ask(asked, ({ operation }) => {
      calls.push(operation);
      return undefined;
    });
    const wrong: Record<string, string[]> = {};
    for (const [index, operation] of calls.entries()) {
      const life = start.fork();
      const [answer = ''] = await life.ask(asked, atCall(index, faultFor(fault, operation)));
      const found = await falseSentences(life, answer);
      if (found.length > 0) wrong[`${index} ${operation}`] = [...found, answer];
    }
    expect(wrong).toEqual({});
  });
});

async function falseSentences(life: Life, answer: string): Promise<string[]> {
  const [, works] = /The key (\w+) still works\./.exec(answer) ?? [];
  const [, off] = /The key (\w+) is deactivated\./.exec(answer) ?? [];
  const [, current] = /Programs that read the secret get (\w+), which works\./.exec(answer) ?? [];
  const found = [
    ...(works && statusOf(life, works) !== 'Active' ? [`${works} does not work`] : []),
    ...(off && statusOf(life, off) !== 'Inactive' ? [`${off} is not Inactive`] : []),
    ...(current && (currentOf(life) !== current || statusOf(life, current) !== 'Active')
      ? ['readers get another key']
      : []),
  ];
  const [, after, acts] =
    /(?:The next run|The first run after ([\d-]+ [\d:]+ UTC)) ((?:issues|deactivates|deletes|sends|makes)[^.]*)\./.exec(
      answer,
    ) ?? [];
  const isOver = answer.includes('No run goes on with it.');
  if (!acts && !isOver) return found;
  // The list of secrets that a run reads may be five minutes old.
  life.world.now = after
    ? new Date(`${after.replace(' UTC', 'Z').replace(' ', 'T')}`)
    : new Date(life.world.now.getTime() + 6 * 60_000);
  const did = new Set<string>();
  await life.run(({ operation, input }) => {
    did.add([operation, input.AccessKeyId].filter(Boolean).join(' '));
    return undefined;
  });
  const expected: Record<string, RegExp> = {
    issues: /^CreateAccessKey/,
    deactivates: /^UpdateAccessKey/,
    deletes: /^DeleteAccessKey/,
    sends: /^Publish/,
    makes: /^UpdateSecretVersionStage/,
  };
  for (const act of acts?.split(' and ') ?? []) {
    const sign = expected[act.split(' ')[0] ?? ''];
    if (!sign || ![...did].some((each) => sign.test(each))) found.push(`the run did not: ${act}`);
  }
  if (isOver && [...did].some((each) => /^(Create|Update|Delete)AccessKey|^UpdateSecretVersionStage/.test(each)))
    found.push(`a run went on all the same: ${[...did].join(', ')}`);
  return found;
}
