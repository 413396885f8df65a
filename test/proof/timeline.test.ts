/** One user's 200 days. */
import { later } from '../support/builders';
import { DAY, HOUR, MANAGED, runIn } from '../support/simulation/harness';
import { World } from '../support/world';

/** A program that reads the secret each day before it calls AWS; before the secret holds a key, it uses the one that it was given. */
function promptConsumer(world: World, given: string): () => void {
  return () => {
    const stored = world.secrets.has('keyturn/alice') ? world.secretValue('keyturn/alice') : undefined;
    const { AccessKeyId = given } = JSON.parse(stored ?? '{}') as { AccessKeyId?: string };
    // Throws if AWS refuses the key: nobody is ever locked out.
    world.useKey(AccessKeyId);
  };
}

async function timelineOf(days: number): Promise<string> {
  const world = new World({ now: new Date('2026-01-01T06:00:00Z') });
  world.addUser({ name: 'alice', tags: MANAGED });
  const consume = promptConsumer(world, world.createKey('alice').accessKeyId);
  const names = new Map<string, string>();
  const lines: string[] = [];
  const began = world.now.getTime();

  for (let day = 0; day <= days; day++) {
    world.now = later(new Date(began), day * DAY);
    consume();
    // The schedule is hourly. What begins with the first of two runs is a few seconds short of its days at the first run that ends it.
    const outcomes = [];
    for (let run = 0; run < 2; run++) {
      world.advance(HOUR);
      const result = await runIn(world);
      expect(result.failures).toEqual([]);
      outcomes.push(...result.outcomes);
    }
    for (const key of world.keysOf('alice')) if (!names.has(key.id)) names.set(key.id, `K${names.size + 1}`);
    const named = (text: string) => [...names].reduce((line, [id, name]) => line.replaceAll(id, name), text);
    const newest = world.keysOf('alice').at(-1)?.id ?? '';
    for (const { steps } of outcomes)
      for (const { kind, accessKeyId = newest, because, event } of steps) {
        const what = [`day ${String(day).padStart(3)}`, (event ?? kind).padEnd(14), named(accessKeyId)];
        lines.push(`${what.join('  ')}  ${named(because)}`);
      }
  }
  return `\n${lines.join('\n')}\n`;
}

it('one user’s 200 days', async () => {
  expect(await timelineOf(200)).toMatchInlineSnapshot(`
"
day  61  key-rotation-upcoming  K1  the key K1 is 61 days old, and its rotation is scheduled for 2026-03-10
day  68  issue-key       K2  the key K1 is 68 days old and must not exceed 90 days
day  82  deactivate-key  K1  the retiring key was last used on 2026-03-10 06:00 UTC (s3, us-east-1), and the new key has been in use since
day  89  delete-key      K1  K1 was Inactive for the whole quarantine of 7 days; K2 replaced it
day 129  key-rotation-upcoming  K2  the key K2 is 61 days old, and its rotation is scheduled for 2026-05-17
day 136  issue-key       K3  the key K2 is 68 days old and must not exceed 90 days
day 150  deactivate-key  K2  the retiring key was last used on 2026-05-17 06:00 UTC (s3, us-east-1), and the new key has been in use since
day 157  delete-key      K2  K2 was Inactive for the whole quarantine of 7 days; K3 replaced it
day 197  key-rotation-upcoming  K3  the key K3 is 61 days old, and its rotation is scheduled for 2026-07-24
"
`);
});
