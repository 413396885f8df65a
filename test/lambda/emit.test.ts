/** A member of an organization publishes no metric: each would cost in every account. */
import { UsageCounter } from '../../lambda/aws/usage';
import { METRICS_VARIABLE, metricsFrom } from '../../lambda/core/settings/environment';
import { measured } from '../../lambda/emit';
import { NOW } from '../support/builders';

const published: string[] = [];
jest.mock('@aws-lambda-powertools/metrics', () => ({
  Metrics: class {
    addMetric = (name: string) => published.push(name);
    publishStoredMetrics = () => {};
  },
}));
beforeEach(() => published.splice(0));

const RESULT = { users: { scanned: 1, managed: 1, examined: 0 }, outcomes: [], remaining: 0 };
const run = (publishes: boolean, work = async () => RESULT) =>
  measured({ isRun: true, now: NOW, counter: new UsageCounter(), publishes }, work);
const fails = () => Promise.reject(new Error('no'));

test('a standalone run publishes, also when it fails', async () => {
  expect(await run(true)).toBe(RESULT);
  expect(published).toContain('GoodRuns');
  published.splice(0);
  await expect(run(true, fails)).rejects.toThrow('no');
  expect(published).toContain('Failures');
});

test('a member does its work and publishes nothing', async () => {
  expect(await run(false)).toBe(RESULT);
  await expect(run(false, fails)).rejects.toThrow('no');
  expect(published).toEqual([]);
});

test('the variable says so; without it there are metrics, and another value is refused', () => {
  expect([undefined, 'true', 'false'].map((text) => metricsFrom({ [METRICS_VARIABLE]: text }))).toEqual([
    true,
    true,
    false,
  ]);
  expect(() => metricsFrom({ [METRICS_VARIABLE]: 'off' })).toThrow(
    'environment variable KEYTURN_METRICS is "off", but must be "true" or "false"',
  );
});
