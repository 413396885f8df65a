/** Slowing down: whose turn it is, how long the gaps are, and when a call gives up. */
import { Pace } from '../../../lambda/aws/pace';
import { VirtualTime } from '../../support/simulation/virtual-time';
import { serviceError, throttled } from '../../support/world';

const time = () => new VirtualTime(0);
const paceIn = (clock: VirtualTime) => new Pace({ wait: clock.sleep, elapsedMs: () => clock.now });

/** An API that accepts one call each `everyMs`, and takes 40 ms for each. */
function limited(clock: VirtualTime, everyMs: number) {
  let freeAt = 0;
  const sentAt: number[] = [];
  const accepted: string[] = [];
  const call = (name: string) => async () => {
    sentAt.push(clock.now);
    const isFree = clock.now >= freeAt;
    if (isFree) freeAt = clock.now + everyMs;
    await clock.sleep(40);
    if (!isFree) throw throttled('iam');
    accepted.push(name);
    return name;
  };
  return { call, sentAt, accepted };
}

const names = Array.from({ length: 50 }, (_, index) => String(index).padStart(2, '0'));

it('calls pass freely, all at once, while nothing is throttled', async () => {
  const clock = time();
  const { call, sentAt } = limited(clock, 0);
  const pace = paceIn(clock);
  await clock.run(() => Promise.all(names.map((name) => pace.send(call(name)))));
  expect(new Set(sentAt)).toEqual(new Set([0]));
});

it('once one is throttled they go one by one, and come through in about the time that the limit takes', async () => {
  const clock = time();
  const { call, accepted } = limited(clock, 500);
  const pace = paceIn(clock);
  await clock.run(() => Promise.all(names.map((name) => pace.send(call(name)))));
  expect(accepted.toSorted()).toEqual(names);
  expect(clock.now).toBeLessThan((50 * 500) / 0.7);
});

it('asks again later and later, up to every two seconds', async () => {
  const clock = time();
  const pace = paceIn(clock);
  const sentAt: number[] = [];
  const never = async () => {
    sentAt.push(clock.now);
    throw throttled('iam');
  };
  await expect(clock.run(() => pace.send(never))).rejects.toThrow('Rate exceeded');
  const gaps = sentAt.slice(1).map((at, index) => at - (sentAt[index] ?? 0));
  expect(gaps[0]).toBe(100);
  expect(gaps).toEqual(gaps.toSorted((a, b) => a - b));
  expect(gaps.at(-1)).toBe(2_000);
  // It gives up after fifty seconds in which nothing was accepted.
  expect(clock.now).toBeGreaterThan(50_000);
  expect(clock.now).toBeLessThan(53_000);
});

it('does not give up while AWS accepts others', async () => {
  const clock = time();
  const pace = paceIn(clock);
  let isOver = false;
  const unlucky = async () => {
    if (clock.now < 200_000) throw throttled('iam');
    isOver = true;
  };
  await clock.run(async () => {
    const waiting = pace.send(unlucky);
    while (!isOver) {
      await clock.sleep(1_000);
      await pace.send(async () => {});
    }
    await waiting;
  });
  expect(isOver).toBe(true);
});

it('what fails otherwise fails at once', async () => {
  const clock = time();
  const failing = async () => {
    throw serviceError('iam', 'ServiceFailure', 500, 'try later');
  };
  await expect(clock.run(() => paceIn(clock).send(failing))).rejects.toThrow('try later');
  expect(clock.now).toBe(0);
});

it('is forgotten after a minute without calls', async () => {
  const clock = time();
  const { call, sentAt } = limited(clock, 500);
  const pace = paceIn(clock);
  await clock.run(async () => {
    await Promise.all(names.slice(0, 3).map((name) => pace.send(call(name))));
    await clock.sleep(61_000);
    sentAt.length = 0;
    await Promise.all(names.slice(0, 3).map((name) => pace.send(call(name))));
  });
  expect(sentAt[1]).toBe(sentAt[0]);
});

it('whoever waits fails when the process can wait no longer', async () => {
  const dead = new Pace({ wait: () => Promise.reject(new Error('dead')), elapsedMs: () => 0 });
  const always = async () => {
    throw throttled('iam');
  };
  await expect(dead.send(always)).rejects.toThrow('dead');
});
