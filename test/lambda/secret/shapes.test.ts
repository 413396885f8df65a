/** Ten shapes of secrets that people have: adopted, none is replaced unasked, each can be declared, and its reader never fails. */
import { identityFrom } from '../../../consumer/value';
import { checkFormats } from '../../../lambda/core/settings/secret-formats';
import { DECLARED, SHAPES } from '../../support/shapes';
import { DAY } from '../../support/simulation/harness';
import { Life } from '../../support/simulation/life';

const NAME = 'team/alice';

test('all of them can be declared', () => {
  expect(() => checkFormats({ secretFormats: DECLARED, secretFormat: 'own-names' })).not.toThrow();
});

/** A user with a secret of its own, which holds a value that nobody but its readers knows. */
function adopted(): Life {
  const life = Life.begin({}, { secretFormats: DECLARED });
  life.addUser('alice', 'prompt', 80, { 'keyturn:secret-name': NAME });
  life.consumers = [];
  const { id = '' } = life.world.users.get('alice') ?? {};
  life.people((world) => world.addSecret(NAME, 'as the readers know it', { 'keyturn:user-id': id }));
  return life;
}

test('nothing is replaced unasked: an undeclared one is held, and its owner reads each format with its fields', async () => {
  const life = adopted();
  await life.days(10);
  expect(life.world.secretValue(NAME)).toBe('as the readers know it');
  expect(life.world.keysOf('alice')).toHaveLength(1);
  const [first, ...more] = life.world.published;
  expect(more).toHaveLength(1);
  const email = String(JSON.parse(first?.message ?? '{}').email);
  for (const name of Object.keys(SHAPES)) expect(email).toContain(`Key=keyturn:secret-format,Value=${name}`);
  expect(email).toContain('JSON with the fields access_key, secret_key, region, bucket, port and tls');
});

test.each(Object.entries(SHAPES))(
  '%s: its reader finds a key that works in every value of two rotations',
  async (name, shape) => {
    const life = adopted();
    life.people((world) => world.tagSecret(NAME, { 'keyturn:secret-format': name }));
    const seen = new Set<string>();
    for (let day = 0; day < 200; day++, life.world.advance(DAY)) {
      await life.run();
      const key = identityFrom(life.world.secretValue(NAME), shape);
      life.world.useKey(key?.accessKeyId ?? '', { secretAccessKey: key?.secretAccessKey ?? '' });
      life.watch.used(key?.accessKeyId ?? '');
      seen.add(key?.accessKeyId ?? '');
    }
    expect(seen.size).toBeGreaterThanOrEqual(2);
    expect(life.world.secrets.get(NAME)?.tags['keyturn:format']).toBe(name);
    expect(life.world.violations.map(String)).toEqual([]);
  },
);

test('a format changed on a live user is announced before its rotation, takes effect with it, and is announced again', async () => {
  const life = adopted();
  life.people((world) => world.tagSecret(NAME, { 'keyturn:secret-format': 'own-names' }));
  await life.days(30);
  const before = life.world.published.length;
  life.people((world) => world.tagSecret(NAME, { 'keyturn:secret-format': 'extra-fields' }));
  await life.days(30);
  const [told, ...more] = life.world.published.slice(before);
  expect(more).toEqual([]);
  expect(told?.attributes.event).toBe('secret-format-changes');
  expect(told?.message).toContain('access_key, secret_key, region, bucket, port and tls');
  expect(Object.keys(JSON.parse(life.world.secretValue(NAME)))).toEqual(['access_key', 'secret_key']);
  await life.days(30);
  expect(JSON.parse(life.world.secretValue(NAME))).toMatchObject({ bucket: 'reports', port: 443, tls: true });
  const rotated = life.world.published.slice(before).find(({ attributes }) => attributes.event === 'key-rotated');
  expect(rotated?.message).toContain('Before, it held JSON with the fields access_key and secret_key');
});

test('SMTP fields that would vanish are announced too', async () => {
  const life = Life.begin();
  life.addUser('alice', 'prompt', 80, { 'keyturn:ses-smtp-region': 'eu-west-1' });
  await life.days(30);
  const before = life.world.published.length;
  life.people((world) => world.untagUser('alice', 'keyturn:ses-smtp-region'));
  await life.days(10);
  expect(life.world.published.slice(before).map(({ attributes }) => attributes.event)).toEqual([
    'secret-format-changes',
  ]);
  expect(life.world.published.at(-1)?.message).toContain('SmtpUsername, SmtpPassword and SmtpEndpoint');
});

test('a changed default changes no secret that exists', async () => {
  const life = Life.begin();
  life.addUser('alice', 'prompt', 80);
  await life.days(10);
  life.config = { ...life.config, secretFormat: 'env' };
  await life.days(100);
  expect(life.world.calls.CreateAccessKey).toBe(2);
  expect(JSON.parse(life.world.secretValue('keyturn/alice'))).toHaveProperty('SecretAccessKey');
  expect(life.complaints()).toEqual([]);
});
