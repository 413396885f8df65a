/** Whom a run of the hub serves, and whom it does not, and why. Pure. */

/** An account as Organizations has it. */
export interface Account {
  readonly accountId: string;
  readonly name: string;
  /** The names of the OUs from the root down, `prod/payments`; empty for one that is right below the root. */
  readonly ou: string;
  /** `ACTIVE`, `SUSPENDED`, … */
  readonly state: string;
}

/** A stack instance as CloudFormation has it. */
export interface Instance {
  readonly accountId: string;
  readonly wave: string;
  /** `SUCCEEDED`, `FAILED`, `PENDING`, … */
  readonly detail: string;
  readonly reason?: string;
}

export interface Rolled extends Account {
  /** Missing where no wave reaches the account. */
  readonly wave?: string;
  readonly isServed: boolean;
  /** Of its stack, where that is not in order. */
  readonly deployment?: { readonly detail: string; readonly reason?: string };
}

const PASSED_OVER = 'SKIPPED_SUSPENDED_ACCOUNT';

/**
 * Served is every active account that has an instance, whatever became of its last deployment: after one that failed, the version before
 * it goes on. An account that has left the organization is in neither list.
 *
 * @param waves their names, in the order in which the accounts are served
 * @param only the one wave to serve; the others are passed over, not named
 */
export function rollOf(
  accounts: readonly Account[],
  instances: readonly Instance[],
  waves: readonly string[],
  only?: string,
): Rolled[] {
  const byAccount = new Map<string, Instance>();
  // One that two waves reach has its Keyturn from the first; the second's deployment fails at the role.
  for (const each of [...instances].sort((a, b) => waves.indexOf(b.wave) - waves.indexOf(a.wave)))
    byAccount.set(each.accountId, each);
  const rank = ({ wave }: Rolled) => (wave === undefined ? waves.length : waves.indexOf(wave));
  return accounts
    .map((account) => rolled(account, byAccount.get(account.accountId)))
    .filter(({ wave }) => only === undefined || wave === only)
    .sort((a, b) => rank(a) - rank(b) || (a.accountId < b.accountId ? -1 : 1));
}

function rolled(account: Account, instance: Instance | undefined): Rolled {
  if (!instance) return { ...account, isServed: false };
  const { wave, detail, reason } = instance;
  return {
    ...account,
    wave,
    isServed: account.state === 'ACTIVE' && detail !== PASSED_OVER,
    ...(detail !== 'SUCCEEDED' && { deployment: { detail, ...(reason !== undefined && { reason }) } }),
  };
}

/** An execution of the hub's state machine. */
export interface Execution {
  readonly executionArn: string;
  readonly startedAt: Date;
}

/** The run that this one makes way for: one that started earlier and still runs. Of two that started together, one has the lesser name. */
export function earlierRun(own: Execution, running: readonly Execution[]): Execution | undefined {
  const order = (a: Execution, b: Execution) =>
    a.startedAt.getTime() - b.startedAt.getTime() || (a.executionArn < b.executionArn ? -1 : 1);
  // By its own entry in the list, so that both runs compare the same times.
  const self = running.find(({ executionArn }) => executionArn === own.executionArn) ?? own;
  return running.filter((each) => each.executionArn !== own.executionArn && order(each, self) < 0).sort(order)[0];
}
