/** Publishes what was measured, as a line in the log that CloudWatch makes metrics of (embedded metric format). */

import { Metrics } from '@aws-lambda-powertools/metrics';
import type { UsageCounter } from './aws/usage';
import {
  DIMENSIONS,
  type Effort,
  METRICS,
  type Measured,
  type MetricName,
  metricsOfCommand,
  metricsOfFailedRun,
  metricsOfRun,
  NAMESPACE,
} from './core/report/metrics';
import type { RunResult } from './core/report/run-result';

const metrics = new Metrics({ namespace: NAMESPACE, serviceName: DIMENSIONS.service });

interface Measurement {
  readonly isRun: boolean;
  readonly now: Date;
  readonly counter: UsageCounter;
  /** False in a member of an organization: each metric would cost in every account, and the hub adds the numbers up. */
  readonly publishes: boolean;
}

/** Does the work, and publishes its metrics even when it fails. A run that AWS stops in the middle publishes none. */
export async function measured(
  { isRun, now, counter, publishes }: Measurement,
  work: () => Promise<RunResult>,
): Promise<RunResult> {
  if (!publishes) return work();
  const [before, startedAt] = [counter.usage, performance.now()];
  const effort = (): Effort => ({
    calls: counter.usage.calls - before.calls,
    throttles: counter.usage.throttles - before.throttles,
    durationMs: performance.now() - startedAt,
  });
  const result = await work().catch((error: unknown) => {
    if (isRun) publish(metricsOfFailedRun(effort()));
    throw error;
  });
  publish(isRun ? metricsOfRun(result, now, effort()) : metricsOfCommand(result, effort()));
  return result;
}

function publish(values: Measured): void {
  const entries = Object.entries(values) as [MetricName, number][];
  if (entries.length === 0) return;
  for (const [name, value] of entries) metrics.addMetric(name, METRICS[name], value);
  metrics.publishStoredMetrics();
}
