import { type AppConfig, SETTINGS, type SettingName, STACK_SETTINGS } from '../../../../lambda/core/settings/config';
import { fromContext } from '../../../../lambda/core/settings/context';
import {
  environmentName,
  fromEnvironment,
  SECRET_KEY_ARN_VARIABLE,
  TOPIC_ARN_VARIABLE,
  toEnvironment,
} from '../../../../lambda/core/settings/environment';
import { tightPolicy } from '../../../../lambda/core/settings/policy';
import { ConfigError } from '../../../../lambda/core/settings/setting';

const DEFAULTS: AppConfig = {
  maxKeyAgeDays: 90,
  graceDays: 14,
  quarantineDays: 7,
  idleDays: 8,
  headsUpDays: 7,
  whenStillInUse: 'hold',
  manage: { by: 'tag', key: 'keyturn:managed', value: 'true' },
  schedule: 'rate(1 hour)',
  scheduleTimezone: 'Etc/UTC',
  dryRun: false,
  maxRotationsPerRun: 25,
  secretPrefix: 'keyturn/',
  secretFormat: 'credential-process',
  secretFormats: {},
  secretTags: {},
  replicaRegions: [],
  notifyEmail: undefined,
  docsUrl: '',
  contact: '',
  cloudTrailEvidence: true,
  leakResponse: 'notify',
  ownerTopics: [],
  subscriptions: [],
  holdAlarmAfterDays: 14,
  configRule: false,
  roleName: 'keyturn-function',
};
const TOPIC_ARN = 'arn:aws:sns:eu-central-1:123456789012:Keyturn';

/** What the function reads when the app was given this context. */
function throughTheEnvironment(context: Record<string, unknown>) {
  return fromEnvironment({ ...toEnvironment(fromContext(context)), [TOPIC_ARN_VARIABLE]: TOPIC_ARN });
}

test('the defaults are those of the documentation', () => {
  expect(fromContext({})).toEqual(DEFAULTS);
});

test('without any context, the function reads the defaults', () => {
  const ofTheStack = STACK_SETTINGS.map((name) => [name, undefined]);
  const config = { ...DEFAULTS, ...Object.fromEntries(ofTheStack) };
  expect(throughTheEnvironment({})).toEqual({ ...config, topicArn: TOPIC_ARN });
});

describe('from context, through the environment, to the function', () => {
  test.each<[name: SettingName, text: unknown, value: unknown]>([
    ['maxKeyAgeDays', '60', 60],
    ['maxKeyAgeDays', 3650, 3650],
    ['graceDays', '0.5', 0.5],
    ['graceDays', 0.000001, 0.000001],
    ['quarantineDays', '3', 3],
    ['headsUpDays', '3', 3],
    ['headsUpDays', 0, 0],
    ['docsUrl', 'https://wiki.example.com/keyturn?a=1#keys', 'https://wiki.example.com/keyturn?a=1#keys'],
    ['contact', 'the platform team, #platform on Slack', 'the platform team, #platform on Slack'],
    ['idleDays', '0.25', 0.25],
    ['whenStillInUse', 'deactivate', 'deactivate'],
    ['manage', 'all', { by: 'all' }],
    ['manage', 'path:/service/', { by: 'path', path: '/service/' }],
    ['manage', 'path:/service/batch_2/', { by: 'path', path: '/service/batch_2/' }],
    ['manage', 'tag:team=payments', { by: 'tag', key: 'team', value: 'payments' }],
    ['manage', 'tag:team=', { by: 'tag', key: 'team', value: '' }],
    ['manage', 'tag:a=b=c', { by: 'tag', key: 'a', value: 'b=c' }],
    ['dryRun', 'true', true],
    ['dryRun', true, true],
    ['dryRun', 'false', false],
    ['maxRotationsPerRun', '1', 1],
    ['maxRotationsPerRun', 5000, 5000],
    ['secretPrefix', 'team-a/keys_', 'team-a/keys_'],
    ['secretFormat', 'env', 'env'],
    ['replicaRegions', '', []],
    ['replicaRegions', 'eu-west-1', ['eu-west-1']],
    ['replicaRegions', 'eu-west-1, us-gov-west-1', ['eu-west-1', 'us-gov-west-1']],
  ])('%s: %j', (name, text, value) => {
    expect(throughTheEnvironment({ [name]: text })).toMatchObject({ [name]: value });
  });

  test.each<[name: 'notifyEmail' | 'roleName', text: string]>([
    ['notifyEmail', 'team@example.com'],
    ['roleName', 'acme-keyturn'],
  ])('%s: %s stays in the app, the function need not know it', (name, text) => {
    const config = fromContext({ [name]: text });
    expect(config[name]).toBe(text);
    expect(Object.keys(toEnvironment(config))).not.toContain(environmentName(name));
  });

  test("a customer's key reaches the function where there is one", () => {
    const environment = { ...toEnvironment(DEFAULTS), [TOPIC_ARN_VARIABLE]: TOPIC_ARN };
    expect(fromEnvironment(environment)).not.toHaveProperty('secretKeyArn');
    const secretKeyArn = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    expect(fromEnvironment({ ...environment, [SECRET_KEY_ARN_VARIABLE]: secretKeyArn })).toMatchObject({
      secretKeyArn,
    });
  });

  test('every setting of the function has a variable of its own', () => {
    const names = Object.keys(SETTINGS).filter((name) => !STACK_SETTINGS.includes(name as SettingName));
    expect(Object.keys(toEnvironment(DEFAULTS))).toEqual(names.map((name) => environmentName(name as SettingName)));
    expect(environmentName('maxKeyAgeDays')).toBe('KEYTURN_MAX_KEY_AGE_DAYS');
  });
});

