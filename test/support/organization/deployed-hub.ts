/** The hub in the local AWS, put there by `cdk deploy` as a user does it. */
import type { Report } from '../../../lambda/core/organization/report-schema';
import type { LocalAws } from '../../../local/aws';
import { type DeployOptions, deploy } from '../../../local/deploy';
import { deployHub, type Execution, type HubPlace, LocalHub } from '../../../local/hub';
import type { LocalOrganization } from '../../../local/organization';

/** What a member calls in each run: while it is held, an execution is in its middle. */
export const IN_A_MEMBER = 'GetCredentialReport';

export class DeployedHub extends LocalHub {
  /** What executions, their histories and their results have said. */
  readonly said: string[] = [];

  private constructor(
    aws: LocalAws,
    place: HubPlace,
    private readonly context: Readonly<Record<string, string>>,
  ) {
    super(aws, place);
  }

  static async deploy(
    organization: LocalOrganization,
    aws: LocalAws,
    waves: readonly object[],
    settings: Readonly<Record<string, string>> = {},
  ): Promise<DeployedHub> {
    const context = { organization: organization.id, waves: JSON.stringify(waves), ...settings };
    return new DeployedHub(aws, await deployHub(aws, { context }), context);
  }

  /** Again, with other settings, or by another app. */
  async redeploy(
    settings: Readonly<Record<string, string>>,
    options: Pick<DeployOptions, 'app' | 'log'> = {},
  ): Promise<void> {
    await deploy(this.aws, { context: { ...this.context, ...settings }, isBootstrapped: true, ...options });
  }

  override async wait(executionArn: string): Promise<Execution> {
    const execution = await super.wait(executionArn);
    this.said.push(JSON.stringify(execution));
    // moto fails at the history of one that was stopped while a task was at work.
    if (execution.status !== 'ABORTED') this.said.push(JSON.stringify(await this.history(executionArn)));
    return execution;
  }
}

export const standings = ({ accounts }: Report) =>
  Object.fromEntries(accounts.map(({ accountId, standing }) => [accountId, standing]));
