/** The document of `keyturn posture --json`. `version` changes when a field changes its meaning or goes. */

import { CHECKS, checkOf } from '../../lambda/core/posture/checks';
import { needlessKeys, postureSentence } from '../../lambda/core/posture/counts';
import { HELD_IN } from '../../lambda/core/posture/instead/held-in';
import { RECOMMENDATIONS } from '../../lambda/core/posture/instead/recommendations';
import type { Posture } from '../../lambda/core/posture/posture';
import type { PosturedKey } from '../../lambda/core/posture/postured-user';
import { inIsoTimes } from '../document/iso-times';

export function postureJson({ accountId, at, reportedAt, counts, account, users, notLookedAt }: Posture) {
  return inIsoTimes({
    version: 1,
    accountId,
    at,
    reportedAt,
    summary: postureSentence(counts),
    counts: { ...counts, needless: needlessKeys(counts) },
    account: account.map((finding) => ({ ...finding, level: checkOf(finding.id).level })),
    users: users.map((user) => ({
      ...user,
      findings: user.findings.map((finding) => ({ ...finding, level: checkOf(finding.id).level })),
      keys: user.keys.map(keyJson),
    })),
    notLookedAt,
    checks: CHECKS,
    recommendations: RECOMMENDATIONS,
  });
}

const keyJson = ({ recommendation, heldIn, ...key }: PosturedKey) => ({
  ...key,
  ...(heldIn.length > 0 && { heldIn: heldIn.map((place) => ({ place, words: HELD_IN[place] })) }),
  ...(recommendation && { recommendation }),
});
