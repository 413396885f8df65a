/**
 * AWS's "access denied", which names the action, who asked, and since 2022 the kind of policy that refused: "User: ARN is not authorized to
 * perform: iam:CreateAccessKey on resource: ARN with an explicit deny in a service control policy" (or "because no permissions boundary
 * allows the … action"). https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */

/** In AWS's words. */
const POLICIES = [
  'service control policy',
  'resource control policy',
  'permissions boundary',
  'session policy',
  'VPC endpoint policy',
  'resource-based policy',
  'explicit deny in an identity-based policy',
] as const;

export interface Denial {
  /** Such as `iam:CreateAccessKey`. */
  readonly action: string | undefined;
  /** What refused, where AWS names it. */
  readonly policy: (typeof POLICIES)[number] | undefined;
  readonly isExplicit: boolean;
  /** The ARN of whoever asked. */
  readonly caller: string | undefined;
}

export const denialIn = (message: string): Denial => ({
  // SNS writes its own name in capitals.
  action: /not authorized to perform:? ([\w-]+:\w+)/i.exec(message)?.[1]?.replace(/^SNS:/, 'sns:'),
  policy: POLICIES.find((policy) => message.includes(policy)),
  isExplicit: /explicit deny/i.test(message),
  caller: /\bUser: (arn:\S+)/.exec(message)?.[1],
});
