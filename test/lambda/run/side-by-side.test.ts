/** How many are served at a time. */
import { SideBySide } from '../../../lambda/run/side-by-side';
import { VirtualTime } from '../../support/simulation/virtual-time';

const items = Array.from({ length: 60 }, (_, index) => index);

/** The most that were in flight while each item was served, which takes a second. */
async function inFlight(sideBySide: SideBySide, after: (item: number) => void) {
  const clock = new VirtualTime(0);
  const seen: number[] = [];
  let now = 0;
  const answers = await clock.run(() =>
    sideBySide.map(items, async (item) => {
      seen[item] = ++now;
      await clock.sleep(1_000);
      now--;
      after(item);
      return item * 2;
    }),
  );
  expect(answers).toEqual(items.map((item) => item * 2));
  return { seen, seconds: clock.now / 1000 };
}

it('a few begin, and more follow with each that went well, up to the most', async () => {
  const sideBySide = new SideBySide(2, 10);
  const { seen, seconds } = await inFlight(sideBySide, () => sideBySide.wentWell());
  expect(seen.slice(0, 2)).toEqual([1, 2]);
  expect(Math.max(...seen)).toBe(10);
  // 2, 6, and then 10 at a time.
  expect(seconds).toBe(1 + 1 + 6);
});

it('none is added while nothing goes well', async () => {
  const { seen } = await inFlight(new SideBySide(3, 10), () => {});
  expect(Math.max(...seen)).toBe(3);
});

it('after a failure few begin, until it goes well again', async () => {
  const sideBySide = new SideBySide(2, 10);
  await inFlight(sideBySide, (item) => (item < 50 ? sideBySide.wentWell() : sideBySide.failed()));
  expect(sideBySide.width).toBe(2);
});

it('one fewer begins when AWS makes its callers wait, but never none', () => {
  const sideBySide = new SideBySide(2, 10);
  sideBySide.wentWell();
  for (const width of [3, 2, 2]) {
    sideBySide.wentSlowly();
    expect(sideBySide.width).toBe(width);
  }
});

it('nobody is served where nobody is due', async () => {
  await expect(new SideBySide().map([], async () => 1)).resolves.toEqual([]);
});
