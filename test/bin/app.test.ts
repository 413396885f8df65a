import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../local/run';

const ROOT = join(__dirname, '..', '..');
const outdir = mkdtempSync(join(tmpdir(), 'keyturn-synth-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

const TEAM = 'arn:aws:sns:eu-central-1:123456789012:team-a';

/** As a user types it, without credentials, in the Region of the team's topic. */
async function synth(...args: string[]) {
  const context = args.flatMap((arg) => ['-c', arg]);
  const { AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, ...env } = process.env;
  const { code, output } = await run(
    join(ROOT, 'node_modules', '.bin', 'cdk'),
    ['synth', '--quiet', '--no-color', '--no-notices', ...context, '--output', outdir],
    {
      cwd: ROOT,
      env: {
        ...env,
        AWS_REGION: 'eu-central-1',
        CI: 'true',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        CDK_DISABLE_VERSION_CHECK: 'true',
      },
    },
  );
  return { code, output };
}

test.each<[sentence: string, context: string[]]>([
  [
    'context graceDays is "abc", but must be a number of days greater than 0 and at most 3650, such as 14 or 0.5',
    ['graceDays=abc'],
  ],
  [
    'maxKeyAgeDays is 10, graceDays is 14 and idleDays is 8, but maxKeyAgeDays must be greater than the other two together: a rotation starts at maxKeyAgeDays - graceDays - idleDays, so a key would be due before it exists',
    ['maxKeyAgeDays=10', 'graceDays=14'],
  ],
  [
    'context gracedays is no setting of Keyturn (did you mean graceDays?); the settings are maxKeyAgeDays, graceDays, quarantineDays, idleDays, headsUpDays, whenStillInUse, manage, schedule, scheduleTimezone, dryRun, maxRotationsPerRun, secretPrefix, secretFormat, secretFormats, secretTags, replicaRegions, notifyEmail, docsUrl, contact, cloudTrailEvidence, leakResponse, ownerTopics, subscriptions, holdAlarmAfterDays, configRule, roleName',
    ['gracedays=7'],
  ],
  [
    'KeyturnStack: subscriptions[0].events holds "key-lost", but must hold one of key-rotation-upcoming, key-rotated, key-reminder, key-held, key-deactivated, key-deleted, user-blocked, key-rolled-back, key-revoked, key-leaked, leaked-key-used, secret-format-changes, posture-digest, posture-alert, leak-unanswered, leak-limit, organization-digest, organization-alert, organization-rollout-stopped',
    ['subscriptions=[{"email":"team-a@example.com","events":["key-lost"]}]'],
  ],
])('cdk synth is stopped by one clear line: %s', async (sentence, context) => {
  const { code, output } = await synth(...context);
  expect(code).toBe(1);
  expect(output.split('\n').filter((line) => line === sentence)).toHaveLength(1);
  expect(output).not.toMatch(/^\s+at /m);
});

test('cdk synth turns context into a template and one bundled file, without credentials or a word', async () => {
  const { code, output } = await synth(
    'graceDays=7.5',
    'manage=path:/service/',
    'schedule=cron(0 6 * * ? *)',
    'scheduleTimezone=Europe/Berlin',
    'roleName=acme-keyturn',
    `ownerTopics=${TEAM}`,
    'subscriptions=[{"email":"team-a@example.com","owners":["team-a"]}]',
    'configRule=true',
    'holdAlarmAfterDays=3',
  );
  expect({ code, output: output.replaceAll(/^(npm (warn|notice).*|Bundling asset .*)\n/gm, '') }).toEqual({
    code: 0,
    output: '',
  });

  const { Resources } = JSON.parse(readFileSync(join(outdir, 'Keyturn.template.json'), 'utf8'));
  const propertiesOf = (type: string) =>
    Object.values<{ Type: string; Properties: Record<string, never> }>(Resources).find(({ Type }) => Type === type)
      ?.Properties;
  expect(propertiesOf('AWS::Lambda::Function')).toMatchObject({
    Handler: 'index.handler',
    Environment: {
      Variables: { KEYTURN_GRACE_DAYS: '7.5', KEYTURN_MANAGE: 'path:/service/', KEYTURN_OWNER_TOPICS: `["${TEAM}"]` },
    },
  });
  expect(propertiesOf('AWS::SNS::Subscription')).toMatchObject({
    Endpoint: 'team-a@example.com',
    FilterPolicy: { owner: ['team-a'] },
  });
  expect(propertiesOf('AWS::Config::ConfigRule')).toMatchObject({ InputParameters: { maxAccessKeyAge: 90 } });
  const thresholds = Object.values<{ Properties: { AlarmName?: string; Threshold?: number } }>(Resources).flatMap(
    ({ Properties }) => (Properties?.AlarmName === 'keyturn-long-hold' ? [Properties.Threshold] : []),
  );
  expect(thresholds).toEqual([3]);
  expect(propertiesOf('AWS::Scheduler::Schedule')).toMatchObject({
    ScheduleExpression: 'cron(0 6 * * ? *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
  });
  expect(JSON.stringify(Resources)).toContain('"RoleName":"acme-keyturn"');

  const [asset] = readdirSync(outdir).filter((name) => name.startsWith('asset.'));
  expect(readdirSync(join(outdir, asset ?? ''))).toEqual(['index.js']);
});
