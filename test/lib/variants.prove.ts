/** Each variant of the ready-made app, deployed once: what the template says can be made. */
import { deployKeyturn } from '../../local/deploy';
import { bootstrappedAws } from '../support/local-aws/shared';

const TEAM = 'arn:aws:sns:us-east-1:123456789012:team-a';

const VARIANTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  email: { notifyEmail: 'platform@example.com' },
  path: { manage: 'path:/service/' },
  all: { manage: 'all' },
  replicas: { replicaRegions: 'eu-west-1,eu-central-1' },
  'owner topics': { ownerTopics: TEAM },
  subscriptions: {
    subscriptions: JSON.stringify([
      { email: 'team-a@example.com', owners: ['team-a'] },
      { sqsArn: 'arn:aws:sqs:us-east-1:123456789012:team-b', severities: ['critical'] },
    ]),
  },
  configRule: { configRule: 'true' },
  schedules: { schedule: 'cron(0 6 ? * MON-FRI *)', scheduleTimezone: 'Europe/Berlin', roleName: 'acme-keyturn' },
};

test.each(Object.entries(VARIANTS))('%s is deployed', async (_, context) => {
  const aws = await bootstrappedAws();
  try {
    const { functionName, outputs } = await deployKeyturn(aws, { context, isBootstrapped: true });
    expect(functionName).toMatch(/^Keyturn-KeyRotationFunction/);
    expect(outputs.DashboardUrl).toMatch(/^https:\/\/us-east-1\.console\.aws\.amazon\.com\//);
  } finally {
    await aws.stop();
  }
});
