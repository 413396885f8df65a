/** AWS's list prices for us-east-1 in USD, as docs/performance.md has them. */

export const PRICES = {
  secret: 0.4,
  secretsCall: 0.05 / 10_000,
  metric: 0.3,
  alarm: 0.1,
  /** The first three of a payer are free. */
  dashboard: 3,
  kmsKey: 1,
  gigabyteSecond: 0.0000133334,
  logGigabyte: 0.5,
  transition: 0.025 / 1_000,
  storedGigabyte: 0.023,
} as const;

export const FREE_DASHBOARDS = 3;

export const RUNS_A_MONTH = 730;
