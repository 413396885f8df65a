/** The notifications about an account as a whole, as docs/messages.md shows them. */

import { postureOf } from '../../lambda/core/posture/posture';
import { NOTHING_TOLD, newsOf } from '../../lambda/core/posture/told';
import { postureMessages } from '../../lambda/core/report/posture-message';

// A Monday, on which the digest is sent.
const AT = new Date('2027-03-01T06:00:00Z');
const daysAgo = (days: number) => new Date(AT.getTime() - days * 24 * 60 * 60 * 1000);

const key = (age: number, usedDaysAgo: number) => ({
  slot: 1 as const,
  active: true,
  changedAt: daysAgo(age),
  usedAt: daysAgo(usedDaysAgo),
  service: 's3',
  region: 'eu-central-1',
});

const row = (user: string, age: number, usedDaysAgo: number) => ({
  user,
  arn: `arn:aws:iam::123456789012:user/${user}`,
  createdAt: daysAgo(400),
  hasPassword: false,
  passwordUsedAt: undefined,
  passwordChangedAt: undefined,
  hasMfa: false,
  keys: [key(age, usedDaysAgo)],
});

const user = (name: string, age: number, usedDaysAgo: number, attached: readonly string[] = []) => ({
  name,
  id: 'AIDACKCEVSQ6C2EXAMPLE',
  tags: {},
  createdAt: daysAgo(400),
  credentials: row(name, age, usedDaysAgo),
  grants: { attached: [...attached], inline: [], administratorBy: undefined },
  isManaged: false,
  hasSecret: false,
});

const POSTURE = postureOf(
  {
    accountId: '123456789012',
    reportedAt: daysAgo(0.1),
    root: {
      ...row('<root_account>', 1, 1),
      hasPassword: undefined,
      passwordUsedAt: 'never',
      hasMfa: true,
      keys: [key(30, 2)],
    },
    users: [
      user('svc-reports', 120, 1),
      user('jane', 700, 500, ['arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3']),
    ],
    passwordPolicy: {
      value: {
        minimumLength: 14,
        symbols: true,
        numbers: true,
        uppercase: true,
        lowercase: true,
        maxAgeDays: 90,
        remembered: 24,
      },
    },
    summary: { value: { rootHasMfa: true, rootHasKeys: true } },
    rootMfaIsVirtual: { value: false },
  },
  { now: AT },
);

export const POSTURE_EXAMPLES = postureMessages(
  POSTURE,
  newsOf(NOTHING_TOLD, { rootKeys: 1, quarantined: ['jane'] }, AT),
  'eu-central-1',
  { contact: '#platform on Slack', docsUrl: 'https://wiki.example.com/keyturn' },
);
