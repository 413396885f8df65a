/** An account of the demo in the local AWS: made by people, looked at by the demo. */
import { DeleteAccessKeyCommand, IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretNameOf } from '../../lambda/core/names';
import type { LocalAws } from '../aws';
import { type Birth, DAY_MS, populate } from '../people';
import { KeyNames } from './key-names';
import { RunningProgram } from './program';
import type { Character } from './story';

export interface KeyNow {
  readonly id: string;
  readonly active: boolean;
}

export interface CurrentKey {
  readonly userName: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Whose key the secret says it is. */
  readonly accountId: string;
}

export type DayOf = (day: number) => Date;

/** @param begins when day 0 begins */
export const daysFrom =
  (begins: Date): DayOf =>
  (day) =>
    new Date(begins.getTime() + day * DAY_MS);

interface Known {
  /** What the demo calls it, where there are several. */
  readonly label?: string;
  readonly names?: KeyNames;
}

export class Account {
  readonly names: KeyNames;
  readonly label: string | undefined;
  readonly #iam: IAMClient;
  readonly #secrets: SecretsManagerClient;

  constructor(
    /** With an administrator's hands in this account. */
    readonly aws: LocalAws,
    readonly dayOf: DayOf,
    readonly cast: readonly Character[],
    { label, names = new KeyNames() }: Known = {},
  ) {
    this.label = label;
    this.names = names;
    this.#iam = new IAMClient(aws.clientConfig);
    this.#secrets = new SecretsManagerClient(aws.clientConfig);
  }

  /** What the demo calls a user: `web/storefront` where there are several accounts. */
  who = (userName: string) => (this.label === undefined ? userName : `${this.label}/${userName}`);

  /** Creates the cast and returns the programs, each of which holds its user's first key. */
  async populate(): Promise<RunningProgram[]> {
    const births = await populate(this.aws, this.cast, this.dayOf(0));
    for (const { userName, accessKeyId } of births) this.nameOf(userName, accessKeyId);
    return this.cast.flatMap(({ userName, programs }) => {
      const held = births.find((birth) => birth.userName === userName && birth.position === 0) as Birth;
      const secretName = secretNameOf('keyturn/', userName);
      return programs.map((actor) => new RunningProgram(this.aws, this.who(userName), secretName, actor, held));
    });
  }

  nameOf = (userName: string, accessKeyId: string) => this.names.nameOf(this.who(userName), accessKeyId);

  named = (userName: string, text: string) => this.names.named(this.who(userName), text);

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
      const { AccountId: accountId = '' } = value;
      return userName && accessKeyId && secretAccessKey ? [{ userName, accessKeyId, secretAccessKey, accountId }] : [];
    });
  }
}
