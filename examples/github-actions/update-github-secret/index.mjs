/**
 * Copies the key that a Keyturn secret holds into a secret of GitHub Actions. It copies what is there now, whatever it was invoked for, so
 * a message that comes twice, late or out of order does no harm, and the daily run makes up for one that was lost.
 *
 * All of the value becomes one secret of GitHub's. With one for each half, a job that starts between two writes would get halves of two keys.
 */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import sodium from 'libsodium-wrappers';

const { KEY_SECRET_ID, TOKEN_SECRET_ID, REPOSITORY, GITHUB_SECRET_NAME } = process.env;
const GITHUB = process.env.GITHUB_API_URL ?? 'https://api.github.com';

const secrets = new SecretsManagerClient();

export async function handler() {
  const value = await read(KEY_SECRET_ID);
  // Before the first rotation there is no key in it.
  if (!JSON.parse(value).SecretAccessKey) return;
  const token = await read(TOKEN_SECRET_ID);
  const { key, key_id } = await github('GET', 'public-key', token);
  await github('PUT', GITHUB_SECRET_NAME, token, { encrypted_value: await seal(value, key), key_id });
}

async function read(secretId) {
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: secretId }));
  return SecretString;
}

/** What fails is thrown: Lambda tries again twice, then the event goes to the dead-letter queue. */
async function github(method, path, token, body) {
  const response = await fetch(`${GITHUB}/repos/${REPOSITORY}/actions/secrets/${path}`, {
    method,
    headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${token}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`GitHub answered ${response.status} to ${method} ${path} of ${REPOSITORY}`);
  return response.status === 200 ? response.json() : undefined;
}

/** As GitHub asks for it: only the repository can open it. */
async function seal(text, publicKey) {
  await sodium.ready;
  const key = sodium.from_base64(publicKey, sodium.base64_variants.ORIGINAL);
  return sodium.to_base64(sodium.crypto_box_seal(text, key), sodium.base64_variants.ORIGINAL);
}
