/** The real SDK clients, as the function makes them, with the in-memory AWS in place of the network: retries, signatures and XML are real. */
import { type Clients, ownAccountClients } from '../../../lambda/aws/clients';
import type { World } from '../world';
import { type Wire, wireOf } from './wire';

/** The part of a client that is replaced. */
interface WithHandler {
  readonly config: { requestHandler: unknown };
}

/** @param clients as the function makes them, or others to compare them with */
export function sdkClientsOf(world: World, clients: Clients = ownAccountClients()): Clients {
  const handler = handlerOf(wireOf(world));
  const reaching = <Client>(client: Client): Client => {
    (client as WithHandler).config.requestHandler = handler;
    return client;
  };
  const { iam, iamWithoutRetries, secrets, secretsOnce = secrets, sns } = clients;
  for (const client of [iam, iamWithoutRetries, secrets, secretsOnce, sns]) reaching(client);
  return { ...clients, stsSignedBy: (keyPair) => reaching(clients.stsSignedBy(keyPair)) };
}

/** What the SDK expects of an HTTP handler, as far as it uses it. */
function handlerOf(wire: Wire) {
  return {
    handle: async (request: { readonly headers: Record<string, string>; readonly body?: string | Uint8Array }) => {
      const body = typeof request.body === 'string' ? request.body : new TextDecoder().decode(request.body);
      const answer = await wire({ headers: request.headers, body });
      return { response: { ...answer, headers: { ...answer.headers }, body: new TextEncoder().encode(answer.body) } };
    },
    httpHandlerConfigs: () => ({}),
    updateHttpClientConfig: () => {},
    destroy: () => {},
  };
}

/** What the SDK reads from the environment; made-up keys, as nothing leaves the process. */
export const SDK_ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};
