/** `keyturn doctor --probe USER`: rotates a user that nobody uses, and says which of three assumptions about AWS hold in this account. */

import type { Result } from '../../lambda/core/report/result-schema';
import type { Deployment } from '../session/deployment';
import { askAbout, deploymentOf, mustBeInteractive, type Session, show, viewOf } from '../session/session';
import { line } from '../terminal/line';
import type { ExitCode } from '../terminal/problem';
import { withProgress } from '../terminal/progress';
import { type Finding, found } from './finding';
import { doctorJson, renderDoctor } from './render';

const PROBE = found('probe');

/** How often, and how long apart, IAM is asked for the record of the verification: ten minutes. AWS gives no limit. */
const LOOKS = 21;
const PAUSE_MS = 30_000;

export async function probe(session: Session, userName: string, yes: boolean | undefined): Promise<ExitCode> {
  if (!yes) mustBeInteractive(session, 'doctor --probe');
  const deployment = await deploymentOf(session);
  if (!yes && !(await session.terminal.confirm(`Rotate the key of ${userName}, which no program may be using?`))) {
    show(session, doctorJson([], session.now), () => [line('Nothing was changed.')]);
    return 1;
  }
  const findings = await examine(session, deployment, userName);
  show(session, doctorJson(findings, session.now), () => renderDoctor(findings, viewOf(session)));
  return findings.every(({ level }) => level === 'ok') ? 0 : 1;
}

async function examine(session: Session, deployment: Deployment, userName: string): Promise<Finding[]> {
  const rotated = await askAbout(session, deployment, { command: 'rotate', userName }, 'Rotating');
  const created = accessAfterCreation(rotated);
  if (created.level !== 'ok') return [created];
  const status = await askAbout(session, deployment, { command: 'status', userName }, 'Asking for the last use');
  const keys = status.outcomes[0]?.keys ?? [];
  const newest = keys.find(({ role }) => role === 'current')?.accessKeyId ?? '';
  return [created, lastUseUnderCondition(keys), await recordOfVerification(session, newest)];
}

/** A new secret is written under a condition on the tags that it was made with. */
function accessAfterCreation({ failures, outcomes, dryRun }: Result): Finding {
  const [failure] = failures;
  const done = outcomes
    .flatMap(({ steps }) => steps)
    .some(({ kind, result }) => kind === 'issue-key' && result === 'done');
  if (done && !failure) return PROBE.ok('access that is gated by tags works right after the tags were set');
  const isDenied = /AccessDenied/.test(failure?.error ?? '');
  if (isDenied)
    return PROBE.problem(
      `access that is gated by tags was refused: ${failure?.error}`,
      'Repeat it in a minute. If it then succeeds, AWS is slow to see new tags, and the first rotation of each user takes two runs; if not, compare the role (npx keyturn doctor).',
    );
  return PROBE.unknown(failure?.error ?? (dryRun ? 'the function is deployed with dryRun=true' : 'no key was issued'));
}

function lastUseUnderCondition(keys: readonly { readonly lastUse?: string | undefined }[]): Finding {
  const uses = keys.flatMap(({ lastUse }) => lastUse ?? []);
  const unknown = uses.find((use) => use.startsWith('unknown'));
  if (unknown !== undefined)
    return PROBE.problem(
      `the function cannot read the last use of a key under the condition on its user's tags: ${unknown}`,
      'No retiring key is deactivated while that is so: its owner is notified of a hold instead. See SECURITY.md, statement RotateKeysOfManagedUsers.',
    );
  if (uses.length === 0)
    return PROBE.unknown(
      'the user has one key, and its last use does not matter',
      'Give it a key first, and repeat it.',
    );
  return PROBE.ok("the function reads the last use of keys under the condition on their user's tags");
}

/** Keyturn tells its own verification from a use by somebody by the service `sts`. */
async function recordOfVerification({ config, terminal }: Session, AccessKeyId: string): Promise<Finding> {
  const { GetAccessKeyLastUsedCommand, IAMClient } = await import('@aws-sdk/client-iam');
  const client = new IAMClient(config);
  return withProgress(terminal, `Waiting for the record of the verification of ${AccessKeyId}`, async () => {
    for (let look = 1; ; look++) {
      const { AccessKeyLastUsed: use } = await client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
      if (use?.LastUsedDate) return judgeRecord(AccessKeyId, use.ServiceName ?? 'N/A');
      if (look === LOOKS)
        return PROBE.unknown(
          `AWS has no use of ${AccessKeyId} on record after 10 minutes`,
          `Look again later: aws iam get-access-key-last-used --access-key-id ${AccessKeyId} must say sts.`,
        );
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  });
}

const judgeRecord = (id: string, service: string): Finding =>
  service === 'sts'
    ? PROBE.ok('the verification of a new key is recorded as a use of sts')
    : PROBE.problem(
        `the verification of ${id} is recorded as a use of ${service}, so it may pass for one by the user's program`,
        'Please report it with the Region: it is no danger while the owner is asked to confirm.',
      );
