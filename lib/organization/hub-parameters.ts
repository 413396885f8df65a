/** What a member knows of its hub, each as a CloudFormation parameter of the member's template. */

interface Parameter {
  /** Its name in the template. */
  readonly parameter: string;
  readonly says: string;
  /** A regular expression for the whole value. */
  readonly pattern: string;
  readonly allowed: string;
  /** Where it may be left out at deployment. */
  readonly default?: string;
}

export const HUB_PARAMETERS = {
  accountId: {
    parameter: 'HubAccountId',
    says: 'The account of the hub',
    pattern: '\\d{12}',
    allowed: "an account's id of 12 digits",
  },
  organizationId: {
    parameter: 'OrganizationId',
    says: 'The organization; the hub must be in it',
    pattern: 'o-[a-z0-9]{10,32}',
    allowed: "an organization's id, such as o-a1b2c3d4e5",
  },
  topicArn: {
    parameter: 'TopicArn',
    says: "The organization's topic, which gets every message",
    pattern: 'arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}',
    allowed: "a topic's ARN, such as arn:aws:sns:eu-central-1:123456789012:keyturn-organization",
  },
  topicKeyArn: {
    parameter: 'TopicKeyArn',
    says: 'The KMS key that encrypts this topic',
    pattern: 'arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/[a-z0-9-]+',
    allowed: "a KMS key's ARN, such as arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  },
  codeBucket: {
    parameter: 'CodeBucket',
    says: "The bucket with the function's code, which the organization may read",
    pattern: '[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]',
    allowed: "a bucket's name",
  },
  codeKey: {
    parameter: 'CodeKey',
    says: "The function's code in this bucket",
    pattern: '[A-Za-z0-9/_.-]{1,1024}',
    allowed: 'the key of an object, such as code/0123abcd.zip',
  },
  operatorPrincipalArn: {
    parameter: 'OperatorPrincipalArn',
    says: 'Who may act as keyturn-operator: rotate, roll back, revoke, confirm, hold; empty for nobody',
    pattern: '|arn:aws[a-z-]*:iam::\\d{12}:(root|(user|role)/[A-Za-z0-9_+=,.@/-]{1,576})',
    allowed: 'the ARN of an IAM role, of a user or of the root of an account, or empty',
    default: '',
  },
  operatorMfa: {
    parameter: 'OperatorMfa',
    says: 'Whether the operator must have signed in with MFA; sessions of IAM Identity Center do not say whether they have',
    pattern: 'true|false',
    allowed: '"true" or "false"',
    default: 'false',
  },
} as const satisfies Readonly<Record<string, Parameter>>;

export type HubParameter = keyof typeof HUB_PARAMETERS;
