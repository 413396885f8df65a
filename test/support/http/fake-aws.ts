/** An AWS that says what a test wants it to say, over HTTP, in each service's own protocol. It answers an error to everything else. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeCall {
  readonly service: string;
  /** The key that signed it, and the Region that it was signed for: `AKIAIOSFODNN7EXAMPLE eu-central-1`. */
  readonly signedBy: string;
  /** `DescribeStacks`; for REST services the method and the path. */
  readonly action: string;
  /** The form's fields, or the JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** The connection ends without an answer. */
  readonly hangUp?: boolean;
}

export type Answers = Readonly<Record<string, (call: FakeCall) => FakeAnswer>>;

export class FakeAws {
  readonly calls: FakeCall[] = [];
  readonly endpoint: string;

  private constructor(
    private readonly server: Server,
    private answers: Answers,
  ) {
    this.endpoint = `http://localhost:${(server.address() as AddressInfo).port}`;
  }

  static async start(): Promise<FakeAws> {
    let fake: FakeAws | undefined;
    const server = createServer((request, response) => void fake?.serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    fake = new FakeAws(server, {});
    return fake;
  }

  /** From now on. Keys are `service action`; a key that ends in `*` stands for all that begin so. */
  says(answers: Answers): void {
    this.answers = answers;
    this.calls.length = 0;
  }

  actions = () => this.calls.map(({ service, action }) => `${service} ${action}`);

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const call = callFrom(request, Buffer.concat(chunks).toString());
    this.calls.push(call);
    const { status = 200, headers = {}, body, hangUp } = this.answerTo(call);
    if (hangUp) request.socket.destroy();
    else response.writeHead(status, { 'content-type': contentType(body), ...headers }).end(body);
  }

  private answerTo(call: FakeCall): FakeAnswer {
    const name = `${call.service} ${call.action}`;
    const key = Object.keys(this.answers).find((each) =>
      each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : each === name,
    );
    return (
      this.answers[key ?? '']?.(call) ?? refusal(call, 'InvalidAction', `the fake AWS was not told about ${name}`, 400)
    );
  }
}

const contentType = (body: string) => (body.startsWith('<') ? 'text/xml' : 'application/json');

function callFrom(request: IncomingMessage, body: string): FakeCall {
  const [, accessKeyId = '', region = '', service = ''] =
    /Credential=([^/]*)\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
  const signedBy = `${accessKeyId} ${region}`;
  const target = String(request.headers['x-amz-target'] ?? '');
  if (target)
    return { service, signedBy, action: target.slice(target.lastIndexOf('.') + 1), body: JSON.parse(body || '{}') };
  if (String(request.headers['content-type']).includes('form-urlencoded')) {
    const fields = Object.fromEntries(new URLSearchParams(body));
    return { service, signedBy, action: String(fields.Action), body: fields };
  }
  const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
  return { service, signedBy, action: `${request.method} ${path}`, body: body ? JSON.parse(body) : {} };
}

export const json = (document: unknown): FakeAnswer => ({ body: JSON.stringify(document) });

/** An answer of the services that speak XML. */
export const xml = (action: string, result: string): FakeAnswer => ({
  body: `<${action}Response><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`,
});

/** An error in the protocol of the service that was called. */
export function refusal({ service }: FakeCall, code: string, message: string, status = 403): FakeAnswer {
  if (['iam', 'sts', 'sns', 'cloudformation'].includes(service))
    return {
      status,
      body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
    };
  return { status, headers: { 'x-amzn-errortype': code }, body: JSON.stringify({ __type: code, message }) };
}

/** What Lambda answers when the function itself failed. */
export const functionError = (errorType: string, errorMessage: string): FakeAnswer => ({
  headers: { 'x-amz-function-error': 'Unhandled' },
  body: JSON.stringify({ errorType, errorMessage, trace: [] }),
});
