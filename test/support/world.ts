import type { Clients } from '../../lambda/aws/clients';
import type { KeyPair } from '../../lambda/core/secret/key-pair';
import {
  type Account,
  type Console,
  copiedAccount,
  type Grants,
  type Key,
  type KeyStatus,
  newAccount,
  type Published,
  type ReportedUser,
  type Secret,
  type User,
  type WorldOptions,
} from './world/account';
import { tagList } from './world/answers';
import { authenticate, recordUse } from './world/authentication';
import type { Call, Intercept, SettledCall } from './world/calls';
import { userId } from './world/chance';
import { recordEvent } from './world/cloud-trail';
import { generateCredentialReport } from './world/credential-report';
import { noSuchEntity } from './world/errors';
import { deleteAccessKey, newKey, updateAccessKey, userNamed } from './world/iam';
import { clientsOfProcess } from './world/process';
import * as secretsManager from './world/secrets-manager';

export type { Key, KeyStatus, LastUse, Published, ReportedUser, Secret, User, WorldOptions } from './world/account';
export { type Action, atCall, type Call, failing, type Intercept, type SettledCall } from './world/calls';
export { accessDenied, type Service, serviceError, throttled, timedOut } from './world/errors';
export { Crash } from './world/process';

/**
 * An AWS account in memory: exactly what Keyturn uses of IAM, Secrets Manager, STS, SNS and CloudTrail, with a clock that tests move.
 * Programs reach it through `clients`; what people and consumers do has methods of its own, which no fault touches.
 */
export class World {
  readonly #account: Account;
  /** Asked before each call of a program: faults, crashes and gates go in here. */
  intercept: Intercept | undefined;
  /** Asked when a call has had its effect and its answer has not reached the process yet, which may be stopped there for a while. */
  beforeAnswer: ((call: Call) => Promise<void>) | undefined;
  /** Told after each call that reached AWS. What it throws kills the process and stays in `violations`. */
  onCall: ((world: World, call: SettledCall) => void) | undefined;
  /** Kept because the code under test could catch and swallow what an invariant throws. */
  readonly violations: Error[] = [];
  /** While true, calls are kept in `recorded`. */
  recording = false;
  readonly recorded: SettledCall[] = [];
  /** How often each operation was called, as in `calls.CreateAccessKey`. */
  readonly calls: Record<string, number> = {};
  #nextIndex = 0;

  constructor(options: Partial<WorldOptions> = {}, account = newAccount(options)) {
    this.#account = account;
  }

