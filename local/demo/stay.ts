/** Keeps a local AWS until somebody presses Ctrl-C, and says how to talk to it. */
import type { LocalAws } from '../aws';

export const exportsFor = ({ endpoint, region }: LocalAws) =>
  [
    `export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`,
    'export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test',
  ].join('\n  ');

export async function stay(aws: LocalAws): Promise<void> {
  // The clock is back at the real one, so that `date` and the function agree.
  await aws.setClock(new Date());
  console.log(`
The local AWS stays until you press Ctrl-C. In another terminal:

  ${exportsFor(aws)}
  npx keyturn status
  npx keyturn rotate web-shop
  aws iam list-access-keys --user-name web-shop
`);
  await untilCtrlC();
}

export async function untilCtrlC(): Promise<void> {
  await new Promise<void>((resolve) => {
    // A timer keeps this process alive, and with it the local AWS.
    const timer = setInterval(() => {}, 60_000);
    const end = () => {
      clearInterval(timer);
      resolve();
    };
    process.once('SIGINT', end).once('SIGTERM', end);
  });
}
