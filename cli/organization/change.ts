/** What `keyturn organization` can be told, and what it would do. */

export const ACTIONS = ['prepare', 'pause', 'resume'] as const;

export type Action = (typeof ACTIONS)[number];

export interface OrganizationOptions {
  readonly delegate?: string;
  readonly print?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** One thing that would change. None is made of what is so already. */
export interface Change {
  readonly says: string;
  /** The same by the AWS CLI. */
  readonly command: string;
  readonly carryOut: () => Promise<unknown>;
}
