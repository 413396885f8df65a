/** Each variant of the ready-made app, deployed once: what the template says can be made. */
import { deployKeyturn } from '../../local/deploy';
import { bootstrappedAws } from '../support/local-aws/shared';

const TEAM = 'arn:aws:sns:us-east-1:123456789012:team-a';

/** In pairs that have nothing to do with each other, so that each costs half a deployment. */
const VARIANTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'email, path': { notifyEmail: 'platform@example.com', manage: 'path:/service/' },
  'all, replicas': { manage: 'all', replicaRegions: 'eu-west-1,eu-central-1' },
  'owner topics, subscriptions': {
    ownerTopics: TEAM,
    subscriptions: JSON.stringify([
      { email: 'team-a@example.com', owners: ['team-a'] },
      { sqsArn: 'arn:aws:sqs:us-east-1:123456789012:team-b', severities: ['critical'] },
    ]),
  },
  'Config rule, schedules': {
    configRule: 'true',
    schedule: 'cron(0 6 ? * MON-FRI *)',
    scheduleTimezone: 'Europe/Berlin',
    roleName: 'acme-keyturn',
  },
};

test.each(Object.entries(VARIANTS))('%s: deployed', async (_, context) => {
  const aws = await bootstrappedAws();
  try {
    const { functionName, outputs } = await deployKeyturn(aws, { context, isBootstrapped: true });
    expect(functionName).toMatch(/^Keyturn-KeyRotationFunction/);
    expect(outputs.DashboardUrl).toMatch(/^https:\/\/us-east-1\.console\.aws\.amazon\.com\//);
  } finally {
    await aws.stop();
  }
});
