/** Names in every account of an organization, and in its hub, that roles and policies of other accounts rely on. */

export const MEMBER_FUNCTION_NAME = 'keyturn';

/** Through it, the hub. */
export const HUB_ALIAS = 'hub';

/** The role of the hub's state machine. */
export const HUB_ROLE_NAME = 'keyturn-organization';

/** In each member: may invoke the alias. */
export const MEMBER_ROLE_NAME = 'keyturn-member';

/** In each member: may invoke the function itself, for commands that touch keys. */
export const OPERATOR_ROLE_NAME = 'keyturn-operator';

/** The hub's state machine, its topic and its schedule, and the beginning of its bucket's name. */
export const HUB_NAME = 'keyturn-organization';

export const HUB_STACK_NAME = 'KeyturnOrganization';

/** Lists the accounts that a run serves. */
export const ACCOUNTS_FUNCTION_NAME = 'keyturn-accounts';

/** Reads what the accounts answered. */
export const DIGEST_FUNCTION_NAME = 'keyturn-digest';

/** Of the StackSet of each wave. */
export const STACK_SET_PREFIX = 'keyturn-member-';

/** The StackSet that passes on what AWS Health says in us-east-1. */
export const SIGNALS_STACK_SET = 'keyturn-signals';

/** The beginning of the name of an execution that only looks: no run makes way for one, and it makes way for none. */
export const LOOK_PREFIX = 'status-';

/** Keys of objects in the hub's bucket. */
export const REPORT_KEY = 'latest.json';
export const CODE_PREFIX = 'code/';
export const RUNS_PREFIX = 'runs/';

/** Everybody, whom the run serves and whom it does not. */
export const rollKey = (run: string) => `${RUNS_PREFIX}${run}/roll.json`;

/** What the map reads: whom the run serves. */
export const servedKey = (run: string) => `${RUNS_PREFIX}${run}/accounts.json`;

export const reportKey = (run: string) => `${RUNS_PREFIX}${run}/report.json`;

/** Of StackSets, for whom an account is a delegated administrator. */
export const ACCESS_SERVICE = 'member.org.stacksets.cloudformation.amazonaws.com';

/** The gate between two waves: the function that CloudFormation asks, and the state machine that waits for the answer. */
export const GATE_FUNCTION_NAME = 'keyturn-gate';
export const ROLLOUT_NAME = 'keyturn-rollout';
