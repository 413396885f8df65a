/** What `adopt` says of the use of a key, before somebody decides by it. */
import { GetAccessKeyLastUsedCommand, type GetAccessKeyLastUsedCommandOutput } from '@aws-sdk/client-iam';
import { previewAll } from '../../../cli/adopt/preview';
import { scan } from '../../../lambda/run/read/scan';
import { aConfig } from '../../support/simulation/harness';
import { World } from '../../support/world';

type Answer = Pick<GetAccessKeyLastUsedCommandOutput, 'AccessKeyLastUsed'>;

/** Of alice's key, where IAM answers like this. */
async function previewedKey(answer: Answer) {
  const world = new World();
  world.addUser({ name: 'alice' });
  world.createKey('alice');
  const clients = world.clients();
  const { users } = await scan(clients, aConfig());
  const send = clients.iam.send.bind(clients.iam) as (command: object) => Promise<unknown>;
  clients.iam.send = (async (command: object) =>
    command instanceof GetAccessKeyLastUsedCommand ? answer : send(command)) as typeof clients.iam.send;
  const [preview] = await previewAll(clients, users, aConfig(), world.now, () => {});
  return preview?.keys[0];
}

const NEVER = { ServiceName: 'N/A', Region: 'N/A', LastUsedDate: undefined };

test.each<[words: string, answer: Answer]>([
  ['never used', { AccessKeyLastUsed: NEVER }],
  ['last use unknown (IAM named a service but no date)', { AccessKeyLastUsed: { ...NEVER, ServiceName: 's3' } }],
  ['last use unknown (IAM named neither service nor date)', { AccessKeyLastUsed: {} as never }],
  ['last use unknown (IAM answered without it)', {}],
])('%s', async (words, answer) => {
  const key = await previewedKey(answer);
  expect(key?.lastUse).toBe(words);
  expect(key).not.toHaveProperty('lastUsedAt');
});

test('a use is shown with its day, service and Region', async () => {
  const LastUsedDate = new Date('2026-11-21T09:00:00Z');
  const key = await previewedKey({ AccessKeyLastUsed: { LastUsedDate, ServiceName: 's3', Region: 'eu-west-1' } });
  expect(key).toMatchObject({ lastUse: 'last used 2026-11-21 (s3, eu-west-1)', lastUsedAt: '2026-11-21T09:00:00Z' });
});