describe('a value that is not allowed is refused by name, with what is allowed', () => {
  const allowed = (name: SettingName) => SETTINGS[name].allowed;

  test.each<[name: SettingName, text: unknown]>([
    ['maxKeyAgeDays', 'soon'],
    ['maxKeyAgeDays', '3651'],
    ['graceDays', 'abc'],
    ['graceDays', ''],
    ['graceDays', ' 7'],
    ['graceDays', '-1'],
    ['graceDays', 0],
    ['graceDays', '1e1'],
    ['graceDays', '0x10'],
    ['graceDays', '7,5'],
    ['graceDays', 'Infinity'],
    ['graceDays', null],
    ['graceDays', [7]],
    ['quarantineDays', 'NaN'],
    ['headsUpDays', '-1'],
    ['headsUpDays', '3651'],
    ['headsUpDays', ''],
    ['docsUrl', 'http://wiki.example.com'],
    ['docsUrl', 'https://wiki.example.com/a page'],
    ['docsUrl', 'https://wiki.example.com/<b>'],
    ['docsUrl', `https://wiki.example.com/${'a'.repeat(100)}`],
    ['contact', ' spaces around '],
    ['contact', 'x'.repeat(121)],
    ['idleDays', '3651'],
    ['whenStillInUse', 'Hold'],
    ['whenStillInUse', 'delete'],
    ['manage', ''],
    ['manage', 'everybody'],
    ['manage', 'path:service/'],
    ['manage', 'path:/service'],
    ['manage', 'path:/'],
    ['manage', 'path:/*/'],
    ['manage', 'tag:=true'],
    ['manage', 'tag:team'],
    ['manage', 'tag:team=*'],
    ['manage', `tag:team=\${aws:username}`],
    ['schedule', 'every hour'],
    ['scheduleTimezone', 'Europe/Atlantis'],
    ['scheduleTimezone', '+02:00'],
    ['scheduleTimezone', ''],
    ['roleName', 'path/role'],
    ['roleName', 'x'.repeat(56)],
    ['schedule', 'rate(0 hours)'],
    ['schedule', 'cron(0 6 * * *)'],
    ['schedule', 'at(2027-01-01T00:00:00)'],
    ['dryRun', 'yes'],
    ['dryRun', 1],
    ['maxRotationsPerRun', '0'],
    ['maxRotationsPerRun', '2.5'],
    ['maxRotationsPerRun', '5001'],
    ['secretPrefix', ''],
    ['secretPrefix', 'keys/*'],
    ['secretPrefix', 'a'.repeat(201)],
    ['secretFormat', 'ENV'],
    ['secretFormat', ''],
    ['replicaRegions', 'Frankfurt'],
    ['replicaRegions', 'eu-west-1,'],
    ['replicaRegions', 'eu-west-1,eu-west-1'],
    ['replicaRegions', '*'],
    ['notifyEmail', 'team'],
    ['notifyEmail', 'a@b.c,d@e.f'],
  ])('context %s: %j', (name, text) => {
    const shown = typeof text === 'string' ? text : JSON.stringify(text);
    const quoted = JSON.stringify(shown.length > 80 ? `${shown.slice(0, 80)}...` : shown);
    expect(() => fromContext({ [name]: text })).toThrow(
      new ConfigError(`context ${name} is ${quoted}, but must be ${allowed(name)}`),
    );
  });

  test('in the environment', () => {
    const environment = { ...toEnvironment(DEFAULTS), [TOPIC_ARN_VARIABLE]: TOPIC_ARN, KEYTURN_GRACE_DAYS: 'abc' };
    expect(() => fromEnvironment(environment)).toThrow(
      new ConfigError(`environment variable KEYTURN_GRACE_DAYS is "abc", but must be ${allowed('graceDays')}`),
    );
  });

  test.each([...Object.keys(toEnvironment(DEFAULTS)), TOPIC_ARN_VARIABLE])('a missing %s is no default', (variable) => {
    const all: Record<string, string> = { ...toEnvironment(DEFAULTS), [TOPIC_ARN_VARIABLE]: TOPIC_ARN };
    const { [variable]: _, ...others } = all;
    expect(() => fromEnvironment(others)).toThrow(`environment variable ${variable} is missing`);
  });

  test.each([
    ['gracedays', ' (did you mean graceDays?)'],
    ['GraceDays', ' (did you mean graceDays?)'],
    ['grace', ' (did you mean graceDays?)'],
    ['maxkeyagedays', ' (did you mean maxKeyAgeDays?)'],
    ['headUpDays', ' (did you mean headsUpDays?)'],
    ['colour', ''],
  ])("context %s is nobody's name%s", (name, meant) => {
    expect(() => fromContext({ [name]: '7' })).toThrow(
      `context ${name} is no setting of Keyturn${meant}; the settings are `,
    );
  });

  test("the CDK's own context is passed over", () => {
    const context = { '@aws-cdk/core:checkSecretUsage': true, 'aws:cdk:bundling-stacks': [], 'cli-telemetry': false };
    expect(fromContext(context)).toEqual(DEFAULTS);
  });
});

