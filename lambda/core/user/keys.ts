/** One way in which a key is used: the last event of an address, a client and a service. */
export interface KeyUse {
  readonly at: Date;
  /** As in `s3`. */
  readonly service: string;
  /** As in `ListBuckets`. */
  readonly eventName: string;
  readonly sourceIpAddress: string;
  /** What it calls itself, as in `Boto3`; empty where nothing shows it. */
  readonly client: string;
  /** Whatever the caller sent, on one line, bounded. */
  readonly userAgent: string;
}

/** One IAM access key, from ListAccessKeys. */
export interface AccessKey {
  readonly id: string;
  readonly active: boolean;
  readonly createdAt: Date;
}

/**
 * When a key was last used, from GetAccessKeyLastUsed. AWS records the first use in a span of about 15 minutes, so the true last use
 * may be that much later. `unknown` is never read as `never` (promise 7).
 */
export type LastUse =
  | { readonly kind: 'never' }
  | { readonly kind: 'used'; readonly at: Date; readonly service: string; readonly region: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** Undefined where it was never used, or where nobody knows. */
export const usedAtOf = (use: LastUse): Date | undefined => (use.kind === 'used' ? use.at : undefined);