  /** The same account at the same time, to go on from here in another way. Hooks and counts start afresh. */
  clone(): World {
    return new World({}, copiedAccount(this.#account));
  }

  /** The clients of a new process; `actor` is its name in calls and crashes. */
  clients(actor = 'keyturn'): Clients {
    return clientsOfProcess(this, actor);
  }

  get now(): Date {
    return new Date(this.#account.now);
  }

  set now(now: Date) {
    this.#account.now = now.getTime();
  }

  advance(ms: number): void {
    this.#account.now += ms;
  }

  // What there is. Read it only; the methods below change it.

  get options(): WorldOptions {
    return this.#account.options;
  }

  get accountId(): string {
    return this.#account.id;
  }

  get users(): ReadonlyMap<string, Readonly<User>> {
    return this.#account.users;
  }

  get secrets(): ReadonlyMap<string, Readonly<Secret>> {
    return this.#account.secrets;
  }

  get published(): readonly Published[] {
    return this.#account.published;
  }

  /** Whom IAM's credential report shows to a run that begins now, and as of when. A report that is too old is made anew, which takes its time. */
  reported(): { readonly at: Date; readonly users: readonly ReportedUser[] } {
    const account = this.#account;
    while (generateCredentialReport(account).State !== 'COMPLETE') account.now += REPORT_PAUSE_MS;
    return { at: new Date(account.report.startedAt ?? 0), users: account.report.users ?? [] };
  }

  keysOf(userName: string): readonly Readonly<Key>[] {
    return userNamed(this.#account, userName).keys;
  }

  /** Undefined once it is deleted. */
  key(accessKeyId: string): Readonly<Key> | undefined {
    return this.#account.keys.get(accessKeyId);
  }

  /** Every secret half that ever was, to search logs, messages and results for. */
  allSecretHalves(): readonly string[] {
    return this.#account.secretHalves;
  }

  // What consumers do.

  /** A request signed with a key. Throws InvalidClientTokenId if AWS refuses the key, SignatureDoesNotMatch for a wrong half. */
  useKey(accessKeyId: string, use: Partial<UseOfKey> = {}): void {
    const { service = 's3', region = 'us-east-1', secretAccessKey } = use;
    const key = authenticate(this.#account, { accessKeyId, ...(secretAccessKey !== undefined && { secretAccessKey }) });
    recordUse(this.#account, key, { service, region });
    const {
      eventName = 'ListBuckets',
      sourceIpAddress = '203.0.113.7',
      userAgent = 'aws-cli/2.17.5 md/awscrt#0.20.11',
    } = use;
    recordEvent(this.#account, key, { service, region, eventName, sourceIpAddress, userAgent });
  }

  /** The string that a version of a secret holds. Throws as GetSecretValue does. */
  secretValue(nameOrArn: string, stage = 'AWSCURRENT'): string {
    const input = { SecretId: nameOrArn, VersionStage: stage };
    return secretsManager.getSecretValue(this.#account, input).SecretString ?? '';
  }

  // What people do.

  addUser({ name, path = '/', tags = {}, createdAt = this.now, ...more }: NewUser): Readonly<User> {
    if (this.#account.users.has(name)) throw new Error(`User ${name} exists`);
    const serial = this.#account.counter++;
    const user: User = {
      serial,
      id: userId(serial),
      name,
      path,
      createdAt: createdAt.getTime(),
      tags: { ...tags },
      keys: [],
      ...more,
    };
    this.#account.users.set(name, user);
    return user;
  }

  /** Takes the user's keys along. */
  deleteUser(userName: string): void {
    for (const key of userNamed(this.#account, userName).keys) this.#account.keys.delete(key.id);
    this.#account.users.delete(userName);
  }

  renameUser(userName: string, newName: string): void {
    const user = userNamed(this.#account, userName);
    user.name = newName;
    for (const key of user.keys) key.userName = newName;
    // Built anew, because pages rely on the order.
    const users = [...this.#account.users.values()];
    this.#account.users.clear();
    for (const one of users) this.#account.users.set(one.name, one);
  }

  tagUser(userName: string, tags: Readonly<Record<string, string>>): void {
    Object.assign(userNamed(this.#account, userName).tags, tags);
  }

  untagUser(userName: string, ...tagKeys: readonly string[]): void {
    for (const tagKey of tagKeys) delete userNamed(this.#account, userName).tags[tagKey];
  }

  /** As old as asked, unlike a key that a program creates. Throws LimitExceededException for a third key. */
  createKey(userName: string, { createdAt = this.now }: { readonly createdAt?: Date } = {}): KeyPair {
    const key = newKey(this.#account, userNamed(this.#account, userName), createdAt.getTime());
    return { accessKeyId: key.id, secretAccessKey: key.secretHalf };
  }

  setKeyStatus(accessKeyId: string, status: KeyStatus): void {
    updateAccessKey(this.#account, { ...this.#ownerOf(accessKeyId), AccessKeyId: accessKeyId, Status: status });
  }

  deleteKey(accessKeyId: string): void {
    deleteAccessKey(this.#account, { ...this.#ownerOf(accessKeyId), AccessKeyId: accessKeyId });
  }

  #ownerOf(accessKeyId: string): { readonly UserName: string } {
    const key = this.key(accessKeyId);
    if (!key) throw noSuchEntity(`The Access Key with id ${accessKeyId} cannot be found.`);
    return { UserName: key.userName };
  }

  addSecret(name: string, value?: string, tags: Readonly<Record<string, string>> = {}): void {
    secretsManager.createSecret(this.#account, { Name: name, SecretString: value, Tags: tagList(tags) });
  }

  /** Somebody writes a new AWSCURRENT, under a version id that is not Keyturn's. */
  overwriteSecret(name: string, value: string): void {
    secretsManager.putSecretValue(this.#account, { SecretId: name, SecretString: value });
  }

  tagSecret(name: string, tags: Readonly<Record<string, string>>): void {
    secretsManager.tagResource(this.#account, { SecretId: name, Tags: tagList(tags) });
  }

  untagSecret(name: string, ...tagKeys: readonly string[]): void {
    secretsManager.untagResource(this.#account, { SecretId: name, TagKeys: [...tagKeys] });
  }

  /** Moves a label from wherever it is. */
  moveLabel(name: string, label: string, versionId: string): void {
    const RemoveFromVersionId = this.secrets.get(name)?.labels.get(label);
    const input = { SecretId: name, VersionStage: label, MoveToVersionId: versionId, RemoveFromVersionId };
    secretsManager.updateSecretVersionStage(this.#account, input);
  }

  /** Schedules the deletion, for the end of AWS's recovery window. */
  deleteSecret(name: string, { recoveryDays = 30 } = {}): void {
    secretsManager.deleteSecret(this.#account, { SecretId: name, RecoveryWindowInDays: recoveryDays });
  }

  /** Somebody makes the secret a copy, hands it to a service, or lets a function of theirs rotate it. */
  ownElsewhere(name: string, elsewhere: NonNullable<Secret['elsewhere']>): void {
    secretsManager.existing(this.#account, name).elsewhere = elsewhere;
  }

  stopReplication(name: string): void {
    secretsManager.stopReplicationToReplica(this.#account, { SecretId: name });
  }

  cancelRotation(name: string): void {
    secretsManager.cancelRotateSecret(this.#account, { SecretId: name });
  }

  deleteTopic(topicArn: string): void {
    this.#account.deletedTopics.add(topicArn);
  }

  restoreSecret(name: string): void {
    secretsManager.restoreSecret(this.#account, { SecretId: name });
  }

  // The two halves of a call, for the clients.

  announce(call: Omit<Call, 'index'>): Call {
    this.calls[call.operation] = (this.calls[call.operation] ?? 0) + 1;
    return { index: this.#nextIndex++, ...call };
  }

  settle(call: Call, effect: (account: Account) => object): SettledCall & { readonly violation?: Error } {
    const settled = { ...call, ...outcome(() => effect(this.#account)) };
    if (this.recording) this.recorded.push(settled);
    try {
      this.onCall?.(this, settled);
      return settled;
    } catch (thrown) {
      const violation = thrown instanceof Error ? thrown : new Error(String(thrown));
      this.violations.push(violation);
      return { ...settled, violation };
    }
  }
}

/** As lambda/run/read/scan.ts pauses first. */
const REPORT_PAUSE_MS = 2_000;

export interface UseOfKey {
  readonly service: string;
  readonly region: string;
  readonly secretAccessKey: string;
  readonly eventName: string;
  readonly sourceIpAddress: string;
  readonly userAgent: string;
}

export interface NewUser {
  readonly name: string;
  readonly path?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly createdAt?: Date;
  readonly console?: Console;
  readonly grants?: Grants;
}

function outcome(effect: () => object): { readonly answer: object } | { readonly error: unknown } {
  try {
    return { answer: effect() };
  } catch (error) {
    return { error };
  }
}
