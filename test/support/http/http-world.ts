/** The in-memory AWS behind HTTP, for programs that are processes of their own: the function's real bundle. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { World } from '../world';
import { wireOf } from './wire';

export interface HttpWorld {
  /** What a process needs to find it, and nothing else of AWS. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

export async function serveOverHttp(world: World): Promise<HttpWorld> {
  const wire = wireOf(world, withPolicies);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const { statusCode, headers, body } = await wire({
        headers: request.headers,
        body: String(Buffer.concat(chunks)),
      });
      response.writeHead(statusCode, headers).end(body);
    });
  });
  // As AWS does, for longer than a busy client leaves a connection alone.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Users have policies and groups, and a page of a thousand users holds them all: an inline policy at half of IAM's limit, two groups. */
function withPolicies(operation: string, output: object): object {
  if (operation !== 'GetAccountAuthorizationDetails') return output;
  const { UserDetailList = [] } = output as { readonly UserDetailList?: readonly object[] };
  return { ...output, UserDetailList: UserDetailList.map((user) => ({ ...user, ...POLICIES })) };
}

const STATEMENT = {
  Effect: 'Allow',
  Action: ['s3:GetObject', 's3:PutObject'],
  Resource: 'arn:aws:s3:::a-bucket-of-ours/*',
};
const POLICIES = {
  UserPolicyList: [
    {
      PolicyName: 'inline',
      // IAM writes policies in URL encoding.
      PolicyDocument: encodeURIComponent(
        JSON.stringify({ Version: '2012-10-17', Statement: Array(8).fill(STATEMENT) }),
      ),
    },
  ],
  GroupList: ['programs', 'readers'],
  AttachedManagedPolicies: ['ReadOnlyAccess', 'AmazonS3FullAccess'].map((PolicyName) => ({
    PolicyName,
    PolicyArn: `arn:aws:iam::aws:policy/${PolicyName}`,
  })),
};
