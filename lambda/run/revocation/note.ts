import { attempt } from '../../aws/errors/errors';
import { clientsUntil } from '../../aws/limit';
import { revokedTag, SECRET_TAG } from '../../core/names';
import type { StepOf } from '../../core/rules/step';
import { formatIntent, formatRevoked } from '../../core/user/secret-state';
import { ahead, requestTags } from '../steps/noted';
import { adoptionTags, writeTags } from '../steps/secret';
import type { Work } from '../steps/work';

/** For how long a note may keep a compromised key alive. */
const NOTE_LIMIT_MS = 5_000;

/** Tried once. A note that cannot be written keeps no compromised key alive: it is tried once more when the key is Inactive. */
export async function noteRevocation(work: Work, { accessKeyId, intent }: StepOf<'note-revocation'>): Promise<void> {
  const tags = {
    ...reportTags(work, accessKeyId),
    ...(intent && { [SECRET_TAG.intent]: formatIntent({ kind: intent, at: work.writtenAt }) }),
    ...(intent === 'rotate' && adoptionTags(work)),
  };
  work.isReportNoted = await writeSoon(work, tags).then(
    () => true,
    () => false,
  );
}

/** @throws when the note is nowhere: then no run knows of the revocation */
export async function noteOnceMore(work: Work, accessKeyId: string): Promise<void> {
  if (work.isReportNoted === false)
    await attempt('note the revocation', () => writeSoon(work, reportTags(work, accessKeyId)));
  work.isReportNoted = true;
}

const reportTags = (work: Work, accessKeyId: string) => ({
  ...ahead(work, 'revoking', accessKeyId),
  [revokedTag(accessKeyId)]: formatRevoked({ at: work.writtenAt, isNotified: false }),
  ...requestTags(work),
});

async function writeSoon(work: Work, tags: Readonly<Record<string, string>>): Promise<void> {
  const { clients } = work;
  const { secretsOnce = clients.secrets } = clients;
  work.clients = clientsUntil({ ...clients, secrets: secretsOnce }, clients.elapsedMs() + NOTE_LIMIT_MS);
  try {
    await writeTags(work, tags);
  } finally {
    work.clients = clients;
  }
}
