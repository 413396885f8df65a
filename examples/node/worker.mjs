/** A worker that is never restarted: `node worker.mjs keyturn/svc-reports`. It does one job for each line of its standard input. */
import { createInterface } from 'node:readline';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromKeyturnSecret } from 'keyturn/consumer';

const [secretId = 'keyturn/svc-reports'] = process.argv.slice(2);

const keyturn = fromKeyturnSecret({
  secretId,
  refreshEveryMs: Number(process.env.REFRESH_SECONDS ?? 300) * 1000,
  // The key that the program has works on, so this is for the log only. There is no secret half in it.
  onProblem: (problem) => console.error(problem.message),
});

// Every client of the program gets the same one.
const sts = new STSClient({ extensions: [keyturn] });

for await (const _job of createInterface({ input: process.stdin })) {
  const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
  console.log(Arn);
}
