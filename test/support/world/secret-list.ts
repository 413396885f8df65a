import type * as sm from '@aws-sdk/client-secrets-manager';
import { type Account, type Secret, type SecretEntry, wholeSeconds } from './account';
import { type Answer, shownTags, stagesByVersion } from './answers';
import { random } from './chance';
import { page } from './paging';

export function listSecrets(account: Account, input: sm.ListSecretsCommandInput): Answer<sm.ListSecretsCommandOutput> {
  const shown: { readonly serial: number; readonly secret: Secret; readonly entry: SecretEntry }[] = [];
  for (const secret of account.secrets.values()) {
    const entry = isPurged(account, secret) ? undefined : listedEntry(account, secret);
    if (entry && isWanted(secret, entry, input)) shown.push({ serial: secret.serial, secret, entry });
  }
  const { items, next } = page(account, shown, input.NextToken, input.MaxResults);
  return {
    SecretList: items.map(({ secret, entry }) => listItem(secret, entry)),
    ...(next !== undefined && { NextToken: next }),
  };
}

function isPurged({ now }: Account, { purgeAt }: Secret): boolean {
  return purgeAt !== undefined && purgeAt <= now;
}

function isWanted(secret: Secret, entry: SecretEntry, input: sm.ListSecretsCommandInput): boolean {
  if (entry.deletedAt !== undefined && !input.IncludePlannedDeletion) return false;
  return (input.Filters ?? []).every(({ Key, Values = [] }) => {
    const texts = filteredTexts(Key, secret, entry);
    return Values.some((prefix) => texts.some((text) => text.startsWith(prefix)));
  });
}

/** Filters compare by prefix, and case counts. */
function filteredTexts(filter: string | undefined, secret: Secret, entry: SecretEntry): string[] {
  if (filter === 'tag-key') return Object.keys(entry.tags);
  if (filter === 'tag-value') return Object.values(entry.tags);
  if (filter === 'name') return [secret.name];
  throw new Error(`World does not model the ListSecrets filter ${filter}`);
}

function listItem(secret: Secret, entry: SecretEntry): sm.SecretListEntry {
  return {
    ARN: secret.arn,
    Name: secret.name,
    CreatedDate: new Date(secret.createdAt),
    ...(entry.deletedAt !== undefined && { DeletedDate: wholeSeconds(entry.deletedAt) }),
    ...shownTags(entry.tags),
    ...(entry.labels.size > 0 && { SecretVersionsToStages: stagesByVersion(entry.labels) }),
    ...secret.elsewhere,
    ...(secret.kmsKeyId !== undefined && { KmsKeyId: secret.kmsKeyId }),
  };
}

/** Lets the list show the secret as it is now for a while longer. To be called before each change to a secret. */
export function beforeChange(account: Account, secret: Secret, { isNew = false } = {}): void {
  const { secretListLagMs } = account.options;
  if (secretListLagMs === 0 || isLagging(account, secret)) return;
  const until = account.now + Math.floor(random(account) * secretListLagMs);
  secret.listed = isNew ? { until } : { until, entry: copied(secret) };
}

function isLagging({ now }: Account, { listed }: Secret): boolean {
  return listed !== undefined && now < listed.until;
}

function listedEntry(account: Account, secret: Secret): SecretEntry | undefined {
  return isLagging(account, secret) ? secret.listed?.entry : secret;
}

function copied({ tags, labels, deletedAt }: Secret): SecretEntry {
  return { tags: { ...tags }, labels: new Map(labels), ...(deletedAt !== undefined && { deletedAt }) };
}
