/**
 * The deployed bundle: rule → queue → function on the local AWS, 40 ms a call, 8 seconds until IAM knows a new key. Times are from the event
 * on the bus, so that the start of a function is in them. Most of it is waiting, so many are measured side by side. KEYTURN_LEAKS says how
 * many leaks are measured.
 */
import { TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { LEAKED_TAG, leaksBoardName } from '../../../lambda/core/names';
import { Deployed } from '../../support/deployed/deployed';
import { leakFunctionOf, putEvent } from '../../support/deployed/leak-lane';
import { reportProof } from '../../support/proof/report-proof';
import { exposed } from './moments';

const LEAKS = Number(process.env.KEYTURN_LEAKS ?? 50);
const PACE = { latencyMs: 40, propagationMs: 8_000 };

/** Each in an AWS of its own, with one leak after the other. */
const LANES = 8;

const SETTINGS = { KEYTURN_LEAK_RESPONSE: 'deactivate' };

interface Answered {
  readonly labelS: number;
  readonly offS: number;
  readonly status: string | undefined;
  readonly works: string;
  readonly told: readonly string[];
}

/**
 * Leaks of as many users, one after the other.
 * @param before what goes wrong
 */
async function leaks(
  count: number,
  before: (deployed: Deployed) => Promise<void> = async () => {},
): Promise<Answered[]> {
  const deployed = await Deployed.start(SETTINGS);
  try {
    const leakFunction = await leakFunctionOf(deployed);
    const keys = new Map<string, string>();
    for (let n = 0; n < count; n++) keys.set(`user-${n}`, (await deployed.addUser(`user-${n}`, 30)).accessKeyId);
    const answers: Answered[] = [];
    await deployed.setDay(0);
    for (const [userName, accessKeyId] of keys) {
      // A function that nobody has called for long starts anew; so does one whose settings have changed.
      await deployed.configure({ ...SETTINGS, KEYTURN_CONTACT: userName }, leakFunction);
      answers.push(await leak(deployed, userName, accessKeyId, before));
      await forgetLimit(deployed);
    }
    return answers;
  } finally {
    await deployed.stop();
  }
}

/** The limit of an hour is not what is measured. */
async function forgetLimit({ secrets }: Deployed): Promise<void> {
  const Tags = [{ Key: LEAKED_TAG, Value: '' }];
  await secrets.send(new TagResourceCommand({ SecretId: leaksBoardName('keyturn/'), Tags }));
}

async function leak(
  deployed: Deployed,
  userName: string,
  accessKeyId: string,
  before: (deployed: Deployed) => Promise<void>,
): Promise<Answered> {
  const { aws } = deployed;
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
  const current = await deployed.currentKey(`keyturn/${userName}`);
  return {
    labelS: secondsTo('UpdateSecretVersionStage'),
    offS: secondsTo('UpdateAccessKey'),
    status: (await deployed.keysOf(userName))[accessKeyId],
    works: current.accessKeyId === 'undefined' ? 'no key' : await deployed.use(current),
    told: (await deployed.told()).filter((each) => each === `key-leaked ${userName}`),
  };
}

const p95 = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? 0;

test(`promise 12: ${LEAKS} leaks: programs have another key within 20 seconds, and the leaked one is off within 30 (p95)`, async () => {
  const share = (lane: number) => Math.floor((LEAKS + lane) / LANES);
  const answers = (await Promise.all(Array.from({ length: LANES }, (_, lane) => leaks(share(lane))))).flat();
  expect(new Set(answers.map(({ status, works }) => `${status} ${works}`))).toEqual(new Set(['Inactive ok']));
  const [label, off] = [p95(answers.map(({ labelS }) => labelS)), p95(answers.map(({ offS }) => offS))];
  const slowest = Math.max(...answers.map(({ offS }) => offS));
  reportProof({ proof: 'leaks-deployed', cases: LEAKS, labelS: label, offS: off, slowestS: slowest });
  expect(label).toBeLessThanOrEqual(20);
  expect(off).toBeLessThanOrEqual(30);
  for (const { told } of answers) expect(told).toHaveLength(1);
});

/** One that hangs is given up after 5 or 15 seconds, and asked again where that is safe. speed.test.ts has every call. */
const HANGING = [
  'GetAccessKeyLastUsed',
  'DescribeSecret',
  'TagResource',
  'CreateAccessKey',
  'PutSecretValue',
  'UpdateAccessKey',
];

test('promise 12: whichever of them hangs once, the leaked key is off within a minute', async () => {
  const hangs = async (action: string) => {
    const [answer] = await leaks(1, (deployed) => deployed.aws.hangFunction(1, action));
    return { action, offS: answer?.offS ?? Number.NaN, status: answer?.status };
  };
  const answers = await Promise.all(HANGING.map(hangs));
  reportProof({ proof: 'leaks-hang', cases: HANGING.length, slowestS: Math.max(...answers.map(({ offS }) => offS)) });
  expect(answers.filter(({ offS, status }) => !(offS <= 60) || status !== 'Inactive')).toEqual([]);
});
