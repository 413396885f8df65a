/** Each repair is needed: without it, its own check fails. So one that moto has caught up with shows, and can go. */
import { startLocalAws } from '../../../local/aws';
import { CHECKS } from './checks';

test.each(Object.entries(CHECKS))('without %s its check fails', async (without, { check }) => {
  const aws = await startLocalAws({ without });
  try {
    await expect(check(aws)).rejects.toThrow();
  } finally {
    await aws.stop();
  }
});
