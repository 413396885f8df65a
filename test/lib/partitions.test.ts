/** Other partitions than aws: nothing takes its domain, or its console, for granted. */
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { KeyturnStack } from '../../lib/stack';

function templateIn(region: string, partition: string) {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:enablePartitionLiterals': true } });
  const stack = new KeyturnStack(app, 'Keyturn', { env: { account: '123456789012', region } });
  const arn = `arn:${partition}:kms:${region}:123456789012:key/11111111-2222-3333-4444-555555555555`;
  const withKeys = new KeyturnStack(app, 'WithKeys', {
    env: { account: '123456789012', region },
    secretKey: Key.fromKeyArn(stack, 'Key', arn),
  });
  return { template: Template.fromStack(stack).toJSON(), withKeys: Template.fromStack(withKeys).toJSON() };
}

describe.each([
  ['cn-north-1', 'aws-cn', 'cn-north-1.console.amazonaws.cn'],
  ['us-gov-west-1', 'aws-us-gov', 'us-gov-west-1.console.amazonaws-us-gov.com'],
  ['eusc-de-east-1', 'aws-eusc', 'eusc-de-east-1.console.amazonaws-eusc.eu'],
])('%s', (region, partition, host) => {
  const { template, withKeys } = templateIn(region, partition);

  test('no ARN of the partition aws, and no domain in a condition', () => {
    for (const each of [template, withKeys]) {
      expect(JSON.stringify(each.Resources)).not.toContain('arn:aws:');
      const via = [...JSON.stringify(each.Resources).matchAll(/"kms:ViaService":"([^"]+)"/g)].map(([, value]) => value);
      expect(via.length).toBeGreaterThan(0);
      expect(via.filter((value) => !value?.endsWith(`.${region}.*`))).toEqual([]);
    }
  });

  test('the dashboard is in its own console', () => {
    expect(JSON.stringify(template.Outputs.DashboardUrl.Value)).toContain(
      `https://${host}/cloudwatch/home?region=${region}#dashboards/dashboard/`,
    );
  });
});

test('a stack that may be deployed anywhere asks CloudFormation which console it is', () => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const { Outputs, Conditions } = Template.fromStack(new KeyturnStack(app, 'Keyturn')).toJSON();
  expect(Object.keys(Conditions)).toEqual(['InAwsCn', 'InAwsUsGov', 'InAwsEusc']);
  expect(JSON.stringify(Outputs.DashboardUrl.Value)).toContain('console.aws.amazon.com');
});
