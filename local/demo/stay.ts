/** Keeps a local AWS until somebody presses Ctrl-C, and says how to talk to it. */
import type { LocalAws } from '../aws';

export const exportsFor = ({ endpoint, region, clientConfig: { credentials } }: LocalAws) => {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const session = sessionToken === undefined ? '' : ` AWS_SESSION_TOKEN=${sessionToken}`;
  return [
    `export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`,
    `export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}${session}`,
  ].join('\n  ');
};

/** @param aws with the hands that the commands are to have */
export async function stay(aws: LocalAws, commands: readonly string[]): Promise<void> {
  // The clock is back at the real one, so that `date` and the function agree.
  await aws.setClock(new Date());
  console.log(`
The local AWS stays until you press Ctrl-C. In another terminal:

  ${exportsFor(aws)}
  ${commands.join('\n  ')}
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
