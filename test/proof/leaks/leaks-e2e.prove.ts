/**
 * The deployed bundle: rule → queue → function on the local AWS, 40 ms a call, 8 seconds until IAM knows a new key. Times are from the event
 * on the bus, so that the start of a function is in them. KEYTURN_LEAKS says how many leaks are measured.
 */
import { Deployed } from '../../support/deployed/deployed';
import { leakFunctionOf, putEvent } from '../../support/deployed/leak-lane';
import { reportProof } from '../../support/report-proof';
import { exposed } from './moments';

const LEAKS = Number(process.env.KEYTURN_LEAKS ?? 5);
const PACE = { latencyMs: 40, propagationMs: 8_000 };

/** Side by side, each in an AWS of its own: the limit of an hour is not what is measured. */
const AT_ONCE = 5;

async function deployedToDeactivate(): Promise<Deployed> {
  const environment = { KEYTURN_LEAK_RESPONSE: 'deactivate' };
  const deployed = await Deployed.start(environment);
  await deployed.configure(environment, await leakFunctionOf(deployed));
  return deployed;
}

interface Answered {
  readonly labelS: number;
  readonly offS: number;
  readonly status: string | undefined;
  readonly works: string;
  readonly told: readonly string[];
}

/** @param before what goes wrong */
async function leak(before: (deployed: Deployed) => Promise<void> = async () => {}): Promise<Answered> {
  const deployed = await deployedToDeactivate();
  const { aws } = deployed;
  try {
    const { accessKeyId } = await deployed.addUser('alice', 30);
    await deployed.setDay(0);
    await aws.slowDown(PACE);
    await before(deployed);
    const since = await deployed.lastCall();
    const at = (await aws.now()).getTime();
    await putEvent(aws, exposed(accessKeyId));
    const calls = await deployed.functionCalls(since);
    const secondsTo = (action: string) => {
      const call = calls.findLast((each) => each.action === action && each.status === 200);
      return call ? (new Date(call.at).getTime() - at) / 1000 : Number.POSITIVE_INFINITY;
    };
    await aws.slowDown({ latencyMs: 0, propagationMs: 0 });
    const current = await deployed.currentKey('keyturn/alice');
    const works = current.accessKeyId === 'undefined' ? 'no key' : await deployed.use(current);
    const status = (await deployed.keysOf('alice'))[accessKeyId];
    const told = await deployed.told();
    return { labelS: secondsTo('UpdateSecretVersionStage'), offS: secondsTo('UpdateAccessKey'), status, works, told };
  } finally {
    await deployed.stop();
  }
}

const p95 = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? 0;

test(`promise 12: ${LEAKS} leaks: programs have another key within 20 seconds, and the leaked one is off within 30 (p95)`, async () => {
  const answers: Answered[] = [];
  for (let n = 0; n < LEAKS; n += AT_ONCE)
    answers.push(...(await Promise.all(Array.from({ length: Math.min(AT_ONCE, LEAKS - n) }, () => leak()))));
  expect(new Set(answers.map(({ status, works }) => `${status} ${works}`))).toEqual(new Set(['Inactive ok']));
  const [label, off] = [p95(answers.map(({ labelS }) => labelS)), p95(answers.map(({ offS }) => offS))];
  reportProof({ proof: 'leaks-deployed', cases: LEAKS, labelS: label, offS: off });
  expect(label).toBeLessThanOrEqual(20);
  expect(off).toBeLessThanOrEqual(30);
  for (const { told } of answers) expect(told.filter((each) => each === 'key-leaked alice')).toHaveLength(1);
});

/** One that hangs is given up after 5 or 15 seconds, and asked again where that is safe. */
test.each([
  'GetAccessKeyLastUsed',
  'DescribeSecret',
  'TagResource',
  'CreateAccessKey',
  'PutSecretValue',
  'UpdateAccessKey',
])('promise 12: %s hangs once, and the leaked key is off within a minute', async (action) => {
  const { offS, status } = await leak((deployed) => deployed.aws.hangFunction(1, action));
  expect(status).toBe('Inactive');
  expect(offS).toBeLessThanOrEqual(60);
});
