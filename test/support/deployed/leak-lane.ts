/** AWS says something, in the deployed stack: an event on the default bus, and what became of it. */
import type { LocalAws } from '../../../local/aws';
import { lambdaApi } from '../../../local/invoke';
import type { Deployed } from './deployed';

interface ListedFunction {
  readonly FunctionName: string;
  readonly Description: string;
}

/** The function behind the queue. */
export async function leakFunctionOf({ aws }: Deployed): Promise<string> {
  const answer = await lambdaApi(aws, '/2015-03-31/functions/', undefined, {}, 'GET');
  const { Functions } = (await answer.json()) as { readonly Functions: readonly ListedFunction[] };
  const found = Functions.find(({ Description }) => Description.includes('leaked'));
  if (!found) throw new Error(`no function answers leaks: ${Functions.map(({ FunctionName }) => FunctionName)}`);
  return found.FunctionName;
}

/** As aws.health and aws.guardduty do. Resolves when the rule, the queue and the function are done with it. */
export async function putEvent(aws: LocalAws, event: object): Promise<void> {
  const { source, 'detail-type': DetailType, detail, resources } = event as Record<string, unknown>;
  const Entries = [{ Source: source, DetailType, Detail: JSON.stringify(detail), Resources: resources }];
  const scope = `test/20260101/${aws.region}/events/aws4_request`;
  const response = await fetch(aws.endpoint, {
    method: 'POST',
    body: JSON.stringify({ Entries }),
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': 'AWSEvents.PutEvents',
      Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
  });
  const answer = (await response.json()) as { readonly FailedEntryCount?: number };
  if (!response.ok || answer.FailedEntryCount !== 0) throw new Error(`PutEvents: ${JSON.stringify(answer)}`);
}
