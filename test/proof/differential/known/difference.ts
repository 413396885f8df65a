/** Where the world and an emulator are known to differ. What AWS documents decides, and the world follows it. */
import type { Answer } from '../differential';
import type { DifferentialCall, Names } from '../differential-calls';

export interface Difference {
  /** What the emulator does, where AWS does otherwise. */
  readonly why: string;
  /** AWS's page about the operation. */
  readonly page: string;
  /** Whether the accounts are in different states from here on. */
  readonly changesState: boolean;
  readonly is: (call: DifferentialCall, world: Answer, emulator: Answer) => boolean;
  /** Calls of which the last one shows the difference, in an account with nothing but its users. A row whose example shows none is stale. */
  readonly example: (names: Names) => readonly DifferentialCall[];
}

export const bothRefuse = (name: DifferentialCall['name'], ours: string, theirs: string): Difference['is'] => {
  return (call, world, emulator) => call.name === name && world.error === ours && emulator.error === theirs;
};

export const isAccepted = (name: DifferentialCall['name'], ours: RegExp): Difference['is'] => {
  return (call, world, emulator) => call.name === name && ours.test(world.error ?? '') && 'answer' in emulator;
};

const API = 'https://docs.aws.amazon.com';
export const secretsPage = (operation: string) => `${API}/secretsmanager/latest/apireference/API_${operation}.html`;
export const iamPage = (operation: string) => `${API}/IAM/latest/APIReference/API_${operation}.html`;
export const PUBLISH_PAGE = `${API}/sns/latest/api/API_Publish.html`;

/** For examples: a secret with a value under a token. */
export const created = (Name = '', ClientRequestToken = '', SecretString = 'one'): DifferentialCall => ({
  name: 'CreateSecret',
  input: { Name, ClientRequestToken, SecretString },
});

export const put = (
  SecretId = '',
  ClientRequestToken = '',
  SecretString = 'one',
  VersionStages = ['AWSCURRENT'],
): DifferentialCall => ({
  name: 'PutSecretValue',
  input: { SecretId, ClientRequestToken, SecretString, VersionStages },
});
