/** What is in a secret: its two formats, and what an SMTP client of Amazon SES needs. */
import { spawnSync } from 'node:child_process';
import { secretValue } from '../../../../lambda/core/secret/secret-value';
import { smtpCredentials, smtpPassword } from '../../../../lambda/core/secret/ses-smtp';
import { BUILT_IN_FORMATS } from '../../../../lambda/core/settings/secret-formats';
import { userSettingsFrom } from '../../../../lambda/core/settings/user-settings';
import { secretStateFrom } from '../../../../lambda/core/user/secret-state';
import { NEW } from '../../../support/builders';
import { aConfig, DAY, MANAGED, runIn, stepsOf } from '../../../support/simulation/harness';
import { serviceError, World } from '../../../support/world';

const SECRET_HALF = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const key = {
  accessKeyId: NEW,
  secretAccessKey: SECRET_HALF,
  accountId: '123456789012',
  userName: 'alice',
  createdAt: new Date('2026-11-22T06:00:00Z'),
};

describe('the two formats', () => {
  test('credential-process is a valid answer for that setting of the SDKs, to the letter', () => {
    expect(secretValue(key, BUILT_IN_FORMATS['credential-process'])).toBe(
      `{"Version":1,"AccessKeyId":"${NEW}","SecretAccessKey":"${SECRET_HALF}","AccountId":"123456789012","UserName":"alice","CreateDate":"2026-11-22T06:00:00.000Z"}`,
    );
  });

  test('env has the two variables and nothing that would become a third one', () => {
    expect(JSON.parse(secretValue(key, BUILT_IN_FORMATS.env))).toEqual({
      AWS_ACCESS_KEY_ID: NEW,
      AWS_SECRET_ACCESS_KEY: SECRET_HALF,
    });
  });
});

/** A user whose first key is due, rotated once. */
function rotate(userTags: Record<string, string> = {}, config = {}, secretTags?: Record<string, string>) {
  const world = new World();
  const user = world.addUser({ name: 'alice', tags: { ...MANAGED, ...userTags } });
  world.createKey('alice', { createdAt: new Date(world.now.getTime() - 80 * DAY) });
  if (secretTags) world.addSecret('keyturn/alice', '{}', { 'keyturn:user-id': user.id, ...secretTags });
  return runIn(world, { config: aConfig(config) }).then((result) => ({
    world,
    result,
    fields: () => Object.keys(JSON.parse(world.secretValue('keyturn/alice'))),
  }));
}

const PROCESS = ['Version', 'AccessKeyId', 'SecretAccessKey', 'AccountId', 'UserName', 'CreateDate'];
const ENV = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
const asEnv = { 'keyturn:secret-format': 'env' };
const asProcess = { 'keyturn:secret-format': 'credential-process' };

describe('the format of a stored secret', () => {
  test.each<[sentence: string, fields: string[], ...Parameters<typeof rotate>]>([
    ['is credential-process by default', PROCESS],
    ['is what the deployed setting says', ENV, {}, { secretFormat: 'env' }],
    ["is what the user's tag says, over the setting", ENV, asEnv],
    ["is what the user's tag says, over the setting, the other way round", PROCESS, asProcess, { secretFormat: 'env' }],
    ["is what the secret's own tag says, over the user's", PROCESS, asEnv, {}, asProcess],
    ["is what the secret's own tag says, over the setting", ENV, {}, {}, asEnv],
  ])('%s', async (_, expected, ...args) => {
    const { result, fields } = await rotate(...args);
    expect(stepsOf(result, 'alice')).toEqual(['issue-key']);
    expect(fields()).toEqual(expected);
  });

  test("a user's tag that is no format holds the user, and nothing is issued (promise 7)", async () => {
    const { result, world } = await rotate({ 'keyturn:secret-format': 'dotenv' });
    expect(stepsOf(result, 'alice')).toEqual(['hold:tags-invalid', 'notify:key-held']);
    expect(world.keysOf('alice')).toHaveLength(1);
    expect(world.published[0]?.message).toContain(
      String.raw`the user's tag keyturn:secret-format is \"dotenv\", but must be \"credential-process\" or \"env\"`.replaceAll(
        String.raw`\"`,
        String.raw`\\\"`,
      ),
    );
  });

  test("a secret's tag that is no format holds the user too", async () => {
    const { result } = await rotate({}, {}, { 'keyturn:secret-format': 'dotenv' });
    expect(stepsOf(result, 'alice')).toEqual(['hold:secret-tags-invalid', 'notify:key-held']);
  });

  test('an emptied tag on the secret says nothing', () => {
    const secret = { arn: '', name: '', versions: {}, deletedAt: undefined, tags: { 'keyturn:secret-format': '' } };
    expect(secretStateFrom(secret)).toMatchObject({ problems: [] });
    expect(secretStateFrom(secret)).not.toHaveProperty('format');
  });
});

