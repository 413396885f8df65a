/**
 * The in-memory AWS behind AWS's own protocols, so that the real SDK can talk to it: IAM, STS and SNS take a query and answer XML, Secrets
 * Manager speaks JSON. `answerTo` is all of it; over HTTP or inside a process is its caller's choice.
 */
import type { Clients } from '../../../lambda/aws/clients';
import type { KeyPair } from '../../../lambda/core/secret/key-pair';
import type { World } from '../world';
import type { Service } from '../world/errors';

export interface WireRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface WireAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Wire = (request: WireRequest) => Promise<WireAnswer>;

/**
 * One process's way to AWS.
 * @param more what an answer holds besides, which Keyturn does not use, and which costs time and memory all the same
 */
export function wireOf(
  world: World,
  more: (operation: string, output: object) => object = (_, output) => output,
): Wire {
  const clients = world.clients();
  return async ({ headers, body }) => {
    const target = header(headers, 'x-amz-target');
    const signer = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//.exec(header(headers, 'authorization'));
    const [, accessKeyId = '', service = ''] = signer ?? [];
    const asked = target === '' ? fromQuery(body) : { operation: target.split('.')[1] ?? '', input: JSON.parse(body) };
    const write = target === '' ? xml : json;
    try {
      const output = await send(clients, service as Service, accessKeyId, asked.operation, asked.input);
      return write(asked.operation, more(asked.operation, output));
    } catch (error) {
      return write(asked.operation, error as Error);
    }
  };
}

const header = (headers: WireRequest['headers'], name: string) =>
  String(headers[name] ?? headers[capitals(name)] ?? '');
const capitals = (name: string) => name.replace(/(^|-)([a-z])/g, (letters) => letters.toUpperCase());

/** The model's clients tell the operation by the name of the command's class. */
function send(clients: Clients, service: Service, accessKeyId: string, operation: string, input: object) {
  const command = { constructor: { name: `${operation}Command` }, input } as never;
  switch (service) {
    case 'iam':
      return clients.iam.send(command);
    case 'secretsmanager':
      return clients.secrets.send(command);
    case 'sns':
      return clients.sns.send(command);
    case 'sts':
      return clients.stsSignedBy({ accessKeyId } as KeyPair).send(command);
    case 'cloudtrail':
      return Promise.reject(new Error('CloudTrail is not served over the wire'));
  }
}

type Tree = { [name: string]: Tree | string };

/** `Filter.member.1=User` becomes `{ Filter: ['User'] }`, and an SNS map of attributes an object. */
function fromQuery(body: string) {
  const tree: Tree = {};
  for (const [name, value] of new URLSearchParams(body)) {
    const path = name.split('.');
    const last = path.pop() as string;
    let at = tree;
    for (const step of path) {
      at[step] ??= {};
      at = at[step] as Tree;
    }
    at[last] = value;
  }
  const { Action, Version: _, ...input } = tree;
  const typed = Object.entries(input).map(([name, value]) => [
    name,
    name === 'MaxItems' ? Number(value) : plain(value),
  ]);
  return { operation: String(Action), input: Object.fromEntries(typed) as object };
}

function plain(value: Tree | string): unknown {
  if (typeof value === 'string') return value;
  if (value.member) return Object.values(value.member as Tree).map(plain);
  if (value.entry) {
    const entries = Object.values(value.entry as Tree) as { readonly Name: string; readonly Value: Tree }[];
    return Object.fromEntries(entries.map(({ Name, Value }) => [Name, plain(Value)]));
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}

type Answered = object | (Error & { readonly $metadata?: { readonly httpStatusCode?: number } });

function json(_operation: string, answered: Answered): WireAnswer {
  const headers = { 'content-type': 'application/x-amz-json-1.1' };
  if (answered instanceof Error)
    return {
      statusCode: statusOf(answered),
      headers,
      body: JSON.stringify({ __type: answered.name, message: answered.message }),
    };
  const { $metadata: _, ...output } = answered as { $metadata?: unknown };
  // Times are seconds in this protocol.
  const seconds = (value: unknown): unknown => {
    if (value instanceof Date) return value.getTime() / 1000;
    if (Array.isArray(value)) return value.map(seconds);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, seconds(one)]));
  };
  return { statusCode: 200, headers, body: JSON.stringify(seconds(output)) };
}

const statusOf = (error: { readonly $metadata?: { readonly httpStatusCode?: number } }) =>
  error.$metadata?.httpStatusCode ?? 500;

/** IAM's codes on the wire, where the SDK's class has another name. */
const CODES: Readonly<Record<string, string>> = {
  NoSuchEntityException: 'NoSuchEntity',
  LimitExceededException: 'LimitExceeded',
  CredentialReportNotPresentException: 'ReportNotPresent',
  CredentialReportNotReadyException: 'ReportInProgress',
  CredentialReportExpiredException: 'ReportExpired',
};

function xml(operation: string, answered: Answered): WireAnswer {
  const headers = { 'content-type': 'text/xml' };
  if (answered instanceof Error) {
    const { name, message } = answered;
    const error = element('Error', { Type: 'Sender', Code: CODES[name] ?? name, Message: message });
    return {
      statusCode: statusOf(answered),
      headers,
      body: `<ErrorResponse>${error}<RequestId>1</RequestId></ErrorResponse>`,
    };
  }
  const { $metadata: _, ...output } = answered as { $metadata?: unknown };
  const result = element(`${operation}Result`, output);
  const metadata = '<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>';
  return { statusCode: 200, headers, body: `<${operation}Response>${result}${metadata}</${operation}Response>` };
}

function element(name: string, value: unknown): string {
  if (value === undefined) return '';
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map((one) => element('member', one)).join('');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, one]) => element(name, one))
      .join('');
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
