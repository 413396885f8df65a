/** The first run starts when all that it needs is there. */
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { KeyturnStack } from '../../lib/stack';

test('the schedule is made after everything else, and is taken away first', () => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const stack = new KeyturnStack(app, 'Keyturn', {
    env: { account: '123456789012', region: 'eu-central-1' },
    notifyEmail: 'platform@example.com',
    subscriptions: [{ sqsArn: 'arn:aws:sqs:eu-central-1:123456789012:team-a' }, { https: 'https://example.com/' }],
    configRule: true,
  });
  const { Resources } = Template.fromStack(stack).toJSON() as {
    Resources: Record<string, { Type: string; DependsOn?: string[] }>;
  };
  const [schedule = ['', { Type: '' }]] = Object.entries(Resources).filter(
    ([, { Type }]) => Type === 'AWS::Scheduler::Schedule',
  );
  const others = Object.keys(Resources).filter((id) => id !== schedule[0]);
  expect(others.length).toBeGreaterThan(20);
  expect([...(schedule[1].DependsOn ?? [])].sort()).toEqual(others.sort());
});
