/** A program with the real `keyturn/consumer`: the SDK's clients, signatures and retries, with the in-memory AWS in place of the network. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromKeyturnSecret } from '../../../consumer/from-keyturn-secret';
import type { KeyPair } from '../../../lambda/core/secret/key-pair';
import { askedBy, identityIs, rejected, secretIs, servedBy } from '../deployed/aws-at-hand';
import type { Life } from './life';

/** Of a role that may read the secret. It is nobody's key, so it always works. */
export const ROLE: KeyPair = { accessKeyId: 'ASIAROLE88888EXAMPLE', secretAccessKey: 'role' };

export class Program {
  /** What its calls were refused with. */
  readonly refused: string[] = [];
  /** What the consumer reported. */
  readonly problems: string[] = [];
  calls = 0;
  /** Of one call. */
  mostRetries = 0;
  readonly #sts: STSClient;
  #last: Promise<void> = Promise.resolve();
  #attempts = 0;

  /** @param bootstrap what it was started with */
  constructor(
    private readonly life: Life,
    private readonly userName: string,
    bootstrap: KeyPair,
  ) {
    const requestHandler = servedBy(async ({ headers }) => this.#answer(askedBy(headers)));
    const keyturn = fromKeyturnSecret({
      secretId: `keyturn/${userName}`,
      region: 'us-east-1',
      bootstrap,
      clientConfig: { requestHandler, maxAttempts: 1 },
      onProblem: ({ message }) => this.problems.push(message),
      now: () => life.world.now.getTime(),
    });
    // Without the SDK's own: what is repeated, the consumer repeats.
    this.#sts = new STSClient({ region: 'us-east-1', requestHandler, maxAttempts: 1, extensions: [keyturn] });
  }

  /** One after the other, so that it is known whose each attempt is. */
  call(): Promise<void> {
    this.#last = this.#last.then(() => this.#callOnce());
    return this.#last;
  }

  async #callOnce(): Promise<void> {
    this.calls++;
    this.#attempts = 0;
    await this.#sts.send(new GetCallerIdentityCommand({})).catch(({ name }: Error) => this.refused.push(name));
    this.mostRetries = Math.max(this.mostRetries, this.#attempts - 1);
  }

  #answer({ keyId, isRead }: ReturnType<typeof askedBy>) {
    const { world, watch } = this.life;
    if (!isRead) this.#attempts++;
    try {
      if (keyId !== ROLE.accessKeyId) {
        world.useKey(keyId, { service: isRead ? 'secretsmanager' : 'sts' });
        watch.used(keyId);
      }
    } catch {
      return rejected(isRead);
    }
    return isRead ? secretIs(world.secretValue(`keyturn/${this.userName}`)) : identityIs(keyId);
  }
}
