/** A program or a recipe lives through a whole rotation of its user's key, in the local AWS. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteSecretCommand, RestoreSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { KeyPair } from '../../../lambda/core/secret/key-pair';
import { dueDate, leadDays } from '../../../lambda/core/user/timetable';
import { aConfig, DAY, stepsOf } from '../simulation/harness';
import type { Deployed } from './deployed';

const DOCS = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'consumers.md'), 'utf8');

/** The code blocks under a heading of docs/consumers.md. */
export function recipe(heading: string, language: string): string[] {
  const section = DOCS.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, code = '']) => code);
}

/** How old a key is when its rotation is due, by the default policy. */
export const DUE_AGE = dueDate(aConfig(), new Date(0)).getTime() / DAY;

/** How many days after a rotation an old key that is still in use is held from. */
export const HELD_FROM = leadDays(aConfig());

/** A user whose rotation is due a day after `day`. Each test has its own, so a recipe's text is changed in nothing but the name. */
export async function aUser(deployed: Deployed, name: string, day: number): Promise<KeyPair> {
  const key = await deployed.addUser(name, DUE_AGE - 1 - day);
  await deployed.setDay(day);
  return key;
}

/** The program calls at least that often, so that it makes no pause. */
const APART_DAYS = 4;
/** When it calls for the fourth time nobody can read the secret, which is scheduled for deletion: both keys work by then. */
const UNREADABLE = 3;
/** More than any rotation takes. */
const MOST_CALLS = 20;

/**
 * On each day the program calls, then the function runs: on every day on which something is due, as the product says, on some between, and
 * once more after the old key is gone. @returns the steps of the user
 */
export async function throughARotation(
  deployed: Deployed,
  name: string,
  from: number,
  use: () => Promise<void>,
  always: 'readable' | undefined = undefined,
): Promise<string[]> {
  const steps: string[] = [];
  let day = from;
  let isGone = false;
  for (let calls = 0; calls < MOST_CALLS; calls++) {
    await deployed.setDay(day);
    if (calls === UNREADABLE && !always) await whileUnreadable(deployed, `keyturn/${name}`, use);
    else await use();
    const ran = day + 0.25;
    steps.push(...stepsOf(await deployed.run(ran), name));
    if (isGone) return steps;
    isGone = steps.includes('delete-key');
    const next = isGone ? day + 1 : Math.ceil(await deployed.nextDay(name, ran));
    day = Math.min(next, day + APART_DAYS);
  }
  return steps;
}

async function whileUnreadable({ secrets }: Deployed, SecretId: string, use: () => Promise<void>): Promise<void> {
  await secrets.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));
  await use();
  await secrets.send(new RestoreSecretCommand({ SecretId }));
}

/** What AWS refused with 403 since the beginning, whoever asked. */
export const refused = async (deployed: Deployed) =>
  (await deployed.aws.calls())
    .filter(({ status, byFunction }) => status === 403 && !byFunction)
    .map(({ action }) => action);

/** A home folder with these files in `.aws`; no credentials in the environment but the given ones. */
export function aHome(
  deployed: Deployed,
  home: string,
  files: Readonly<Record<string, string>>,
  key?: KeyPair,
): { readonly home: string; readonly env: NodeJS.ProcessEnv } {
  mkdirSync(join(home, '.aws'), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(home, '.aws', file), text, { mode: 0o600 });
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE, ...env } =
    deployed.aws.env;
  const credentials = key && { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey };
  return { home, env: { ...env, HOME: home, ...credentials } };
}
