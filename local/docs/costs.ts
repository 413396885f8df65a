/** What an organization costs, for docs/organization.md: from the prices, and from what the templates have. */

import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { table } from '../../bench/table';
import { ORGANIZATION_METRICS } from '../../lambda/core/organization/totals';
import { METRICS } from '../../lambda/core/report/metrics';
import { KeyturnOrganizationStack } from '../../lib/organization/organization-stack';
import { KeyturnStack } from '../../lib/stack';
import { FREE_DASHBOARDS, PRICES, RUNS_A_MONTH } from './prices';

const SIZES = [10, 500, 5_000] as const;

/** Of each child of the map: it starts, runs one task, ends. */
const TRANSITIONS_OF_ACCOUNT = 3;
/** Of the run itself: from its start to its end, once past each state. */
const TRANSITIONS_OF_RUN = 5;
/** As docs/performance.md estimates a run of up to 100 users in which nothing is due, at 512 MB. */
const [SECONDS_OF_ACCOUNT, GIGABYTES_OF_MEMORY] = [2, 0.5];
/** The hub's functions: to list the accounts, and to read what they answered. */
const hubSeconds = (accounts: number) => 3 + accounts / 100;
/** What an account's run leaves: lines of its log, and its answer in the hub's bucket, for 90 days. */
const [LOG_BYTES, ANSWER_BYTES, RUNS_KEPT] = [2_000, 3_000, 90 * 24];

const GIGABYTE = 1e9;
const USERS_OF_ACCOUNT = 10;

interface Item {
  readonly item: string;
  readonly price: string;
  readonly of: (accounts: number) => number;
}

export function costs(): string {
  const [alone, hub] = [countsOf(standalone()), countsOf(organization())];
  const hubMetrics = Object.keys(ORGANIZATION_METRICS).length;
  const metrics = Object.keys(METRICS).length;
  const items: readonly Item[] = [
    {
      item: 'Step Functions',
      price: `$0.025 per 1,000 transitions, ${TRANSITIONS_OF_ACCOUNT} an account and run`,
      of: (n) => RUNS_A_MONTH * (TRANSITIONS_OF_ACCOUNT * n + TRANSITIONS_OF_RUN) * PRICES.transition,
    },
    {
      item: 'Lambda, in the accounts',
      price: `$0.0000133334 per GB-second; ${SECONDS_OF_ACCOUNT} s a run at 512 MB`,
      of: (n) => n * RUNS_A_MONTH * SECONDS_OF_ACCOUNT * GIGABYTES_OF_MEMORY * PRICES.gigabyteSecond,
    },
    {
      item: 'Lambda, in the hub',
      price: 'estimated at 3 s a run, and 1 s for 100 accounts',
      of: (n) => RUNS_A_MONTH * hubSeconds(n) * GIGABYTES_OF_MEMORY * PRICES.gigabyteSecond,
    },
    {
      item: 'Secrets Manager: a list in each run',
      price: '$0.05 per 10,000 calls',
      of: (n) => n * RUNS_A_MONTH * PRICES.secretsCall,
    },
    {
      item: 'logs of the accounts',
      price: '$0.50 per GB; 2 KB a run',
      of: (n) => (n * RUNS_A_MONTH * LOG_BYTES * PRICES.logGigabyte) / GIGABYTE,
    },
    {
      item: 'reports and answers, kept for 90 days',
      price: '$0.023 per GB; 3 KB an account and run',
      of: (n) => (n * RUNS_KEPT * ANSWER_BYTES * PRICES.storedGigabyte) / GIGABYTE,
    },
    {
      item: 'metrics, alarms, KMS key of the hub',
      price: `$0.30 each of ${hubMetrics}, $0.10 each of ${hub.alarms}, $1.00; the dashboard is free as one of three`,
      of: () => hubMetrics * PRICES.metric + hub.alarms * PRICES.alarm + hub.keys * PRICES.kmsKey,
    },
  ];
  const together = (n: number) => items.reduce((sum, { of }) => sum + of(n), 0);
  const each = metrics * PRICES.metric + alone.alarms * PRICES.alarm + alone.keys * PRICES.kmsKey;
  const apart = (n: number) => n * each + Math.max(0, n - FREE_DASHBOARDS) * PRICES.dashboard;
  const secrets = (n: number) => n * USERS_OF_ACCOUNT * PRICES.secret;
  return `${table(
    ['USD a month', 'price', ...SIZES.map((size) => `${size.toLocaleString('en-US')} accounts`)],
    [
      ...items.map(({ item, price, of }) => [item, price, ...SIZES.map((size) => exact(of(size)))]),
      ['**together**', '', ...SIZES.map((size) => round(together(size)))],
      [
        'in place of it, a Keyturn of its own in each account',
        `${metrics} metrics, ${alone.alarms} alarms, a KMS key, a dashboard each`,
        ...SIZES.map((size) => round(apart(size))),
      ],
      [
        'besides, whichever you choose: the secrets',
        `$0.40 each; ${USERS_OF_ACCOUNT} users an account`,
        ...SIZES.map((size) => round(secrets(size))),
      ],
    ],
  )}\n`;
}

const exact = (usd: number) => usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const round = (usd: number) => Math.round(usd).toLocaleString('en-US');

/** No code is bundled: the counts do not depend on it. */
const app = () => new App({ context: { 'aws:cdk:bundling-stacks': [] } });
const standalone = () => Template.fromStack(new KeyturnStack(app(), 'Keyturn'));
const organization = () =>
  Template.fromStack(
    new KeyturnOrganizationStack(app(), 'KeyturnOrganization', {
      organizationId: 'o-a1b2c3d4e5',
      waves: [{ name: 'all', organizationalUnits: ['ou-a1b2-c3d4e5f6'] }],
    }),
  );

const countsOf = (template: Template) => ({
  alarms: Object.keys(template.findResources('AWS::CloudWatch::Alarm')).length,
  keys: Object.keys(template.findResources('AWS::KMS::Key')).length,
});
