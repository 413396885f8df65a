import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { DIMENSIONS, type MetricName, NAMESPACE } from '../../lambda/core/report/metrics';

/** A metric that the function emits, by its name there. */
export const keyturnMetric = (metricName: MetricName, options: MetricOptions): Metric =>
  new Metric({ namespace: NAMESPACE, metricName, dimensionsMap: DIMENSIONS, ...options });
