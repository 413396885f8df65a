/** What to use instead of an access key: one record for each recommendation, and the number under which others make it. */

import { CHECKS, type Mapping } from '../checks';

/** What becomes of keys with this recommendation. The first five need not exist. */
export type Category = 'root' | 'unused' | 'in-aws' | 'federated' | 'person' | 'keep' | 'unknown';

/** sure: AWS's own field says so. likely: an agent or an address suggests it, and both can be forged. */
export type Confidence = 'sure' | 'likely' | 'unknown';

interface Alternative extends Mapping {
  readonly category: Category;
  /** Short, for a table. */
  readonly instead: string;
  /** What to do, in a sentence or two. */
  readonly toDo: string;
  /** AWS's page about it. */
  readonly page: string;
  /** The next command; `<user>` and `<key>` stand for what the row is about. */
  readonly command: string;
}

const IAM = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';

const TEMPORARY: Mapping = { prowler: ['iam_user_with_temporary_credentials'] };

const { title: _unused, level: _medium, ...UNUSED } = CHECKS['key-unused'];

const { title: _root, level: _critical, ...ROOT_KEY } = CHECKS['root-key'];

const LAST_USE = 'aws iam get-access-key-last-used --access-key-id <key>';

const ADOPT = 'npx keyturn adopt <user>';

export const RECOMMENDATIONS = {
  'keyturn.root-key': {
    ...ROOT_KEY,
    category: 'root',
    instead: 'a role or an IAM user for that one task',
    toDo: 'Sign in as root and delete its key. Nothing needs one: what only root can do is done with its password and MFA.',
    page: `${IAM}/id_root-user_manage_delete-key.html`,
    command: 'aws iam get-account-summary --query SummaryMap.AccountAccessKeysPresent',
  },
  'keyturn.unused-key': {
    ...UNUSED,
    category: 'unused',
    instead: 'nothing: nobody uses it',
    toDo: 'Deactivate it, wait a month, then delete it. A deactivated key can be activated again at once.',
    page: `${IAM}/id-credentials-access-keys-update.html`,
    command: 'aws iam update-access-key --user-name <user> --access-key-id <key> --status Inactive',
  },
  'keyturn.lambda': {
    ...TEMPORARY,
    category: 'in-aws',
    instead: "the function's execution role",
    toDo: 'The function has a role already: grant it what the user may do, and take the key out of its configuration.',
    page: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
    command: LAST_USE,
  },
  'keyturn.container': {
    ...TEMPORARY,
    category: 'in-aws',
    instead: 'a task role (ECS) or Pod Identity (EKS)',
    toDo: 'Give the task or the pod a role with what the user may do, and take the key out of its environment.',
    page: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html',
    command: LAST_USE,
  },
  'keyturn.compute-in-aws': {
    ...TEMPORARY,
    category: 'in-aws',
    instead: 'a role of the instance, task or pod',
    toDo: 'Attach a role to the compute that makes the calls. If it runs in another account: a role here that it may assume. If it is your own server behind Direct Connect or a VPN: IAM Roles Anywhere.',
    page: `${IAM}/id_roles_use_switch-role-ec2.html`,
    command: LAST_USE,
  },
  'keyturn.ci-oidc': {
    ...TEMPORARY,
    category: 'federated',
    instead: 'a role that the CI assumes with OIDC',
    toDo: 'Make an OIDC provider for the CI and a role that trusts only this repository and branch, then delete the stored key.',
    page: `${IAM}/id_roles_create_for-idp_oidc.html`,
    command: 'aws iam list-open-id-connect-providers',
  },
  'keyturn.other-cloud': {
    ...TEMPORARY,
    category: 'federated',
    instead: 'a role that the other cloud assumes with OIDC',
    toDo: 'Machines of other clouds and hosted runners have an identity of their own that a role can trust.',
    page: `${IAM}/id_roles_create_for-idp_oidc.html`,
    command: 'aws iam list-open-id-connect-providers',
  },
  'keyturn.deployment-tool': {
    ...TEMPORARY,
    category: 'federated',
    instead: 'dynamic credentials: OIDC from where it runs',
    toDo: 'HCP Terraform and Pulumi Cloud have dynamic credentials; in a CI, use its OIDC role; at a desk, IAM Identity Center.',
    page: `${IAM}/id_roles_create_for-idp_oidc.html`,
    command: 'aws iam list-open-id-connect-providers',
  },
  'keyturn.person': {
    ...TEMPORARY,
    category: 'person',
    instead: 'IAM Identity Center (aws configure sso) or aws login',
    toDo: 'A person signs in, with MFA, and gets credentials for some hours. Then the key can be deleted.',
    page: 'https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html',
    command: 'aws configure sso',
  },
  'keyturn.vendor': {
    category: 'keep',
    instead: 'a cross-account role, if the vendor can; else keep it and let Keyturn rotate it',
    toDo: 'Ask the vendor for a role with an external id. What takes nothing but a key keeps one, rotated.',
    page: `${IAM}/id_roles_common-scenarios_third-party.html`,
    command: ADOPT,
  },
  'keyturn.ses-smtp': {
    category: 'keep',
    instead: 'nothing: SMTP needs a key. Let Keyturn rotate it',
    toDo: "Tag the user keyturn:ses-smtp-region with the Region of Amazon SES: Keyturn's secret then holds the SMTP password too.",
    page: 'https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html',
    command: ADOPT,
  },
  'keyturn.on-premises': {
    category: 'keep',
    instead: 'IAM Roles Anywhere, with a certificate; else keep it and let Keyturn rotate it',
    toDo: 'A server outside AWS can have a role by a certificate of your own CA. If the address is of EC2 after all: a role of the instance.',
    page: 'https://docs.aws.amazon.com/rolesanywhere/latest/userguide/introduction.html',
    command: ADOPT,
  },
  'keyturn.aws-service': {
    category: 'unknown',
    instead: 'look at who asked the service: it calls in the name of the user',
    toDo: "An AWS service makes these calls with the user's rights, because the user has asked it for something. The caller before it holds the key.",
    page: `${IAM}/access_forward_access_sessions.html`,
    command: LAST_USE,
  },
  'keyturn.not-known': {
    category: 'unknown',
    instead: 'not known',
    toDo: 'Ask the owner where it runs. Until then, let Keyturn rotate it.',
    page: `${IAM}/id_credentials_access-keys.html`,
    command: 'npx keyturn posture --evidence',
  },
} as const satisfies Record<string, Alternative>;

export type RecommendationId = keyof typeof RECOMMENDATIONS;

export const alternativeOf = (id: RecommendationId): Alternative => RECOMMENDATIONS[id];

/** For one key: what to use instead of it, because of which evidence, and how sure that is. */
export interface Recommendation {
  readonly id: RecommendationId;
  readonly confidence: Confidence;
  /** A sentence without its full stop. */
  readonly because: string;
}

const NEED_NOT_EXIST: readonly Category[] = ['root', 'unused', 'in-aws', 'federated', 'person'];

export const needNotExist = ({ id, confidence }: Recommendation) =>
  confidence !== 'unknown' && NEED_NOT_EXIST.includes(alternativeOf(id).category);
