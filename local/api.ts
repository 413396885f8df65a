/** AWS's JSON services without their SDK clients, which nothing else needs. The signature only routes: made-up keys pass. */
import type { LocalAws } from './aws';

const TARGETS = {
  kms: 'TrentService',
  organizations: 'AWSOrganizationsV20161128',
  states: 'AWSStepFunctions',
} as const;

/** @throws an Error with the name of AWS's own */
export async function jsonApi<T>(
  aws: LocalAws,
  service: keyof typeof TARGETS,
  action: string,
  input: object = {},
): Promise<T> {
  const response = await fetch(aws.endpoint, {
    method: 'POST',
    body: JSON.stringify(input),
    headers: {
      'Content-Type': `application/x-amz-json-1.${service === 'states' ? 0 : 1}`,
      'X-Amz-Target': `${TARGETS[service]}.${action}`,
      ...signedFor(aws, service),
    },
  });
  const text = await response.text();
  // Where moto itself fails, it answers with a page; where there is nothing to say, with null.
  if (!/^(\{|null$)/.test(text)) throw new Error(`${service} ${action}: ${response.status} ${text.slice(0, 1000)}`);
  const answer = JSON.parse(text) as T & { readonly __type?: string; readonly message?: string };
  if (response.ok) return answer;
  const [name = 'Error'] = (answer.__type ?? '').split('#').slice(-1);
  throw Object.assign(new Error(answer.message ?? JSON.stringify(answer)), { name });
}

/** The object's text. */
export async function getObject(aws: LocalAws, bucket: string, key: string): Promise<string> {
  return (await s3(aws, 'GET', `${bucket}/${key}`)).text();
}

/** The keys of all objects, page by page. */
export async function listObjects(aws: LocalAws, bucket: string): Promise<string[]> {
  const keys: string[] = [];
  for (let more = ''; ; ) {
    const listing = await (await s3(aws, 'GET', `${bucket}?list-type=2${more}`)).text();
    keys.push(...[...listing.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key));
    const [, token] = /<NextContinuationToken>([^<]*)</.exec(listing) ?? [];
    if (token === undefined) return keys;
    more = `&continuation-token=${encodeURIComponent(token)}`;
  }
}

export async function putObject(aws: LocalAws, bucket: string, key: string, body: string | Buffer): Promise<void> {
  await s3(aws, 'PUT', `${bucket}/${key}`, body);
}

export async function createBucket(aws: LocalAws, bucket: string): Promise<void> {
  await s3(aws, 'PUT', bucket);
}

async function s3(aws: LocalAws, method: 'GET' | 'PUT', path: string, body?: string | Buffer): Promise<Response> {
  const response = await fetch(`${aws.endpoint}/${path}`, {
    method,
    ...(body !== undefined && { body }),
    headers: signedFor(aws, 's3'),
  });
  if (!response.ok) throw new Error(`S3 answered ${response.status} to ${method} ${path}: ${await response.text()}`);
  return response;
}

/** As whoever's hands these are, in the account that they are in. */
export function signedFor({ clientConfig, region }: LocalAws, service: string): Record<string, string> {
  const { accessKeyId, sessionToken } = clientConfig.credentials;
  const scope = `${accessKeyId}/20260101/${region}/${service}/aws4_request`;
  return {
    Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    ...(sessionToken !== undefined && { 'X-Amz-Security-Token': sessionToken }),
  };
}
