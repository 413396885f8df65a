/** Posture in words, the same in every form of output. */

import { checkOf, type Finding, type Mapping } from '../../lambda/core/posture/checks';
import { alternativeOf, type Recommendation } from '../../lambda/core/posture/instead/recommendations';
import type { PosturedKey, PosturedUser } from '../../lambda/core/posture/postured-user';
import { day } from '../../lambda/core/time';

/** `key 1: 120 d, used 2026-11-20 (s3, eu-west-1)`. */
export function keyInWords({ slot, accessKeyId, active, ageDays, usedAt, service, region }: PosturedKey): string {
  const name = `key ${slot}${accessKeyId === undefined ? '' : ` ${accessKeyId}`}`;
  const age = ageDays === undefined ? 'of unknown age' : `${ageDays} d`;
  const where = [service, region].filter(Boolean).join(', ');
  const use =
    usedAt === undefined
      ? 'last use unknown'
      : usedAt === 'never'
        ? 'never used'
        : `used ${day(usedAt)}${where && ` (${where})`}`;
  return `${name}${active ? '' : ' (inactive)'}: ${age}, ${use}`;
}

/** Prowler, Security Hub and CIS by version: `IAM.3; prowler iam_rotate_access_key_90_days; CIS v5 1.13, v7 2.12`. */
export function mappingInWords({ prowler = [], securityHub = [], cis = {} }: Mapping): string {
  const versions = Object.entries(cis).map(([version, number]) => `${version} ${number}`);
  return [
    ...(securityHub.length > 0 ? [securityHub.join(', ')] : []),
    ...(prowler.length > 0 ? [`prowler ${prowler.join(', ')}`] : []),
    ...(versions.length > 0 ? [`CIS ${versions.join(', ')}`] : []),
  ].join('; ');
}

/** Of a finding; where it stands for several of prowler's checks, those that fail. */
export const mappingOf = ({ id, prowler }: Finding): Mapping => ({ ...checkOf(id), ...(prowler && { prowler }) });

export const acceptedInWords = ({ acceptedUntil }: { readonly acceptedUntil?: Date }) =>
  acceptedUntil ? ` (accepted until ${day(acceptedUntil)})` : '';

export const insteadInWords = (recommendation: Recommendation & { readonly acceptedUntil?: Date }) =>
  `${alternativeOf(recommendation.id).instead}${acceptedInWords(recommendation)}`;

/** With the names of what it is about, where they are known. */
export const commandFor = (recommendation: Recommendation, { name }: PosturedUser, accessKeyId: string | undefined) =>
  alternativeOf(recommendation.id)
    .command.replaceAll('<user>', name)
    .replaceAll('<key>', accessKeyId ?? '<key>');
