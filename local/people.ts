/** Makes users and keys in a local AWS as people once did, each key on its own day. */
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import type { LocalAws } from './aws';

const HOUR_MS = 60 * 60 * 1000;
export const DAY_MS = 24 * HOUR_MS;

export interface Person {
  readonly userName: string;
  /** @default '/' */
  readonly path?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** In days, at the moment for which the account is made. */
  readonly keyAges: readonly number[];
  /** Which of the keys are Inactive, by position. */
  readonly inactive?: readonly number[];
}

export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface Birth extends KeyPair {
  readonly userName: string;
  /** Among the user's keys. */
  readonly position: number;
}

/**
 * The users with their keys, oldest first. The local AWS's clock is left where the last key was made.
 * @param at when the keys have these ages
 */
export async function populate(aws: LocalAws, people: readonly Person[], at: Date): Promise<Birth[]> {
  const iam = new IAMClient(aws.clientConfig);
  const births = people
    .flatMap((person) => person.keyAges.map((age, position) => ({ person, age, position })))
    .sort((a, b) => b.age - a.age);
  const known = new Set<string>();
  const made: Birth[] = [];
  for (const { person, age, position } of births) {
    // An hour earlier, so that a key of 70 days is that old whenever in the hour somebody looks.
    await aws.setClock(new Date(at.getTime() - age * DAY_MS - HOUR_MS));
    if (!known.has(person.userName)) await createUser(iam, person);
    known.add(person.userName);
    const key = await createKey(iam, person.userName);
    if (person.inactive?.includes(position)) await deactivate(iam, person.userName, key.accessKeyId);
    made.push({ ...key, userName: person.userName, position });
  }
  for (const person of people) if (!known.has(person.userName)) await createUser(iam, person);
  return made;
}

async function createUser(iam: IAMClient, { userName, path = '/', tags = {} }: Person): Promise<void> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await iam.send(new CreateUserCommand({ UserName: userName, Path: path, Tags }));
}

async function createKey(iam: IAMClient, userName: string): Promise<KeyPair> {
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: userName }));
  if (!key?.AccessKeyId || !key.SecretAccessKey) throw new Error(`no key was made for ${userName}`);
  return { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey };
}

async function deactivate(iam: IAMClient, UserName: string, AccessKeyId: string): Promise<void> {
  await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Inactive' }));
}
