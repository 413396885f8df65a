/** The demo's account in the local AWS: made by people, looked at by the demo. */
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretNameOf } from '../lambda/core/names';
import type { LocalAws } from './aws';
import { Consumer } from './consumer';
import { CAST, tagsOf } from './story';

const HOUR_MS = 60 * 60 * 1000;
export const DAY_MS = 24 * HOUR_MS;

export class Account {
  readonly #iam: IAMClient;
  readonly #secrets: SecretsManagerClient;
  /** Every key id in the order of its birth, by user: the demo calls them K1, K2, … */
  readonly #born = new Map<string, string[]>();

  constructor(
    private readonly aws: LocalAws,
    /** When day 0 begins. */
    private readonly begins: Date,
  ) {
    this.#iam = new IAMClient(aws.clientConfig);
    this.#secrets = new SecretsManagerClient(aws.clientConfig);
  }

  dayOf = (day: number) => new Date(this.begins.getTime() + day * DAY_MS);

  /** Creates the cast, each key on its own day, oldest first, and returns the programs. */
  async populate(): Promise<Consumer[]> {
    const births = CAST.flatMap((character) =>
      character.keyAges.map((age, position) => ({ character, age, position })),
    );
    births.sort((a, b) => b.age - a.age);
    const known = new Set<string>();
    const consumers: Consumer[] = [];
    for (const { character, age, position } of births) {
      const { userName, habit, inactive } = character;
      // An hour earlier, so that a key of 70 days is that old when day 0 begins.
      await this.aws.setClock(new Date(this.dayOf(-age).getTime() - HOUR_MS));
      if (!known.has(userName)) {
        const tags = Object.entries(tagsOf(character, this.dayOf)).map(([Key, Value]) => ({ Key, Value }));
        await this.#iam.send(new CreateUserCommand({ UserName: userName, Tags: tags }));
        known.add(userName);
      }
      const { AccessKey: key } = await this.#iam.send(new CreateAccessKeyCommand({ UserName: userName }));
      if (!key?.AccessKeyId || !key.SecretAccessKey) throw new Error(`no key was made for ${userName}`);
      this.nameOf(userName, key.AccessKeyId);
      if (inactive?.includes(position)) await this.setStatus(userName, key.AccessKeyId, 'Inactive');
      const held = { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey };
      if (habit && position === 0)
        consumers.push(new Consumer(this.aws, userName, secretNameOf('keyturn/', userName), habit, held));
    }
    return consumers;
  }

  /** K1 for a user's first key, K2 for the next. */
  nameOf(userName: string, accessKeyId: string): string {
    const born = this.#born.get(userName) ?? [];
    if (!born.includes(accessKeyId)) born.push(accessKeyId);
    this.#born.set(userName, born);
    return `K${born.indexOf(accessKeyId) + 1}`;
  }

  async setStatus(userName: string, accessKeyId: string, status: 'Active' | 'Inactive'): Promise<void> {
    const change = { UserName: userName, AccessKeyId: accessKeyId, Status: status };
    await this.#iam.send(new UpdateAccessKeyCommand(change));
  }

  async keysOf(userName: string): Promise<{ id: string; active: boolean }[]> {
    const { AccessKeyMetadata = [] } = await this.#iam.send(new ListAccessKeysCommand({ UserName: userName }));
    return AccessKeyMetadata.map((key) => ({ id: key.AccessKeyId ?? '', active: key.Status === 'Active' }));
  }

  async deleteKey(userName: string, accessKeyId: string): Promise<void> {
    await this.#iam.send(new DeleteAccessKeyCommand({ UserName: userName, AccessKeyId: accessKeyId }));
  }

  /** What AWSCURRENT of each of Keyturn's secrets holds. */
  async currentKeys(): Promise<{ userName: string; accessKeyId: string; secretAccessKey: string }[]> {
    const { SecretList = [] } = await this.#secrets.send(new ListSecretsCommand({ MaxResults: 100 }));
    const values = await Promise.all(
      SecretList.map(({ ARN }) => this.#secrets.send(new GetSecretValueCommand({ SecretId: ARN }))),
    );
    return values.flatMap(({ SecretString }) => {
      const value = JSON.parse(SecretString ?? '{}') as Record<string, string>;
      const { UserName: userName, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = value;
      return userName && accessKeyId && secretAccessKey ? [{ userName, accessKeyId, secretAccessKey }] : [];
    });
  }
}
