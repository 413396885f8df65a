/** The owner of the user alice, who reads a message and does what its first command says. */

import type { Life } from '../simulation/life';
import type { World } from '../world';

const NAME = 'keyturn/alice';

export const current = (world: World) =>
  world.secrets.get(NAME)?.labels.get('AWSCURRENT')?.replace('keyturn-access-key-', '');

export const messagesOf = (world: World, from: number) =>
  world.published.slice(from).map(({ message, attributes }) => ({
    event: attributes.event,
    reason: (JSON.parse(JSON.parse(message).default) as { reason?: string }).reason,
    email: String(JSON.parse(message).email),
  }));

/** The line under the first purpose, which is indented and stands alone. */
export const firstCommand = (email: string) => /^ {2}((?:aws|npx keyturn) .*)$/m.exec(email)?.[1] ?? '';

/** As a shell would, for what Keyturn's messages say. What is left to the reader, the reader fills in. */
export async function carryOut(life: Life, line: string): Promise<void> {
  for (const command of line.split(' && ')) {
    const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
    const option = (name: string) => words[words.indexOf(`--${name}`) + 1] ?? '';
    const rest = (name: string) => words.slice(words.indexOf(`--${name}`) + 1);
    const secret = option('secret-id');
    const key = option('access-key-id');
    const tags = rest('tags').map((tag) => /^Key=(.*),Value=(.*)$/.exec(tag)?.slice(1) ?? []);
    const set = Object.fromEntries(tags) as Record<string, string>;
    const deeds: Record<string, (world: World) => void> = {
      'tag-user': (world) => world.tagUser('alice', set),
      'untag-user': (world) => world.untagUser('alice', ...rest('tag-keys')),
      'tag-resource': (world) => world.tagSecret(secret, set),
      'untag-resource': (world) => {
        const spare = Object.keys(world.secrets.get(secret)?.tags ?? {}).filter((tag) => tag.startsWith('cost-'));
        world.untagSecret(
          secret,
          ...rest('tag-keys').flatMap((tag) => (tag === 'TAG_KEY' ? (spare.pop() ?? []) : tag)),
        );
      },
      'restore-secret': (world) => world.restoreSecret(secret),
      'stop-replication-to-replica': (world) => world.stopReplication(secret),
      'cancel-rotate-secret': (world) => world.cancelRotation(secret),
      'update-secret-version-stage': (world) => {
        expect(option('remove-from-version-id')).toBe(world.secrets.get(secret)?.labels.get('AWSCURRENT'));
        world.moveLabel(secret, 'AWSCURRENT', option('move-to-version-id'));
      },
      'update-access-key': (world) => world.setKeyStatus(key, option('status') as 'Active'),
      'delete-access-key': (world) => world.deleteKey(key),
      'describe-secret': () => {},
      'get-secret-value': () => {},
    };
    const deed = deeds[words[2] ?? ''];
    if (!deed) throw new Error(`no message is known to say: ${command}`);
    life.people(deed);
  }
}
