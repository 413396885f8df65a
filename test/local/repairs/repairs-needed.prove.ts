/** Each repair is needed: without it, its own check fails. So one that moto has caught up with shows, and can go. */
import { type LocalAws, startLocalAws } from '../../../local/aws';
import { CHECKS } from './checks';

let unrepaired: LocalAws;
beforeAll(async () => {
  unrepaired = await startLocalAws({ unrepaired: true });
});
afterAll(() => unrepaired?.stop());

test.each(Object.entries(CHECKS))('without %s its check fails', async (repair, { check }) => {
  const aws = await unrepaired.forkWithout(repair);
  try {
    await expect(check(aws)).rejects.toThrow();
  } finally {
    await aws.stop();
  }
});

test('with all of them, such a fork passes a check', async () => {
  const aws = await unrepaired.fork();
  await expect(CHECKS.current_by_default?.check(aws)).resolves.toBeUndefined();
  await aws.stop();
});
