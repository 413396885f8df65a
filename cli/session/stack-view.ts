/** The stack as CloudFormation knows it: its template, and what became of each resource. */

import type { Stack } from '@aws-sdk/client-cloudformation';
import { READ_OWN_SECRET_PATH } from '../../lambda/core/names';
import { Problem } from '../terminal/problem';
import type { ClientConfig } from './connection';

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface StackView {
  readonly name: string;
  readonly arn: string;
  readonly status: string;
  readonly createdAt: Date | undefined;
  readonly template: Readonly<Record<string, TemplateResource>>;
  /** By logical id; what CloudFormation has not made is missing. */
  readonly physicalIds: ReadonlyMap<string, string>;
}

/** @throws the SDK's errors */
export async function readStackView(config: ClientConfig, stack: Stack): Promise<StackView> {
  const { CloudFormationClient, GetTemplateCommand, paginateListStackResources } = await import(
    '@aws-sdk/client-cloudformation'
  );
  const client = new CloudFormationClient(config);
  // By its id: a nested stack is found by that.
  const StackName = stack.StackId ?? stack.StackName ?? '';
  const physicalIds = new Map<string, string>();
  for await (const page of paginateListStackResources({ client }, { StackName }))
    for (const { LogicalResourceId, PhysicalResourceId } of page.StackResourceSummaries ?? [])
      if (LogicalResourceId && PhysicalResourceId) physicalIds.set(LogicalResourceId, PhysicalResourceId);
  const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName, TemplateStage: 'Original' }));
  return {
    name: stack.StackName ?? '',
    arn: stack.StackId ?? '',
    status: stack.StackStatus ?? '',
    createdAt: stack.CreationTime,
    template: resourcesOf(TemplateBody),
    physicalIds,
  };
}

function resourcesOf(body: string): StackView['template'] {
  try {
    return (JSON.parse(body) as { Resources?: StackView['template'] }).Resources ?? {};
  } catch {
    throw new Problem('The template of the stack is not the JSON that the CDK writes.');
  }
}

export const ofType = ({ template }: StackView, type: string): (readonly [logicalId: string, TemplateResource])[] =>
  Object.entries(template).filter(([, resource]) => resource.Type === type);

/** Keyturn's function on the schedule: a stack may hold others, and Keyturn has a second one for leaks. */
export function functionIn(view: StackView): readonly [logicalId: string, TemplateResource] | undefined {
  const ofLeaks = leakSourceIn(view)?.[1] ?? { Type: '' };
  return ofType(view, 'AWS::Lambda::Function').find((each) => isKeyturns(each) && !mentions(ofLeaks, each[0]));
}

const isKeyturns = ([, { Properties }]: readonly [logicalId: string, TemplateResource]) =>
  'KEYTURN_MANAGE' in (environmentIn(Properties) ?? {});

/** What takes AWS's reports of leaked keys from their queue and gives them to a function of Keyturn's. */
export function leakSourceIn(view: StackView): readonly [logicalId: string, TemplateResource] | undefined {
  const functions = ofType(view, 'AWS::Lambda::Function').filter(isKeyturns);
  return ofType(view, 'AWS::Lambda::EventSourceMapping').find(([, source]) =>
    functions.some(([id]) => mentions(source, id)),
  );
}

/** The ARN of the policy that this stack made for users that read their own secret. */
export const readOwnSecretPolicyIn = (view: StackView): string | undefined =>
  ofType(view, 'AWS::IAM::ManagedPolicy')
    .filter(([, { Properties }]) => Properties?.Path === READ_OWN_SECRET_PATH)
    .map(([logicalId]) => view.physicalIds.get(logicalId))
    .find((arn) => arn !== undefined);

export const environmentIn = (properties: TemplateResource['Properties']) =>
  (properties?.Environment as { Variables?: Readonly<Record<string, unknown>> } | undefined)?.Variables;

/** Whether a resource's properties speak of another one, by Ref or GetAtt. */
export const mentions = (resource: TemplateResource, logicalId: string) =>
  JSON.stringify(resource.Properties ?? {}).includes(`"${logicalId}"`);
