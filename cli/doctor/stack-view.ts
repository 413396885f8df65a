/** The stack as CloudFormation knows it: its template, and what became of each resource. */

import type { Stack } from '@aws-sdk/client-cloudformation';
import type { ClientConfig } from '../session/connection';
import { Problem } from '../terminal/problem';

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface StackView {
  readonly name: string;
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
  const StackName = stack.StackName ?? '';
  const physicalIds = new Map<string, string>();
  for await (const page of paginateListStackResources({ client }, { StackName }))
    for (const { LogicalResourceId, PhysicalResourceId } of page.StackResourceSummaries ?? [])
      if (LogicalResourceId && PhysicalResourceId) physicalIds.set(LogicalResourceId, PhysicalResourceId);
  const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName, TemplateStage: 'Original' }));
  return {
    name: StackName,
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

/** Keyturn's own function: a stack may hold others. */
export function functionIn(view: StackView): readonly [logicalId: string, TemplateResource] | undefined {
  return ofType(view, 'AWS::Lambda::Function').find(
    ([, { Properties }]) => 'KEYTURN_MANAGE' in (environmentIn(Properties) ?? {}),
  );
}

export const environmentIn = (properties: TemplateResource['Properties']) =>
  (properties?.Environment as { Variables?: Readonly<Record<string, unknown>> } | undefined)?.Variables;

/** Whether a resource's properties speak of another one, by Ref or GetAtt. */
export const mentions = (resource: TemplateResource, logicalId: string) =>
  JSON.stringify(resource.Properties ?? {}).includes(`"${logicalId}"`);

/**
 * Whether a deployed value is what the template says. A reference counts by the name of what it refers to, because a template knows no
 * ARNs. Undefined where the template's value is computed, so that nothing can be said.
 */
export function matches(view: StackView, wanted: unknown, actual: unknown): boolean | undefined {
  if (typeof wanted === 'string' || typeof wanted === 'number' || typeof wanted === 'boolean')
    return String(wanted) === String(actual);
  const logicalId = referredTo(wanted);
  const physicalId = logicalId === undefined ? undefined : view.physicalIds.get(logicalId);
  if (physicalId === undefined) return undefined;
  const text = String(actual);
  return text === physicalId || text.endsWith(`:${physicalId}`) || text.endsWith(`/${physicalId}`);
}

/** What the template says, in words. */
export function wantedInWords(view: StackView, wanted: unknown): string {
  const logicalId = referredTo(wanted);
  if (logicalId !== undefined) return view.physicalIds.get(logicalId) ?? logicalId;
  return typeof wanted === 'object' ? 'something else' : String(wanted);
}

function referredTo(value: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': getAtt } = (value ?? {}) as { Ref?: string; 'Fn::GetAtt'?: readonly string[] };
  return Ref ?? getAtt?.[0];
}
