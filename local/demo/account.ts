/** The demo's account in the local AWS: made by people, looked at by the demo. */
import { DeleteAccessKeyCommand, IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretNameOf } from '../../lambda/core/names';
import type { LocalAws } from '../aws';
import { type Birth, DAY_MS, populate } from '../people';
import { RunningProgram } from './program';
import { type Character, castOf } from './story';

export interface KeyNow {
  readonly id: string;
  readonly active: boolean;
}

export interface CurrentKey {
  readonly userName: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export class Account {
  readonly cast: readonly Character[];
  readonly #iam: IAMClient;
  readonly #secrets: SecretsManagerClient;
  /** Every key id in the order of its birth, by user: the demo calls them K1, K2, … */
  readonly #born = new Map<string, string[]>();

  constructor(
    private readonly aws: LocalAws,
    /** When day 0 begins. */
    private readonly begins: Date,
  ) {
    this.cast = castOf(this.dayOf);
    this.#iam = new IAMClient(aws.clientConfig);
    this.#secrets = new SecretsManagerClient(aws.clientConfig);
  }

  dayOf = (day: number) => new Date(this.begins.getTime() + day * DAY_MS);

  /** Creates the cast and returns the programs, each of which holds its user's first key. */
  async populate(): Promise<RunningProgram[]> {
    const births = await populate(this.aws, this.cast, this.begins);
    for (const { userName, accessKeyId } of births) this.nameOf(userName, accessKeyId);
    return this.cast.flatMap(({ userName, programs }) => {
      const held = births.find((birth) => birth.userName === userName && birth.position === 0) as Birth;
      const secretName = secretNameOf('keyturn/', userName);
      return programs.map((actor) => new RunningProgram(this.aws, userName, secretName, actor, held));
    });
  }

  /** K1 for a user's first key, K2 for the next. */
  nameOf(userName: string, accessKeyId: string): string {
    const born = this.#born.get(userName) ?? [];
    if (!born.includes(accessKeyId)) born.push(accessKeyId);
    this.#born.set(userName, born);
    return `K${born.indexOf(accessKeyId) + 1}`;
  }

  /** A sentence with the keys' names instead of their ids. */
  named = (userName: string, text: string) => text.replace(/\bAKIA\w+/g, (id) => this.nameOf(userName, id));

  async keysOf(userName: string): Promise<KeyNow[]> {
    const { AccessKeyMetadata = [] } = await this.#iam.send(new ListAccessKeysCommand({ UserName: userName }));
    return AccessKeyMetadata.map((key) => ({ id: key.AccessKeyId ?? '', active: key.Status === 'Active' }));
  }

  async deleteKey(userName: string, accessKeyId: string): Promise<void> {
    await this.#iam.send(new DeleteAccessKeyCommand({ UserName: userName, AccessKeyId: accessKeyId }));
  }

  /** What AWSCURRENT of each of Keyturn's secrets holds. */
  async currentKeys(): Promise<CurrentKey[]> {
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
