/** `keyturn posture --csv`: a line for each access key, for each user with a finding and no key, and for each finding of the account. */

import { checkOf, type Finding } from '../../lambda/core/posture/checks';
import type { Posture } from '../../lambda/core/posture/posture';
import type { PosturedKey, PosturedUser } from '../../lambda/core/posture/postured-user';
import { isoSeconds } from '../../lambda/core/time';
import { ROOT } from '../../lambda/core/user/credential-row';
import { csvOf } from '../document/csv';
import { mappingInWords, mappingOf } from './words';

type Row = Readonly<Partial<Record<(typeof COLUMNS)[number], string>>>;

const COLUMNS = [
  'account',
  'user',
  'owner',
  'managed',
  'secret',
  'slot',
  'access_key_id',
  'active',
  'age_days',
  'created_or_changed',
  'last_used',
  'last_used_service',
  'last_used_region',
  'level',
  'findings',
  'why',
  'instead',
  'confidence',
  'because',
  'held_in',
  'accepted_until',
  'numbers_elsewhere',
] as const;

export function postureCsv({ accountId, account, users, notLookedAt }: Posture): string {
  const rows: Row[] = [
    ...account.map((finding) => ({ user: ROOT, ...findingsRow([finding]) })),
    ...users.flatMap(userRows),
    ...notLookedAt.map(({ what, because }) => ({ findings: 'not looked at', why: `${what}: ${because}` })),
  ];
  return csvOf([
    COLUMNS,
    ...rows.map((row) => COLUMNS.map((column) => row[column] ?? (column === 'account' ? accountId : ''))),
  ]);
}

function userRows({ name, owner, isManaged, hasSecret, findings, keys }: PosturedUser): Row[] {
  const user = { user: name, owner: owner ?? '', managed: String(isManaged), secret: String(hasSecret) };
  if (keys.length === 0) return [{ ...user, ...findingsRow(findings) }];
  return keys.map((key) => ({
    ...user,
    ...findingsRow(findings.filter(({ slot }) => slot === undefined || slot === key.slot)),
    ...keyRow(key),
  }));
}

function findingsRow(findings: readonly (Finding & { readonly acceptedUntil?: Date })[]): Row {
  const [worst] = findings;
  return {
    level: worst ? checkOf(worst.id).level : '',
    findings: findings.map(({ id, acceptedUntil }) => (acceptedUntil ? `${id} (accepted)` : id)).join('; '),
    why: findings.map(({ because }) => because).join('; '),
    numbers_elsewhere: findings
      .map((finding) => mappingInWords(mappingOf(finding)))
      .filter(Boolean)
      .join('; '),
  };
}

function keyRow({ recommendation, ...key }: PosturedKey): Row {
  return {
    slot: String(key.slot),
    access_key_id: key.accessKeyId ?? '',
    active: String(key.active),
    age_days: String(key.ageDays ?? ''),
    created_or_changed: key.changedAt ? isoSeconds(key.changedAt) : '',
    last_used: key.usedAt instanceof Date ? isoSeconds(key.usedAt) : (key.usedAt ?? ''),
    last_used_service: key.service ?? '',
    last_used_region: key.region ?? '',
    held_in: key.heldIn.join('; '),
    ...(recommendation && {
      instead: recommendation.id,
      confidence: recommendation.confidence,
      because: recommendation.because,
      accepted_until: recommendation.acceptedUntil ? isoSeconds(recommendation.acceptedUntil) : '',
    }),
  };
}
