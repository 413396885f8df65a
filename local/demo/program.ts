/** A program that lives on a user's key, as real as it gets: it signs GetSecretValue and GetCallerIdentity with what it holds. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { LocalAws } from '../aws';
import type { KeyPair } from '../people';
import type { Actor } from './story';

const HOURS = 24;

interface Sent {
  readonly request: { readonly headers: Record<string, string> };
}

export class RunningProgram {
  calls = 0;
  /** One sentence for each call that AWS refused. */
  readonly refusals: string[] = [];
  #sts: STSClient | undefined;
  #secrets: SecretsManagerClient | undefined;

  constructor(
    private readonly aws: LocalAws,
    readonly userName: string,
    private readonly secretName: string,
    readonly actor: Actor,
    private held: KeyPair,
  ) {}

  /** From now on it calls with that one. */
  hold({ accessKeyId, secretAccessKey }: KeyPair): void {
    this.held = { accessKeyId, secretAccessKey };
    this.#sts = this.#secrets = undefined;
  }

  /** The first hour of that day at which it has something to do; undefined when it sleeps all day. */
  hourOn(day: number): number | undefined {
    for (let hour = 0; hour < HOURS; hour++) if (this.actor.calls(day * HOURS + hour)) return hour;
    return undefined;
  }

  async live(day: number, hour: number): Promise<void> {
    if (this.actor.reads(day * HOURS + hour)) await this.#readSecret();
    this.calls++;
    await this.#stsClient()
      .send(new GetCallerIdentityCommand({}))
      .catch((error: Error) => {
        const { name } = this.actor;
        this.refusals.push(
          `day ${day}: ${name} of ${this.userName} was refused with ${this.held.accessKeyId} (${error.name})`,
        );
      });
  }

  /** With its own key, as a program outside AWS would, unless a role does it. Before the first rotation there is nothing to read. */
  async #readSecret(): Promise<void> {
    const answer = await this.#secretsClient()
      .send(new GetSecretValueCommand({ SecretId: this.secretName }))
      .catch((error: Error) => {
        // A key that is refused here is refused in the call that follows, which is the one that counts.
        if (/ResourceNotFound|UnrecognizedClient/.test(error.name)) return undefined;
        throw error;
      });
    const { AccessKeyId, SecretAccessKey } = JSON.parse(answer?.SecretString ?? '{}') as Record<string, string>;
    if (!AccessKeyId || !SecretAccessKey || AccessKeyId === this.held.accessKeyId) return;
    this.hold({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey });
  }

  #stsClient(): STSClient {
    this.#sts ??= this.#from(new STSClient({ ...this.aws.clientConfig, credentials: this.held, maxAttempts: 1 }));
    return this.#sts;
  }

  #secretsClient(): SecretsManagerClient {
    const { clientConfig } = this.aws;
    const credentials = this.actor.readsByRole ? clientConfig.credentials : this.held;
    this.#secrets ??= this.#from(new SecretsManagerClient({ ...clientConfig, credentials }));
    return this.#secrets;
  }

  /** Its name and its machine go with each call, so that CloudTrail can name it. */
  #from<C extends { readonly middlewareStack: unknown }>(client: C): C {
    const { name, address } = this.actor;
    const whoCalls = (next: (args: Sent) => unknown) => (args: Sent) => {
      args.request.headers['user-agent'] = `${name}/1.0`;
      args.request.headers['x-forwarded-for'] = address;
      return next(args);
    };
    const { middlewareStack } = client as { middlewareStack: { add(middleware: unknown, options: object): void } };
    middlewareStack.add(whoCalls, { step: 'build', priority: 'low', name: 'whoCalls' });
    return client;
  }
}
