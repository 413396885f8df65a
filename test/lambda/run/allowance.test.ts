/** How many keys a run may issue, in whose turn, and when its circuit breaker opens. */
import { Allowance, FAILURES_IN_A_ROW } from '../../../lambda/run/allowance';

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

describe('the circuit breaker', () => {
  /** How users were finished, one after the other: at which step they failed, or `ok`. */
  function breakerAfter(...finished: readonly string[]) {
    const allowance = new Allowance(10);
    for (const how of finished) {
      if (how === 'ok') allowance.succeeded();
      else allowance.failed(how);
    }
    return allowance;
  }

  it.each([
    ['nobody failed', []],
    ['two failed at the same step', ['create', 'create']],
    ['somebody was served in between', ['create', 'create', 'ok', 'create', 'create']],
    ['the steps differ', ['create', 'create', 'store', 'create', 'create', 'store']],
  ])('stays closed when %s', (_when, finished) => {
    const allowance = breakerAfter(...finished);
    expect(allowance.stopped).toBeUndefined();
    expect(allowance.left).toBe(10);
  });

  it.each([
    ['three failed at the same step', ['create', 'create', 'create']],
    ['they are the last of many', ['store', 'ok', 'store', 'store', 'create', 'create', 'create']],
    ['somebody was served afterwards, as he was in flight', ['create', 'create', 'create', 'ok']],
    ['others failed elsewhere afterwards', ['create', 'create', 'create', 'store', 'store', 'store']],
  ])('opens, and stays open, when %s', async (_when, finished) => {
    const allowance = breakerAfter(...finished);
    expect(allowance.stopped).toEqual({
      step: 'create',
      because: `${FAILURES_IN_A_ROW} users in a row failed at the same step (create), so something is wrong with the account and not with a user: no further key is issued in this run`,
    });
    expect(allowance.left).toBe(0);
    expect(await allowance.takeTurn().mayIssue()).toBe(false);
  });
});
