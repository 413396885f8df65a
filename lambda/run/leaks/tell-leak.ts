import { attempt } from '../../aws/errors/errors';
import type { Announcement, LeakEvent } from '../../core/rules/announcement';
import { leakTags } from '../steps/noted';
import { publish } from '../steps/publish';
import { writeTags } from '../steps/secret';
import type { Work } from '../steps/work';

export const isOfLeak = (tells: { readonly event: string }): tells is Announcement<LeakEvent> =>
  tells.event === 'key-leaked' || tells.event === 'leaked-key-used';

/** Announced before it is noted, whether or not it can be: twice is better than never. @throws when either fails, so that it is tried again */
export async function tellLeak(work: Work, tells: Announcement<LeakEvent>): Promise<void> {
  await attempt('send the message', () => publish(work, tells));
  if (tells.event !== 'key-leaked') return;
  const tags = leakTags(work, tells.accessKeyId, tells.answer);
  if (Object.keys(tags).length > 0) await attempt('note the message', () => writeTags(work, tags));
}
