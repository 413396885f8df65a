import { earlierRun, type Instance, rollOf } from '../../../../lambda/core/organization/roll';

const account = (accountId: string, state = 'ACTIVE') => ({ accountId, name: `n${accountId}`, ou: 'prod', state });
const instance = (accountId: string, wave = 'all', detail = 'SUCCEEDED', reason?: string): Instance => ({
  accountId,
  wave,
  detail,
  ...(reason !== undefined && { reason }),
});
const WAVES = ['canary', 'all'];
const served = (roll: ReturnType<typeof rollOf>) =>
  roll.filter(({ isServed }) => isServed).map((each) => each.accountId);

describe('a run serves', () => {
  test('each active account that has an instance, the first wave first, and then by id', () => {
    const accounts = ['3', '1', '2'].map((id) => account(id));
    const roll = rollOf(accounts, [instance('1'), instance('2', 'canary'), instance('3')], WAVES);
    expect(roll.map(({ accountId, wave }) => [accountId, wave])).toEqual([
      ['2', 'canary'],
      ['1', 'all'],
      ['3', 'all'],
    ]);
    expect(served(roll)).toEqual(['2', '1', '3']);
  });

  test.each(['FAILED', 'PENDING', 'RUNNING', 'CANCELLED', 'INOPERABLE'])(
    'one whose last deployment is %s, because the version before it goes on',
    (detail) => {
      const [one] = rollOf([account('1')], [instance('1', 'all', detail, 'why')], WAVES);
      expect(one).toMatchObject({ isServed: true, deployment: { detail, reason: 'why' } });
    },
  );

  test('an account that two waves reach, in the first of them, once', () => {
    const roll = rollOf([account('1')], [instance('1', 'all', 'FAILED'), instance('1', 'canary')], WAVES);
    expect(roll).toEqual([expect.objectContaining({ wave: 'canary', isServed: true })]);
    expect(roll[0]).not.toHaveProperty('deployment');
  });

  test('one wave only, where that is asked for', () => {
    const roll = rollOf(
      ['1', '2', '3'].map((id) => account(id)),
      [instance('1'), instance('2', 'canary')],
      WAVES,
      'canary',
    );
    expect(roll.map(({ accountId }) => accountId)).toEqual(['2']);
  });
});

describe('a run does not serve, and lists all the same,', () => {
  test.each([
    ['a suspended account', account('1', 'SUSPENDED'), [instance('1')]],
    ['one that is being closed', account('1', 'PENDING_CLOSURE'), [instance('1')]],
    ['one that StackSets passed over', account('1'), [instance('1', 'all', 'SKIPPED_SUSPENDED_ACCOUNT')]],
    ['one that no wave reaches', account('1'), []],
  ])('%s', (_what, one, instances) => {
    expect(rollOf([one], instances, WAVES)).toEqual([expect.objectContaining({ accountId: '1', isServed: false })]);
  });

  test('and not even lists one that has left the organization', () => {
    expect(rollOf([], [instance('1')], WAVES)).toEqual([]);
  });
});

describe('of runs that overlap', () => {
  const at = (executionArn: string, second: number) => ({ executionArn, startedAt: new Date(second * 1000) });

  test('the later makes way for the earlier, and the earlier goes on', () => {
    const running = [at('b', 2), at('a', 1)];
    expect(earlierRun(at('b', 2), running)?.executionArn).toBe('a');
    expect(earlierRun(at('a', 1), running)).toBeUndefined();
  });

  test('of two that started together, exactly one goes on', () => {
    const running = [at('b', 1), at('a', 1)];
    expect(running.filter((own) => earlierRun(own, running) === undefined)).toHaveLength(1);
  });

  test('a run that is alone goes on, listed or not', () => {
    expect(earlierRun(at('a', 1), [at('a', 1)])).toBeUndefined();
    expect(earlierRun(at('a', 1), [])).toBeUndefined();
  });

  test("its own start is the list's, which both compare", () => {
    expect(earlierRun(at('a', 9), [at('a', 1), at('b', 2)])).toBeUndefined();
  });
});
