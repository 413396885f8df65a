/** What to do where AWS denies access: by the policy that refused, by who asked, and by what was asked for. Pure. */

import type { Denial } from './denial';
import type { Failure } from './failure';
import type { Remedy } from './remedy';
import { STATEMENTS } from './statements';

const when =
  (fits: (denial: Denial) => boolean) =>
  (failure: Failure): boolean =>
    failure.kind === 'denied' && fits(failure);

const deniedBy = (asked: Denial['policy']) => when(({ policy }) => policy === asked);

/** A KMS key cannot be used. Where another policy is named as what refused, the key's own is not to blame. */
export const isAboutKms = (failure: Failure) =>
  failure.kind === 'kms' ||
  (failure.kind === 'denied' && failure.action?.startsWith('kms:') === true && !NOT_THE_KEYS.includes(failure.policy));

const NOT_THE_KEYS: readonly Denial['policy'][] = [
  'service control policy',
  'resource control policy',
  'permissions boundary',
  'session policy',
  'VPC endpoint policy',
];

const statementsFor = ({ action }: Denial) => STATEMENTS[action ?? ''] ?? [];

/** The name of the function's role is fixed, which makes it the lock against a second Keyturn in the account. */
const isSomebodyElse = ({ caller }: Denial) =>
  caller !== undefined && !caller.includes(':assumed-role/keyturn-function/');

/** The statement of Keyturn's own policy that covers the action, so that the reader need not look whether it is there. */
function coverage(failure: Failure): string {
  if (failure.kind !== 'denied' || failure.action === undefined || isSomebodyElse(failure)) return '';
  const statements = statementsFor(failure);
  if (statements.length === 0) return `No statement of Keyturn's own policy covers ${failure.action}. `;
  return `Keyturn's own policy covers ${failure.action}, in its statement ${statements.join(' or ')}. `;
}

/** Statements that are not about a user or a secret. */
const OTHERS = [
  'ReadInBulk',
  'TellOwners',
  'EncryptMessages',
  'TellTeams',
  'EncryptMessagesOfTeams',
  'SeeWhoUsesOldKeys',
];

/** The first that fits. Policies that refuse come before those that merely do not allow. */
const KINDS: readonly Remedy[] = [
  {
    sign: 'AccessDenied on secretsmanager:CreateSecret … service control policy; TagPolicyViolation',
    fits: when(
      (denial) => denial.action === 'secretsmanager:CreateSecret' && denial.policy === 'service control policy',
    ),
    means:
      'A policy of the organization forbids a secret like this one; most often it demands a tag, such as a cost center.',
    remedy:
      'Deploy with the tags that it demands in the setting `secretTags`, or ask those who keep it to except the role `keyturn-function`.',
  },
  {
    sign: 'AccessDenied … service control policy',
    fits: deniedBy('service control policy'),
    means: 'A service control policy of the organization forbids the call.',
    remedy: 'Ask those who keep it to except the role `keyturn-function`.',
  },
  {
    sign: 'AccessDenied … resource control policy',
    fits: deniedBy('resource control policy'),
    means: 'A resource control policy of the organization forbids the call.',
    remedy: 'Ask those who keep it to except the role `keyturn-function`.',
  },
  {
    sign: 'AccessDenied … permissions boundary',
    fits: deniedBy('permissions boundary'),
    means: 'The permissions boundary of the role does not let the call through.',
    remedy: 'Allow the action in the boundary too; a boundary alone gives no right to anything.',
  },
  {
    sign: 'AccessDenied … session policy',
    fits: deniedBy('session policy'),
    means: 'The session in use is narrower than its role.',
    remedy: 'Sign in without a session policy, or allow the action in it.',
  },
  {
    sign: 'AccessDenied … VPC endpoint policy',
    fits: deniedBy('VPC endpoint policy'),
    means: 'The VPC endpoint that the call went through does not let it pass.',
    remedy: "Allow the action in that endpoint's policy.",
  },
  {
    sign: 'AccessDenied … resource-based policy',
    fits: deniedBy('resource-based policy'),
    means: 'The policy on the secret, the topic or the KMS key itself refuses the role.',
    remedy: 'Look there for a Deny, and except the role `keyturn-function`.',
  },
  {
    sign: 'AccessDenied … explicit deny in an identity-based policy',
    fits: deniedBy('explicit deny in an identity-based policy'),
    means: 'A policy attached to the role itself forbids the call, and a Deny wins over every Allow.',
    remedy: "If somebody attached it, detach it; Keyturn's own Deny statements forbid nothing that it needs.",
  },
  {
    sign: 'AccessDenied, with your own name in it',
    fits: when(isSomebodyElse),
    means: "The credentials in use are not those of Keyturn's role, and lack this right themselves.",
    remedy: 'Use a profile that has it.',
  },
  {
    sign: 'AccessDenied on an iam: action for a user',
    fits: when((denial) => statementsFor(denial).includes('RotateKeysOfManagedUsers')),
    means: 'Most likely the user has just lost its tag, or left the path, that `manage` names: IAM then refuses it.',
    remedy:
      'Tag it in again if it is to be managed. If every user fails so, `npx cdk drift` shows what was changed on the role.',
  },
  {
    sign: 'AccessDenied on a secretsmanager: action for a secret',
    fits: when((denial) => statementsFor(denial).some((sid) => !OTHERS.includes(sid))),
    means: 'Most likely the secret lacks the tag `keyturn:user-id`, or is not under the prefix where secrets are made.',
    remedy:
      "Tag it with the user's id if it is that user's. If every user fails so, `npx cdk drift` shows what was changed on the role.",
  },
  {
    sign: 'AccessDenied, anything else',
    fits: when(() => true),
    means: "The role's policy is not what was deployed, or something forbids the call that AWS does not name.",
    remedy:
      '`npx cdk drift` shows what was changed since the last deployment; if nothing was, look for a service control policy or a permissions boundary.',
  },
];

export const DENIALS: readonly Remedy[] = KINDS.map((kind) => ({ ...kind, detail: coverage }));
