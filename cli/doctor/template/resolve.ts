/** A template's values as they are once deployed: references resolved by what CloudFormation made. Pure. */

import type { StackView } from '../../session/stack-view';

/** What only CloudFormation knows (an import, a parameter): it equals anything, and no command can be made of it. */
export const UNKNOWN = Symbol('known to CloudFormation only');

type Named = Readonly<Record<string, unknown>>;

export function resolve(view: StackView, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => resolve(view, each));
  if (typeof value !== 'object' || value === null) return value;
  const [intrinsic = ''] = Object.keys(value);
  const argument = (value as Named)[intrinsic];
  if (intrinsic === 'Ref') return pseudo(view, String(argument)) ?? view.physicalIds.get(String(argument)) ?? UNKNOWN;
  if (intrinsic === 'Fn::GetAtt') return attribute(view, argument as readonly string[]);
  if (intrinsic === 'Fn::Join') return joined(view, argument as readonly [string, readonly unknown[]]);
  if (intrinsic.startsWith('Fn::')) return UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(view, each)]));
}

/** Whether all of it is known, so that a command can be made of it. */
export const isKnown = (value: unknown): boolean =>
  value !== UNKNOWN && (typeof value !== 'object' || value === null || Object.values(value).every(isKnown));

function joined(view: StackView, [separator, parts]: readonly [string, readonly unknown[]]): unknown {
  const texts = parts.map((part) => resolve(view, part));
  return texts.includes(UNKNOWN) ? UNKNOWN : texts.join(separator);
}

const SUFFIXES: Readonly<Record<string, string>> = { 'aws-cn': 'amazonaws.com.cn', 'aws-eusc': 'amazonaws.eu' };

function place({ arn }: StackView) {
  const [, partition = 'aws', , region = '', account = ''] = arn.split(':');
  return { partition, region, account };
}

function pseudo(view: StackView, name: string): string | undefined {
  const { partition, region, account } = place(view);
  const values: Readonly<Record<string, string>> = {
    'AWS::Partition': partition,
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::URLSuffix': SUFFIXES[partition] ?? 'amazonaws.com',
    'AWS::StackName': view.name,
    'AWS::StackId': view.arn,
  };
  return values[name];
}

const last = (text: string, separator: string) => text.slice(text.lastIndexOf(separator) + 1);

function attribute(view: StackView, [logicalId = '', name = '']: readonly string[]): unknown {
  const id = view.physicalIds.get(logicalId);
  const resource = view.template[logicalId];
  if (id === undefined || resource === undefined) return UNKNOWN;
  if (id.startsWith('arn:') && /Arn$/.test(name)) return id;
  const { partition, region, account } = place(view);
  const arn = (service: string, rest: string, of = region) => `arn:${partition}:${service}:${of}:${account}:${rest}`;
  switch (`${resource.Type} ${name}`) {
    case 'AWS::IAM::Role Arn':
      return arn('iam', `role${resource.Properties?.Path ?? '/'}${id}`, '');
    case 'AWS::Lambda::Function Arn':
      return arn('lambda', `function:${id}`);
    case 'AWS::Events::Rule Arn':
      return arn('events', `rule/${id}`);
    case 'AWS::SQS::Queue Arn':
      return arn('sqs', last(id, '/'));
    case 'AWS::SQS::Queue QueueName':
      return last(id, '/');
    case 'AWS::SNS::Topic TopicName':
      return last(id, ':');
    case 'AWS::KMS::Key Arn':
      return arn('kms', `key/${id}`);
    case 'AWS::Logs::LogGroup Arn':
      return arn('logs', `log-group:${id}:*`);
    default:
      return UNKNOWN;
  }
}
