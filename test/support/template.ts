/** A synthesized template as it stands once deployed: references resolved, the function's policy at hand. */

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any shape
export type Json = any;

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Json;
}

/** What a reference stands for: the resource's logical name, and the attribute of a GetAtt. */
export type Physical = (logicalId: string, attribute?: string) => string;

export function resolved(value: Json, physical: Physical): Json {
  if (Array.isArray(value)) return value.map((each) => resolved(each, physical));
  if (typeof value !== 'object' || value === null) return value;
  if (value.Ref) return PSEUDO[value.Ref] ?? physical(value.Ref);
  if (value['Fn::GetAtt']) return physical(value['Fn::GetAtt'][0], value['Fn::GetAtt'][1]);
  if (value['Fn::Join']) return resolved(value['Fn::Join'][1], physical).join(value['Fn::Join'][0]);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner, physical)]));
}

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::AccountId': '123456789012',
  'AWS::Region': 'us-east-1',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** Made up, but of the right form, for templates that are not deployed. */
export function madeUp(template: Json): Physical {
  return (logicalId, attribute) => {
    const [name, here] = [logicalId.toLowerCase(), 'us-east-1:123456789012'];
    switch (template.Resources[logicalId]?.Type) {
      case 'AWS::SNS::Topic':
        return `arn:aws:sns:${here}:${name}`;
      case 'AWS::KMS::Key':
        return `arn:aws:kms:${here}:key/11111111-2222-3333-4444-555555555555`;
      case 'AWS::SQS::Queue':
        return attribute === 'Arn' ? `arn:aws:sqs:${here}:${name}` : name;
      case 'AWS::Logs::LogGroup':
        return attribute === 'Arn' ? `arn:aws:logs:${here}:log-group:${name}:*` : name;
      default:
        return attribute === 'Arn' ? `arn:aws:any:${here}:${name}` : name;
    }
  };
}

/** Every statement of the function's role, resolved. */
export function functionStatements(template: Json, physical: Physical = madeUp(template)): Statement[] {
  const roles: Json[] = Object.values(template.Resources).filter(
    ({ Type, Properties }: Json) => Type === 'AWS::IAM::Role' && Properties.RoleName === 'keyturn-function',
  );
  return resolved(roles, physical).flatMap(({ Properties }: Json) =>
    Properties.Policies.flatMap(({ PolicyDocument }: Json) => PolicyDocument.Statement),
  );
}

export const resourcesOf = (template: Json, type: string): [logicalId: string, resource: Json][] =>
  Object.entries<Json>(template.Resources).filter(([, { Type }]) => Type === type);
