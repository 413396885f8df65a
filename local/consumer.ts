/** A program that lives on a user's key, as real as it gets: it signs GetSecretValue and GetCallerIdentity with what it holds. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { LocalAws } from './aws';
import type { Habit } from './story';

interface HeldKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** How often a program calls AWS, and how often it looks at its secret, in days. */
const EVERY: Readonly<Record<Habit, { readonly call: number; readonly read: number }>> = {
  prompt: { call: 1, read: 1 },
  weekly: { call: 7, read: 7 },
  slow: { call: 1, read: 10 },
  never: { call: 1, read: Number.POSITIVE_INFINITY },
};

export class Consumer {
  calls = 0;
  /** One sentence for each call that AWS refused. */
  readonly failures: string[] = [];

  constructor(
    private readonly aws: LocalAws,
    readonly userName: string,
    private readonly secretName: string,
    private readonly habit: Habit,
    private held: HeldKey,
  ) {}

  async live(day: number): Promise<void> {
    const { call, read } = EVERY[this.habit];
    if (day % call !== 0) return;
    if (day % read === 0) await this.#readSecret();
    await this.#callAws(day);
  }

  /** With its own key, as a program outside AWS would. Before the first rotation there is nothing to read. */
  async #readSecret(): Promise<void> {
    const client = new SecretsManagerClient({ ...this.aws.clientConfig, credentials: this.held });
    const answer = await client.send(new GetSecretValueCommand({ SecretId: this.secretName })).catch((error: Error) => {
      if (error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    });
    const value = JSON.parse(answer?.SecretString ?? '{}') as { AccessKeyId?: string; SecretAccessKey?: string };
    if (value.AccessKeyId && value.SecretAccessKey)
      this.held = { accessKeyId: value.AccessKeyId, secretAccessKey: value.SecretAccessKey };
  }

  async #callAws(day: number): Promise<void> {
    this.calls++;
    const client = new STSClient({ ...this.aws.clientConfig, credentials: this.held, maxAttempts: 1 });
    await client.send(new GetCallerIdentityCommand({})).catch((error: Error) => {
      this.failures.push(`day ${day}: ${this.userName} was refused with ${this.held.accessKeyId} (${error.name})`);
    });
  }
}