describe('SMTP credentials of Amazon SES', () => {
  test('a user tagged with a Region gets them in the same secret, in either format', async () => {
    const tags = { 'keyturn:ses-smtp-region': 'eu-west-1' };
    const { world, fields } = await rotate(tags);
    expect(fields()).toEqual([...PROCESS, 'SmtpUsername', 'SmtpPassword', 'SmtpEndpoint']);
    const value = JSON.parse(world.secretValue('keyturn/alice'));
    expect(value).toMatchObject({
      SmtpUsername: value.AccessKeyId,
      SmtpPassword: smtpPassword(value.SecretAccessKey, 'eu-west-1'),
      SmtpEndpoint: 'email-smtp.eu-west-1.amazonaws.com',
    });
    const other = await rotate({ ...tags, ...asEnv });
    expect(other.fields()).toEqual([...ENV, 'SmtpUsername', 'SmtpPassword', 'SmtpEndpoint']);
  });

  test('promise 4: the password is in the secret and nowhere else', async () => {
    const world = new World();
    world.recording = true;
    world.addUser({ name: 'mailer', tags: { ...MANAGED, 'keyturn:ses-smtp-region': 'us-east-1' } });
    world.createKey('mailer', { createdAt: new Date(world.now.getTime() - 80 * DAY) });
    const result = await runIn(world);
    const { SmtpPassword } = JSON.parse(world.secretValue('keyturn/mailer'));
    const put = world.recorded.filter(({ operation }) => operation === 'PutSecretValue');
    const others = world.recorded.filter(({ operation }) => operation !== 'PutSecretValue');
    expect(JSON.stringify(put)).toContain(SmtpPassword);
    expect(JSON.stringify([result, others, world.published])).not.toContain(SmtpPassword);
  });

  test('promise 4: an error that quotes what was sent is told without it', async () => {
    const world = new World();
    world.addUser({ name: 'mailer', tags: { ...MANAGED, 'keyturn:ses-smtp-region': 'us-east-1' } });
    world.createKey('mailer', { createdAt: new Date(world.now.getTime() - 80 * DAY) });
    let sent = '';
    world.intercept = ({ operation, input }) => {
      if (operation !== 'PutSecretValue') return undefined;
      sent = String(input.SecretString);
      return { fail: serviceError('secretsmanager', 'ValidationException', 400, `bad: ${sent}`) };
    };
    const { failures } = await runIn(world);
    const { SmtpPassword, SecretAccessKey } = JSON.parse(sent);
    expect(failures[0]?.error).toContain('[secret half]');
    for (const secret of [SmtpPassword, SecretAccessKey]) expect(JSON.stringify(failures)).not.toContain(secret);
  });

  test.each(['Ireland', 'eu-west', 'eu-west-1 ', '', 'EU-WEST-1', 'eu-west-1a'])(
    'what is no name of a Region is a problem that holds the user: %j',
    (region) => {
      const { problems } = userSettingsFrom({ 'keyturn:ses-smtp-region': region }, aConfig());
      expect(problems).toEqual([
        `the user's tag keyturn:ses-smtp-region is ${JSON.stringify(region)}, but must be the name of a Region such as eu-west-1`,
      ]);
    },
  );

  test.each(['us-east-1', 'us-gov-west-1', 'ap-southeast-9', 'eusc-de-east-1'])(
    'any Region is taken, one that opens next year too: %s',
    (region) => {
      const { problems, sesSmtpRegion } = userSettingsFrom({ 'keyturn:ses-smtp-region': region }, aConfig());
      expect({ problems, sesSmtpRegion }).toEqual({ problems: [], sesSmtpRegion: region });
    },
  );

  test.each([
    ['eu-central-1', 'some+secret+key', 'BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2'],
    ['eu-central-1', 'another+secret+key', 'BBbphbrQmrKMx42d1N6+C7VINYEBGI5v9VsZeTxwskfh'],
    ['us-west-1', 'some+secret+key', 'BH+jbMzper5WwlwUar9E1ySBqHa9whi0GPo+sJ0mVYJj'],
    ['us-west-1', 'another+secret+key', 'BKVmjjMDFk/qqw8EROW99bjCS65PF8WKvK5bSr4Y6EqF'],
    // The vectors of HashiCorp's AWS provider for Terraform, TestSESSMTPPasswordFromSecretKeySigV4.
  ])("agree with Terraform's provider: %s, %s", (region, secretHalf, password) => {
    expect(smtpPassword(secretHalf, region)).toBe(password);
  });

  test("agree with AWS's own algorithm, in Python, for secret halves of every kind of character", () => {
    const halves = Array.from({ length: 50 }, (_, n) => `${SECRET_HALF.slice(n % 40)}${'/+aZ09'.repeat(n % 7)}${n}`);
    const { stdout } = spawnSync('python3', ['-c', IN_PYTHON], { input: JSON.stringify(halves), encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual(halves.map((half) => smtpPassword(half, 'ap-southeast-2')));
  });

  test('the user name is the key id', () => {
    expect(smtpCredentials(key, 'us-east-1')).toMatchObject({ SmtpUsername: NEW });
  });
});

/** The steps of the Amazon SES Developer Guide, with Python's own hmac. */
const IN_PYTHON = `
import base64, hashlib, hmac, json, sys
def password(secret_half):
    signature = ("AWS4" + secret_half).encode("utf-8")
    for word in ("11111111", "ap-southeast-2", "ses", "aws4_request", "SendRawEmail"):
        signature = hmac.new(signature, word.encode("utf-8"), hashlib.sha256).digest()
    return base64.b64encode(bytes([0x04]) + signature).decode("utf-8")
print(json.dumps([password(half) for half in json.load(sys.stdin)]))
`;
