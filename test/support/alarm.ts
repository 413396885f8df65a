/** A small CloudWatch: says what state an alarm of the template is in, by its own period, statistic, threshold and rule for missing data. */
import { NAMESPACE } from '../../lambda/core/report/metrics';
import type { FunctionLogLine } from '../../local/aws';
import type { Json } from './template';

export interface Datapoint {
  readonly at: Date;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
}

export type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** @param alarm the resource's properties, references resolved */
export function stateOf(alarm: Json, datapoints: readonly Datapoint[], at: Date): State {
  const mine = datapoints.filter((datapoint) => isOf(alarm, datapoint) && datapoint.at <= at);
  const { Period, EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods, TreatMissingData = 'missing' } = alarm;
  const values = Array.from({ length: EvaluationPeriods }, (_, n) => {
    const end = at.getTime() - n * Period * 1000;
    return statistic(
      alarm.Statistic,
      mine.filter((one) => one.at.getTime() <= end && one.at.getTime() > end - Period * 1000),
    );
  });
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0 && TreatMissingData === 'ignore') {
    const last = mine.at(-1);
    return last ? stateOf(alarm, mine, last.at) : 'INSUFFICIENT_DATA';
  }
  if (known.length === 0 && TreatMissingData === 'missing') return 'INSUFFICIENT_DATA';
  const missing = TreatMissingData === 'breaching' ? EvaluationPeriods - known.length : 0;
  const breaching = known.filter((value) => breaches(alarm, value)).length + missing;
  return breaching >= DatapointsToAlarm ? 'ALARM' : 'OK';
}

function isOf(alarm: Json, { namespace, name, dimensions }: Datapoint): boolean {
  const wanted = Object.fromEntries(alarm.Dimensions.map(({ Name, Value }: Json) => [Name, Value]));
  return (
    namespace === alarm.Namespace &&
    name === alarm.MetricName &&
    Object.keys(wanted).length === Object.keys(dimensions).length &&
    Object.entries(wanted).every(([key, value]) => dimensions[key] === value)
  );
}

function statistic(name: string, datapoints: readonly Datapoint[]): number | undefined {
  const values = datapoints.map(({ value }) => value);
  if (values.length === 0) return undefined;
  if (name === 'Sum') return values.reduce((sum, value) => sum + value, 0);
  if (name === 'Maximum') return Math.max(...values);
  throw new Error(`no alarm has had the statistic ${name} so far`);
}

function breaches({ ComparisonOperator, Threshold }: Json, value: number): boolean {
  if (ComparisonOperator === 'GreaterThanOrEqualToThreshold') return value >= Threshold;
  if (ComparisonOperator === 'LessThanThreshold') return value < Threshold;
  throw new Error(`no alarm has had the comparison ${ComparisonOperator} so far`);
}

/** The metrics in a function's log, as CloudWatch makes them of lines in the embedded metric format. */
export function emitted(log: readonly FunctionLogLine[]): Datapoint[] {
  return log.flatMap(({ line, at }) => {
    if (!line.includes('"CloudWatchMetrics"')) return [];
    const blob = JSON.parse(line);
    return blob._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }: Json) =>
      Dimensions.flatMap((names: string[]) =>
        Metrics.map(({ Name }: Json) => ({
          // The local AWS's own time: the function's clock is the real one.
          at: new Date(at),
          namespace: Namespace,
          name: Name,
          dimensions: Object.fromEntries(names.map((name) => [name, blob[name]])),
          value: blob[Name],
        })),
      ),
    );
  });
}

/** The last value of one of Keyturn's metrics. */
export const lastOf = (datapoints: readonly Datapoint[], name: string) =>
  datapoints.filter((one) => one.namespace === NAMESPACE && one.name === name).at(-1)?.value;