describe('settings that do not fit together', () => {
  test.each([
    ['10', '14'],
    ['14', '14'],
    ['22', '14'],
  ])(
    'maxKeyAgeDays %s with graceDays %s is refused: a key would be due before it exists',
    (maxKeyAgeDays, graceDays) => {
      const sentence = `maxKeyAgeDays is ${maxKeyAgeDays}, graceDays is ${graceDays} and idleDays is 8, but maxKeyAgeDays must be greater than the other two together`;
      expect(() => fromContext({ maxKeyAgeDays, graceDays })).toThrow(sentence);
      const environment = toEnvironment({ ...DEFAULTS, maxKeyAgeDays: Number(maxKeyAgeDays) });
      expect(() => fromEnvironment({ ...environment, [TOPIC_ARN_VARIABLE]: TOPIC_ARN })).toThrow(sentence);
    },
  );

  test.each<[maxKeyAgeDays: number, isTight: boolean]>([
    [51, false],
    [50.9, true],
  ])('graceDays 14, idleDays 8 and quarantineDays 7 in maxKeyAgeDays %d is tight: %s', (maxKeyAgeDays, isTight) => {
    expect(tightPolicy({ ...DEFAULTS, maxKeyAgeDays }) !== undefined).toBe(isTight);
  });
});
