/** What CloudFormation asks of a custom resource, and how it is answered. */

import * as v from 'valibot';

export const CUSTOM_RESOURCE = {
  RequestType: v.picklist(['Create', 'Update', 'Delete']),
  /** Open for about two hours, to whoever has it. */
  ResponseURL: v.string(),
  StackId: v.string(),
  RequestId: v.string(),
  LogicalResourceId: v.string(),
  PhysicalResourceId: v.optional(v.string()),
};

export interface CustomResource {
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}

type Answer = { readonly Status: 'SUCCESS' } | { readonly Status: 'FAILED'; readonly Reason: string };

/** Of the whole answer, CloudFormation takes 4,096 bytes. */
const LONGEST_REASON = 2_000;

const TRIES = 3;

export async function answerCloudFormation(
  { ResponseURL, StackId, RequestId, LogicalResourceId }: CustomResource,
  PhysicalResourceId: string,
  answer: Answer,
): Promise<void> {
  const cut = answer.Status === 'FAILED' ? { ...answer, Reason: answer.Reason.slice(0, LONGEST_REASON) } : answer;
  const body = JSON.stringify({ ...cut, StackId, RequestId, LogicalResourceId, PhysicalResourceId });
  for (let tries = 1; ; tries++) {
    const response = await fetch(ResponseURL, { method: 'PUT', body });
    if (response.ok) return;
    // A stack that gets no answer waits for an hour.
    if (tries === TRIES) throw new Error(`CloudFormation answered ${response.status}`);
  }
}
