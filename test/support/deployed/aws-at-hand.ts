/** An AWS behind the SDK's request handler: real clients, real signatures and retries, no network. Knows keys, one secret, and who called. */
import { Readable } from 'node:stream';

interface Request {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

export const secretHalfOf = (accessKeyId: string) => `${accessKeyId}-wJalrXUtnFEMI/K7MDENG/EXAMPLEKEY`;
export const keyPair = (accessKeyId: string) => ({ accessKeyId, secretAccessKey: secretHalfOf(accessKeyId) });
export const secretTextOf = (accessKeyId: string) =>
  JSON.stringify({ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretHalfOf(accessKeyId) });
/** As Keyturn makes it (lambda/run/steps/secret.ts). */
export const NO_KEY_YET = JSON.stringify({ Keyturn: 'No access key has been issued yet.' });

export class AwsAtHand {
  /** The keys that work. */
  readonly active = new Set<string>();
  /** The text of AWSCURRENT, or the name of the error that GetSecretValue answers with. */
  secret: { readonly text: string } | { readonly error: string; readonly message?: string } = { text: NO_KEY_YET };
  /** Keys that may not read the secret. */
  readonly denied = new Set<string>();
  /** Whose signature each read of the secret had, and each other call. */
  readonly reads: string[] = [];
  readonly calls: string[] = [];
  /** Asked before an answer that would be a success. */
  trouble: ((call: number) => Answer | undefined) | undefined;
  /** Asked before each read is answered. */
  delay: () => Promise<void> = async () => {};

  /** For any client's configuration. */
  get clientConfig() {
    return { region: 'us-east-1', requestHandler: this.requestHandler };
  }

  readonly requestHandler = servedBy((request) => this.answer(request));

  private async answer({ headers }: Request): Promise<Answer> {
    const { keyId, isRead } = askedBy(headers);
    (isRead ? this.reads : this.calls).push(keyId);
    if (isRead) await this.delay();
    if (!this.active.has(keyId)) return rejected(isRead);
    if (isRead) return this.read(keyId);
    return this.trouble?.(this.calls.length) ?? identityIs(keyId);
  }

  private read(keyId: string): Answer {
    if (this.denied.has(keyId)) return json(400, 'AccessDeniedException', `User of ${keyId} may not do this`);
    if ('error' in this.secret) return json(400, this.secret.error, this.secret.message ?? 'no');
    return secretIs(this.secret.text);
  }
}

/** An HTTP handler for any client's configuration. */
export const servedBy = (answer: (request: Request) => Promise<Answer>) => ({
  metadata: { handlerProtocol: 'http/1.1' },
  handle: async (request: Request) => {
    const { status, body } = await answer(request);
    const headers = { 'content-type': body.startsWith('<') ? 'text/xml' : 'application/x-amz-json-1.1' };
    const isHead = request.method === 'HEAD';
    return { response: { statusCode: status, headers, body: Readable.from(isHead ? [] : [Buffer.from(body)]) } };
  },
  updateHttpClientConfig: () => {},
  httpHandlerConfigs: () => ({}),
});

/** Whose key signed, and whether a secret is to be read. */
export function askedBy(headers: Request['headers']) {
  const [, keyId = ''] = /Credential=([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  return { keyId, isRead: headers['x-amz-target'] === 'secretsmanager.GetSecretValue' };
}

/** AWS does not know the key, or no longer. */
export const rejected = (isRead: boolean): Answer =>
  isRead
    ? json(400, 'UnrecognizedClientException', 'The security token included in the request is invalid.')
    : xml(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');

export const secretIs = (text: string): Answer => ({
  status: 200,
  body: JSON.stringify({ Name: 'keyturn/alice', SecretString: text }),
});

export function xml(status: number, code: string, message: string): Answer {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, body: `<ErrorResponse>${error}<RequestId>local</RequestId></ErrorResponse>` };
}

const json = (status: number, code: string, message: string): Answer => ({
  status,
  body: JSON.stringify({ __type: code, message }),
});

export function identityIs(keyId: string): Answer {
  const result = `<GetCallerIdentityResult><UserId>${keyId}</UserId></GetCallerIdentityResult>`;
  return { status: 200, body: `<GetCallerIdentityResponse>${result}</GetCallerIdentityResponse>` };
}
