/** How many keys a run may issue, in whose turn, and when its circuit breaker opens. */
import { Allowance, FAILURES_IN_A_RUN } from '../../../lambda/run/allowance';

describe('turns', () => {
  it('are granted in the order in which they were taken, whoever asks first', async () => {
    const allowance = new Allowance(1);
    const [first, second] = [allowance.takeTurn(), allowance.takeTurn()];
    const late = second.mayIssue();
    expect(await first.mayIssue()).toBe(true);
    first.pass();
    expect(await late).toBe(false);
    expect(allowance.left).toBe(0);
  });

  it('pass on when somebody needs no key', async () => {
    const allowance = new Allowance(1);
    const [first, second] = [allowance.takeTurn(), allowance.takeTurn()];
    first.pass();
    expect(await second.mayIssue()).toBe(true);
  });
});

describe('a turn', () => {
  async function granted(count: number) {
    const allowance = new Allowance(count);
    for (let turn = 0; turn < count; turn++) {
      const one = allowance.takeTurn();
      expect(await one.mayIssue()).toBe(true);
      one.pass();
    }
    expect(allowance.left).toBe(0);
    return allowance;
  }

  it.each([
    ['prepare the secret', 1],
    ['write the intent', 1],
    ['create the new key', 1],
    ['store the new key', 0],
    ['verify the new key', 0],
  ])('that fails at the step "%s" leaves %i for somebody else', async (step, left) => {
    const allowance = await granted(2);
    allowance.failed(step);
    expect(allowance.left).toBe(left);
  });

  it('that it did not come to is given back', async () => {
    const allowance = await granted(2);
    allowance.giveBack();
    expect(allowance.left).toBe(1);
  });
});

describe('the circuit breaker', () => {
  const MANY = 40;

  /** How users were finished, one after the other: at which step they failed, or `ok`. */
  async function breakerAfter(...finished: readonly string[]) {
    const allowance = new Allowance(MANY);
    for (const how of finished) {
      const turn = allowance.takeTurn();
      await turn.mayIssue();
      turn.pass();
      if (how === 'ok') allowance.succeeded();
      else allowance.failed(how);
    }
    return allowance;
  }

  it.each([
    ['nobody failed', []],
    ['two failed at the same step', ['store', 'store']],
    ['somebody was served in between', ['store', 'store', 'ok', 'store', 'store']],
    ['somebody was served afterwards', ['store', 'store', 'store', 'ok']],
    ['the steps differ', ['verify', 'verify', 'store', 'verify', 'verify', 'store']],
    ['nothing was asked of IAM', Array(20).fill('write the intent')],
  ])('says nothing when %s', async (_when, finished) => {
    const allowance = await breakerAfter(...finished);
    expect(allowance.stopped).toBeUndefined();
    expect(allowance.left).toBeGreaterThan(0);
  });

  it.each([
    ['three failed at the same step', ['create', 'create', 'create']],
    ['they are the last of many', ['store', 'ok', 'store', 'store', 'create', 'create', 'create']],
  ])('opens when %s: others are tried one at a time', async (_when, finished) => {
    const allowance = await breakerAfter(...finished);
    expect(allowance.stopped).toEqual({
      step: 'create',
      because: expect.stringMatching(
        /^3 users in a row failed at the same step \(create\), .* no further key after 10 failures$/,
      ),
    });
    expect(allowance.isClosed).toBe(false);
    expect(await allowance.takeTurn().mayIssue()).toBe(true);
  });

  it.each([
    ['in a row', Array(FAILURES_IN_A_RUN).fill('create')],
    ['in no row', Array(FAILURES_IN_A_RUN).fill(['create', 'ok']).flat()],
  ])('issues nothing more after ten failures %s', async (_how, finished) => {
    const allowance = await breakerAfter(...finished);
    expect([allowance.left, allowance.isClosed]).toEqual([0, true]);
    expect(await allowance.takeTurn().mayIssue()).toBe(false);
  });

  it('counts those in flight as if they failed too, once something has gone wrong', async () => {
    const allowance = await breakerAfter('store');
    const asked = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const turn = allowance.takeTurn();
        const may = await turn.mayIssue();
        turn.pass();
        return may;
      }),
    );
    expect(asked.filter((may) => may)).toHaveLength(FAILURES_IN_A_RUN - 1);
  });
});
