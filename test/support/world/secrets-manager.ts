import type * as sm from '@aws-sdk/client-secrets-manager';
import { type Account, type Secret, wholeSeconds } from './account';
import { type Answer, shownTags, stagesByVersion, tagList } from './answers';
import { arnSuffix } from './chance';
import * as errors from './errors';
import { beforeChange, listSecrets } from './secret-list';
import { checkedName, checkedTags, checkedToken, checkedValue } from './secret-parameters';

export const secretsManagerOperations = {
  CreateSecret: createSecret,
  DeleteSecret: deleteSecret,
  DescribeSecret: describeSecret,
  GetSecretValue: getSecretValue,
  ListSecrets: listSecrets,
  PutSecretValue: putSecretValue,
  ReplicateSecretToRegions: replicateSecretToRegions,
  RestoreSecret: restoreSecret,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateSecretVersionStage: updateSecretVersionStage,
};

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

export function createSecret(
  account: Account,
  input: sm.CreateSecretCommandInput,
): Answer<sm.CreateSecretCommandOutput> {
  const name = checkedName(input.Name);
  const token = checkedToken(account, input.ClientRequestToken);
  const tags = checkedTags(input.Tags);
  const existing = found(account, name);
  if (existing) return repeatedCreation(existing, token, input.SecretString);
  const serial = account.counter++;
  const secret: Secret = {
    serial,
    arn: `arn:aws:secretsmanager:us-east-1:${account.id}:secret:${name}-${arnSuffix(serial)}`,
    name,
    createdAt: account.now,
    tags,
    versions: new Map(),
    labels: new Map(),
    ...(input.KmsKeyId !== undefined && { kmsKeyId: input.KmsKeyId }),
    ...(input.AddReplicaRegions && { replicas: regionsOf(input.AddReplicaRegions) }),
  };
  beforeChange(account, secret, { isNew: true });
  account.secrets.set(name, secret);
  if (input.SecretString === undefined) return named(secret);
  addVersion(secret, token, checkedValue(input.SecretString), [CURRENT]);
  return { ...named(secret), VersionId: token };
}

function repeatedCreation(secret: Secret, token: string, value: string | undefined) {
  if (secret.deletedAt !== undefined) throw errors.secretIsDeleted();
  if (value === undefined || secret.versions.get(token) !== value) {
    throw errors.secretExists(`The secret ${secret.name} already exists.`);
  }
  return { ...named(secret), VersionId: token };
}

const HOME = 'us-east-1';

function regionsOf(replicas: readonly sm.ReplicaRegionType[] = []): string[] {
  const regions = replicas.map(({ Region = '' }) => Region);
  if (regions.length === 0 || regions.includes(HOME)) throw errors.badParameter('Invalid replica Regions.');
  return regions;
}

function replicateSecretToRegions(
  account: Account,
  input: sm.ReplicateSecretToRegionsCommandInput,
): Answer<sm.ReplicateSecretToRegionsCommandOutput> {
  const secret = writable(account, input.SecretId);
  const regions = regionsOf(input.AddReplicaRegions);
  if (regions.some((region) => secret.replicas?.includes(region)))
    throw errors.badParameter('The secret has a replica there already.');
  beforeChange(account, secret);
  secret.replicas = [...(secret.replicas ?? []), ...regions];
  return { ARN: secret.arn };
}

export function putSecretValue(
  account: Account,
  input: sm.PutSecretValueCommandInput,
): Answer<sm.PutSecretValueCommandOutput> {
  const token = checkedToken(account, input.ClientRequestToken);
  const value = checkedValue(input.SecretString);
  if (input.VersionStages?.length === 0) throw errors.badParameter('VersionStages must not be empty.');
  const secret = writable(account, input.SecretId);
  if (!secret.versions.has(token)) {
    beforeChange(account, secret);
    addVersion(secret, token, value, input.VersionStages ?? [CURRENT]);
  } else if (secret.versions.get(token) !== value) {
    throw errors.secretExists(`A version with the id ${token} already exists and holds another value.`);
  }
  // A repeat changes nothing, not even labels.
  return { ...named(secret), VersionId: token, ...labelsOf(secret, token) };
}

