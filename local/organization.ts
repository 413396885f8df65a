/** An organization of accounts in the local AWS, and a way into each of them. */
import { ActivateOrganizationsAccessCommand, CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { jsonApi } from './api';
import type { LocalAws } from './aws';

/** Organizations makes it in every new account, for the management account. */
const ACCESS_ROLE = 'OrganizationAccountAccessRole';

export const STACK_SETS_SERVICE = 'member.org.stacksets.cloudformation.amazonaws.com';

export class LocalOrganization {
  private constructor(
    /** The management account. */
    readonly aws: LocalAws,
    readonly id: string,
    /** Above all OUs. */
    readonly rootId: string,
  ) {}

  /** StackSets may reach it, as `ActivateOrganizationsAccess` has it. */
  static async create(aws: LocalAws): Promise<LocalOrganization> {
    const { Organization } = await jsonApi<{ Organization: { Id: string } }>(
      aws,
      'organizations',
      'CreateOrganization',
      { FeatureSet: 'ALL' },
    );
    await new CloudFormationClient(aws.clientConfig).send(new ActivateOrganizationsAccessCommand({}));
    const { Roots } = await jsonApi<{ Roots: { Id: string }[] }>(aws, 'organizations', 'ListRoots');
    return new LocalOrganization(aws, Organization.Id, Roots[0]?.Id ?? '');
  }

  /** @returns its id */
  async addUnit(name: string, parentId = this.rootId): Promise<string> {
    const made = await this.#ask<{ OrganizationalUnit: { Id: string } }>('CreateOrganizationalUnit', {
      ParentId: parentId,
      Name: name,
    });
    return made.OrganizationalUnit.Id;
  }

  /** @returns its id */
  async addAccount(name: string, unitId = this.rootId): Promise<string> {
    const made = await this.#ask<{ CreateAccountStatus: { AccountId: string } }>('CreateAccount', {
      AccountName: name,
      Email: `${name}@example.com`,
    });
    const { AccountId } = made.CreateAccountStatus;
    if (unitId !== this.rootId) await this.move(AccountId, this.rootId, unitId);
    return AccountId;
  }

  async move(accountId: string, from: string, to: string): Promise<void> {
    const parents = { SourceParentId: from, DestinationParentId: to };
    await this.#ask('MoveAccount', { AccountId: accountId, ...parents });
  }

  /** It is suspended from then on. */
  async close(accountId: string): Promise<void> {
    await this.#ask('CloseAccount', { AccountId: accountId });
  }

  /** From then on it reads the organization, and deploys StackSets to it. */
  async delegate(accountId: string): Promise<void> {
    await this.#ask('RegisterDelegatedAdministrator', {
      AccountId: accountId,
      ServicePrincipal: STACK_SETS_SERVICE,
    });
  }

  /** The same local AWS, with an administrator's hands in that account. */
  account(accountId: string): Promise<LocalAws> {
    return accountId === this.aws.accountId ? Promise.resolve(this.aws) : inAccount(this.aws, accountId);
  }

  async #ask<T>(action: string, input: object): Promise<T> {
    return jsonApi<T>(this.aws, 'organizations', action, input);
  }
}

/** @throws AccessDenied where the account has no such role, or one that trusts somebody else */
export async function inAccount(aws: LocalAws, accountId: string, roleName = ACCESS_ROLE): Promise<LocalAws> {
  const assume = new AssumeRoleCommand({
    RoleArn: `arn:aws:iam::${accountId}:role/${roleName}`,
    RoleSessionName: 'people',
  });
  const { Credentials } = await new STSClient({ ...aws.clientConfig, maxAttempts: 1 }).send(assume);
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return {
    ...aws,
    accountId,
    env: {
      ...aws.env,
      AWS_ACCESS_KEY_ID: AccessKeyId,
      AWS_SECRET_ACCESS_KEY: SecretAccessKey,
      AWS_SESSION_TOKEN: SessionToken,
    },
    clientConfig: {
      ...aws.clientConfig,
      credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
    },
  };
}
