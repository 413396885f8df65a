/** S3 over HTTP, as far as the hub's functions use it: objects by their paths. Whatever is posted is a message to a topic. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export class ObjectStore {
  readonly objects = new Map<string, Buffer>();
  /** Bodies of what was posted. */
  readonly posted: string[] = [];
  readonly env: NodeJS.ProcessEnv;

  private constructor(private readonly server: Server) {
    const { port } = server.address() as AddressInfo;
    this.env = {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: `http://localhost:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
  }

  static async start(): Promise<ObjectStore> {
    let store: ObjectStore | undefined;
    const server = createServer(async (request, response) => {
      const body = await buffer(request);
      const path = decodeURIComponent((request.url ?? '/').split('?')[0] ?? '').slice(1);
      if (request.method === 'PUT') {
        store?.objects.set(path, body);
        response.end();
      } else if (request.method === 'GET') {
        const object = store?.objects.get(path);
        if (object) response.end(object);
        else
          response.writeHead(404, { 'Content-Type': 'application/xml' }).end('<Error><Code>NoSuchKey</Code></Error>');
      } else {
        store?.posted.push(body.toString());
        response.end('<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>');
      }
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    store = new ObjectStore(server);
    return store;
  }

  put(path: string, value: unknown): void {
    this.objects.set(path, Buffer.from(JSON.stringify(value)));
  }

  text(path: string): string {
    return this.objects.get(path)?.toString() ?? '';
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