/** The first version of a secret is given AWSCURRENT whatever is asked. */
function addVersion(secret: Secret, versionId: string, value: string, labels: readonly string[]): void {
  secret.versions.set(versionId, value);
  if (!secret.labels.has(CURRENT)) moveLabel(secret, CURRENT, versionId);
  for (const label of labels) moveLabel(secret, label, versionId);
  dropOutdatedVersions(secret);
}

/** AWSPREVIOUS follows AWSCURRENT by itself. */
function moveLabel(secret: Secret, label: string, versionId: string): void {
  const from = secret.labels.get(label);
  if (from === versionId) return;
  secret.labels.set(label, versionId);
  if (label === CURRENT && from !== undefined) secret.labels.set(PREVIOUS, from);
}

const KEPT_VERSIONS = 100;

/** AWS keeps about a hundred versions, and every labelled one. */
function dropOutdatedVersions({ versions, labels }: Secret): void {
  if (versions.size <= KEPT_VERSIONS) return;
  const labelled = new Set(labels.values());
  const outdated = [...versions.keys()].find((id) => !labelled.has(id));
  if (outdated !== undefined) versions.delete(outdated);
}

export function updateSecretVersionStage(
  account: Account,
  input: sm.UpdateSecretVersionStageCommandInput,
): Answer<sm.UpdateSecretVersionStageCommandOutput> {
  const { VersionStage: label, MoveToVersionId: to, RemoveFromVersionId: from } = input;
  if (!label) throw errors.badParameter('VersionStage is missing.');
  const secret = writable(account, input.SecretId);
  for (const id of [to, from]) {
    if (id !== undefined && !secret.versions.has(id)) throw errors.noSuchVersion(id);
  }
  checkHolder(secret, label, to, from);
  beforeChange(account, secret);
  if (to !== undefined) moveLabel(secret, label, to);
  else secret.labels.delete(label);
  return named(secret);
}

/** A label is taken from a version only by a caller who names that version. */
function checkHolder(secret: Secret, label: string, to: string | undefined, from: string | undefined): void {
  const holder = secret.labels.get(label);
  if (from !== undefined && from !== holder) {
    throw errors.badParameter(`RemoveFromVersionId must be the version that has the label ${label}.`);
  }
  if (to === undefined && from === undefined) throw errors.badParameter('Neither of the version ids is there.');
  if (to === undefined && label === CURRENT) throw errors.badParameter(`${CURRENT} can be moved, but not removed.`);
  if (from === undefined && holder !== undefined && holder !== to) {
    throw errors.badParameter(`${label} is attached to ${holder}: name it in RemoveFromVersionId.`);
  }
}

/** Versions that no label names are not shown; without any version there is no map at all. */
function describeSecret(
  account: Account,
  input: sm.DescribeSecretCommandInput,
): Answer<sm.DescribeSecretCommandOutput> {
  const secret = existing(account, input.SecretId);
  return {
    ...named(secret),
    CreatedDate: new Date(secret.createdAt),
    ...(secret.deletedAt !== undefined && { DeletedDate: wholeSeconds(secret.deletedAt) }),
    ...shownTags(secret.tags),
    ...(secret.labels.size > 0 && { VersionIdsToStages: stagesByVersion(secret.labels) }),
    ...secret.elsewhere,
    ...(secret.kmsKeyId !== undefined && { KmsKeyId: secret.kmsKeyId }),
    ...(secret.replicas && { ReplicationStatus: secret.replicas.map((Region) => ({ Region, Status: 'InSync' })) }),
  };
}

/** A copy in another Region, and a secret of a service, take no change but from where they belong. */
function writable(account: Account, id: string | undefined): Secret {
  const secret = usable(account, id);
  const { PrimaryRegion, OwningService } = secret.elsewhere ?? {};
  if (PrimaryRegion !== undefined && PrimaryRegion !== HOME)
    throw errors.badRequest(
      "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
    );
  if (OwningService !== undefined) throw errors.badRequest(`The secret is managed by ${OwningService}.`);
  return secret;
}

