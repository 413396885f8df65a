/** The posture of an organization, added up from what its accounts say. */
import { postureOfAll } from '../../../../lambda/core/organization/posture';
import { aMemberSummary, aReportedAccount } from '../../../support/organization/reports';

const needless = { root: 0, unused: 0, 'in-aws': 0, federated: 0, person: 0 };
const posture = (more: object) => ({
  keys: 1_000,
  rootKeys: 0,
  keysOver90Days: 2,
  keysUnused45Days: 1,
  needNotExist: needless,
  ...more,
});
const account = (id: string, more: object | undefined) =>
  aReportedAccount(id, { summary: aMemberSummary(more ? { posture: posture(more) } : {}) });

test('all accounts are one sentence', () => {
  const root = { keys: 3, rootKeys: 1, needNotExist: { ...needless, root: 1, unused: 1 } };
  expect(postureOfAll([account('1', {}), account('2', root)])).toBe(
    'Access keys: 1,003 active access keys, 4 older than 90 days, 2 unused for 45 days, 1 of root. 2 of 1,003 need not exist: 1 of root, 1 nobody uses.',
  );
});

test('where not every account says it, it is said of how many', () => {
  expect(postureOfAll([account('1', { keys: 0 }), account('2', undefined)])).toBe(
    'Access keys in 1 of 2 accounts: No active access keys: nothing to replace.',
  );
});

test('where none does, or one of another form, nothing is said', () => {
  expect(postureOfAll([account('1', undefined)])).toBeUndefined();
  expect(postureOfAll([aReportedAccount('1', { summary: aMemberSummary({ posture: { keys: 1 } }) })])).toBeUndefined();
});
