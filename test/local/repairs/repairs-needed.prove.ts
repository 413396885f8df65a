/** Each repair is needed: without it, its own check fails. So one that moto has caught up with shows, and can go. */
import { awsWithout, emptyAws } from '../../support/local-aws/shared';
import { CHECKS } from './checks';

test.each(Object.entries(CHECKS))('without %s its check fails', async (repair, { check }) => {
  const aws = await awsWithout(repair);
  try {
    await expect(check(aws)).rejects.toThrow();
  } finally {
    await aws.stop();
  }
});

test('with all of them, such a fork passes a check', async () => {
  const aws = await emptyAws();
  await expect(CHECKS.current_by_default?.check(aws)).resolves.toBeUndefined();
  await aws.stop();
});