/** The copy becomes a secret of its own. */
export function stopReplicationToReplica(account: Account, input: sm.StopReplicationToReplicaCommandInput): object {
  const secret = existing(account, input.SecretId);
  beforeChange(account, secret);
  delete secret.elsewhere;
  return { ARN: secret.arn };
}

export function cancelRotateSecret(account: Account, input: sm.CancelRotateSecretCommandInput): object {
  const secret = existing(account, input.SecretId);
  beforeChange(account, secret);
  delete secret.elsewhere;
  return named(secret);
}

export function getSecretValue(
  account: Account,
  input: sm.GetSecretValueCommandInput,
): Answer<sm.GetSecretValueCommandOutput> {
  const secret = usable(account, input.SecretId);
  const id = input.VersionId ?? secret.labels.get(input.VersionStage ?? CURRENT);
  const value = secret.versions.get(id ?? '');
  if (id === undefined || value === undefined) throw errors.noSuchVersion(id ?? input.VersionStage ?? CURRENT);
  return { ...named(secret), VersionId: id, SecretString: value, ...labelsOf(secret, id) };
}

export function tagResource(account: Account, input: sm.TagResourceCommandInput): object {
  const secret = writable(account, input.SecretId);
  const tags = { ...secret.tags, ...checkedTags(input.Tags) };
  checkedTags(tagList(tags));
  beforeChange(account, secret);
  Object.assign(secret.tags, tags);
  return {};
}

export function untagResource(account: Account, input: sm.UntagResourceCommandInput): object {
  const secret = usable(account, input.SecretId);
  beforeChange(account, secret);
  for (const key of input.TagKeys ?? []) delete secret.tags[key];
  return {};
}

const DAY = 86_400_000;

export function deleteSecret(
  account: Account,
  input: sm.DeleteSecretCommandInput,
): Answer<sm.DeleteSecretCommandOutput> {
  // Scheduled already, only at once.
  const secret = (input.ForceDeleteWithoutRecovery ? existing : usable)(account, input.SecretId);
  beforeChange(account, secret);
  secret.deletedAt = account.now;
  secret.purgeAt = account.now + (input.ForceDeleteWithoutRecovery ? 0 : (input.RecoveryWindowInDays ?? 30) * DAY);
  return { ...named(secret), DeletionDate: wholeSeconds(secret.purgeAt) };
}

export function restoreSecret(
  account: Account,
  input: sm.RestoreSecretCommandInput,
): Answer<sm.RestoreSecretCommandOutput> {
  const secret = existing(account, input.SecretId);
  beforeChange(account, secret);
  delete secret.deletedAt;
  delete secret.purgeAt;
  return named(secret);
}

function named(secret: Secret) {
  return { ARN: secret.arn, Name: secret.name };
}

function labelsOf(secret: Secret, versionId: string) {
  const stages = stagesByVersion(secret.labels)[versionId];
  return stages && { VersionStages: stages };
}

/** By name, by ARN, or by an ARN without the six characters at its end. */
function found(account: Account, id: string): Secret | undefined {
  const name = id.startsWith('arn:') ? id.split(':').slice(6).join(':') : id;
  const secret = account.secrets.get(name) ?? account.secrets.get(name.replace(/-\w{6}$/, ''));
  if (!secret || (id !== secret.arn && name !== secret.name)) return undefined;
  if (secret.purgeAt === undefined || secret.purgeAt > account.now) return secret;
  account.secrets.delete(secret.name);
  return undefined;
}

export function existing(account: Account, id: string | undefined): Secret {
  const secret = found(account, id ?? '');
  if (!secret) throw errors.noSuchSecret();
  return secret;
}

/** A secret that is scheduled for deletion answers DescribeSecret and RestoreSecret only. */
function usable(account: Account, id: string | undefined): Secret {
  const secret = existing(account, id);
  if (secret.deletedAt !== undefined) throw errors.secretIsDeleted();
  return secret;
}
