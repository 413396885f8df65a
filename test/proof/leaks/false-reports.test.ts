/** A few users; false-reports.prove.ts has as many as may come. */
import { currentOf, deliver } from '../../support/leaks/signals';
import { Program } from '../../support/simulation/program';
import { falseReports, many } from './false-reports';
import { exposed } from './moments';

falseReports(6);

test('a program whose only credential was the leaked key is refused and says so, until it is given the new one', async () => {
  const life = await many(1, 'deactivate');
  const startedWithItsOwnKey = () => {
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = JSON.parse(
      life.world.secretValue('keyturn/svc-0'),
    );
    return new Program(life, 'svc-0', { accessKeyId, secretAccessKey });
  };
  const program = startedWithItsOwnKey();
  await program.call();
  expect(await deliver(life, exposed(currentOf(life.world, 'svc-0')))).toEqual([]);
  await program.call();
  expect(program.refused).toEqual(['InvalidClientTokenId']);
  expect(program.problems.at(-1)).toContain('keyturn/svc-0 cannot be read');
  const restarted = startedWithItsOwnKey();
  await restarted.call();
  expect(restarted.refused).toEqual([]);
});
