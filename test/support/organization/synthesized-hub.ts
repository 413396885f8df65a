/** The hub's template, resolved as if it were deployed in its account, and a simulator that knows trust and resource policies. */
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  KeyturnOrganizationStack,
  type KeyturnOrganizationStackProps,
} from '../../../lib/organization/organization-stack';
import type { Json } from '../template';

export const HUB_ACCOUNT = '111122223333';
export const MEMBER_ACCOUNT = '222233334444';
export const ORGANIZATION = 'o-a1b2c3d4e5';
export const REGION = 'eu-central-1';

export const PROPS: KeyturnOrganizationStackProps = {
  organizationId: ORGANIZATION,
  waves: [
    { name: 'canary', organizationalUnits: ['ou-a1b2-c3d4e5f6'] },
    { name: 'all', organizationalUnits: ['ou-a1b2-c3d4e5f7', 'ou-a1b2-c3d4e5f8'] },
  ],
};

/** The functions are not bundled here. */
export function hubStack(props: Partial<KeyturnOrganizationStackProps> = {}): KeyturnOrganizationStack {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, builtinCloudFormationValidation: false });
  return new KeyturnOrganizationStack(app, 'KeyturnOrganization', {
    env: { account: HUB_ACCOUNT, region: REGION },
    ...PROPS,
    ...props,
  });
}

export const hubTemplate = (props: Partial<KeyturnOrganizationStackProps> = {}): Json =>
  Template.fromStack(hubStack(props)).toJSON();

export const ARNS = {
  bucket: `arn:aws:s3:::keyturn-organization-${HUB_ACCOUNT}-${REGION}`,
  topic: `arn:aws:sns:${REGION}:${HUB_ACCOUNT}:keyturn-organization`,
  key: `arn:aws:kms:${REGION}:${HUB_ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
  machine: `arn:aws:states:${REGION}:${HUB_ACCOUNT}:stateMachine:keyturn-organization`,
  accounts: `arn:aws:lambda:${REGION}:${HUB_ACCOUNT}:function:keyturn-accounts`,
  rollout: `arn:aws:states:${REGION}:${HUB_ACCOUNT}:stateMachine:keyturn-rollout`,
  gate: `arn:aws:lambda:${REGION}:${HUB_ACCOUNT}:function:keyturn-gate`,
  stack: `arn:aws:cloudformation:${REGION}:${HUB_ACCOUNT}:stack/KeyturnOrganization/1234abcd-12ab-34cd-56ef-1234567890ab`,
  digest: `arn:aws:lambda:${REGION}:${HUB_ACCOUNT}:function:keyturn-digest`,
} as const;

/** References as they are once deployed. */
export function deployedForm(template: Json, value: Json = template.Resources): Json {
  if (Array.isArray(value)) return value.map((each) => deployedForm(template, each));
  if (typeof value !== 'object' || value === null) return value;
  if (value.Ref) return physical(template, value.Ref, 'Ref');
  if (value['Fn::GetAtt']) return physical(template, value['Fn::GetAtt'][0], value['Fn::GetAtt'][1]);
  if (value['Fn::Join']) return deployedForm(template, value['Fn::Join'][1]).join(value['Fn::Join'][0]);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, deployedForm(template, inner)]));
}

function physical(template: Json, id: string, attribute: string): string {
  const { Type, Properties = {} } = template.Resources[id] ?? {};
  switch (Type) {
    case 'AWS::S3::Bucket':
      return attribute === 'Arn' ? ARNS.bucket : ARNS.bucket.slice('arn:aws:s3:::'.length);
    case 'AWS::SNS::Topic':
      return ARNS.topic;
    case 'AWS::KMS::Key':
      return ARNS.key;
    case 'AWS::Lambda::Function':
      return `arn:aws:lambda:${REGION}:${HUB_ACCOUNT}:function:${Properties.FunctionName ?? id}`;
    case 'AWS::Logs::LogGroup':
      return `arn:aws:logs:${REGION}:${HUB_ACCOUNT}:log-group:${id}:*`;
    case undefined:
      return PSEUDO[id] ?? id;
    default:
      return attribute === 'Arn' ? `arn:aws:any:${REGION}:${HUB_ACCOUNT}:${id}` : id;
  }
}

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::AccountId': HUB_ACCOUNT,
  'AWS::Region': REGION,
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackId': ARNS.stack,
};

export interface Question {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** @default - the hub's */
  readonly account?: string;
  readonly context?: Readonly<Record<string, string | string[]>>;
  readonly identityPolicies?: readonly Json[];
  /** Of the resource: a trust policy, a bucket's, a topic's, a key's. */
  readonly resourcePolicy?: Json;
}

/** @throws when the simulator does not understand the question: it has proven nothing then */
export async function isAllowed(question: Question): Promise<boolean> {
  const {
    principal,
    action,
    resource,
    account = HUB_ACCOUNT,
    context = {},
    identityPolicies = [],
    resourcePolicy,
  } = question;
  const contextVariables = Object.fromEntries(Object.entries(context).map(([name, value]) => [name, value]));
  const answer = await runSimulation(
    {
      request: { principal, action, resource: { resource, accountId: account }, contextVariables },
      identityPolicies: identityPolicies.map((policy, index) => ({ name: `policy-${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(resourcePolicy && { resourcePolicy }),
    },
    { simulationMode: 'Strict' },
  );
  if (answer.resultType !== 'single') throw new Error(`the simulator did not answer: ${JSON.stringify(answer)}`);
  const { ignoredContextKeys = [] } = answer.result;
  if (ignoredContextKeys.length > 0) throw new Error(`the simulator ignored ${ignoredContextKeys.join(', ')}`);
  return answer.overallResult === 'Allowed';
}
