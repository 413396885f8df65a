/** A key that was reported and is still Active: whatever interrupted its revocation, the next run finishes it (promise 12). */

import {
  afterRotation,
  aKey,
  anObservation,
  aSecret,
  hoursAgo,
  labels,
  minutesAgo,
  NEVER,
  NEW,
  OLD,
  PLACEHOLDER,
} from '../../../support/builders';
import { rules } from '../../../support/plan-rows';

const reported = (...ids: readonly string[]) => ({
  revoked: ids.map((accessKeyId) => ({ accessKeyId, at: hoursAgo(1), isNotified: true })),
});

/** A first rotation that was interrupted: OLD is what programs have, NEW is left behind. */
const interrupted = (...ids: readonly string[]) =>
  anObservation({
    keys: [aKey({ ageDays: 80 }), aKey({ id: NEW, createdAt: minutesAgo(59) })],
    secret: aSecret({
      labels: labels({ current: PLACEHOLDER }),
      intent: { kind: 'rotate', at: minutesAgo(60) },
      ...reported(...ids),
    }),
    lastUse: { [NEW]: NEVER },
  });

rules({
  'promise 12: a key that nobody holds any more is deactivated': {
    given: afterRotation({ days: 3, secret: reported(OLD) }),
    rule: 'revocation',
    steps: ['deactivate-key OLD'],
    sentence: 'OLD was reported as compromised',
  },
  'promise 12: by the note that the command leaves, too': {
    given: afterRotation({
      days: 3,
      secret: {
        notices: { rotated: { accessKeyId: NEW, at: hoursAgo(72) }, revoking: { accessKeyId: OLD, at: hoursAgo(1) } },
      },
    }),
    rule: 'revocation',
    steps: ['deactivate-key OLD'],
  },
  'promise 12: where the secret cannot be written, by the note on the board': {
    given: {
      ...afterRotation({ days: 3 }),
      board: { name: 'keyturn/=notices/alice', secret: aSecret(reported(OLD)) },
    },
    rule: 'revocation',
    steps: ['deactivate-key OLD'],
  },
  'promise 3: programs get another key before theirs is deactivated': {
    given: afterRotation({ days: 30, old: 'gone', secret: reported(NEW) }),
    rule: 'revocation',
    steps: ['issue-key for nobody', 'deactivate-key NEW'],
  },
  'promise 12: of two, the one that nobody holds goes first, and its slot serves the next key': {
    given: afterRotation({ days: 3, secret: reported(OLD, NEW) }),
    rule: 'revocation',
    steps: ['deactivate-key OLD', 'delete-key revoked OLD', 'issue-key for nobody', 'deactivate-key NEW'],
  },
  'promise 12: a key that an interrupted rotation left is deactivated, and programs keep theirs': {
    given: interrupted(NEW),
    rule: 'revocation',
    steps: ['deactivate-key NEW'],
  },
  'promise 12: programs get another one before a first rotation, too, whatever was left beside theirs': {
    given: interrupted(OLD),
    rule: 'revocation',
    steps: ['delete-key orphan NEW', 'issue-key for nobody', 'deactivate-key OLD'],
  },
  'promise 12: of a left key and the one that programs have, both are deactivated': {
    given: interrupted(OLD, NEW),
    rule: 'revocation',
    steps: ['deactivate-key NEW', 'delete-key revoked NEW', 'issue-key for nobody', 'deactivate-key OLD'],
  },
  'a reported key that is Inactive already is left as it is': {
    given: afterRotation({
      days: 25,
      old: { active: false },
      secret: { ...reported(OLD), deactivated: { accessKeyId: OLD, at: hoursAgo(1) } },
    }),
    rule: 'quarantine',
    steps: [],
  },
});
