/** The demo of one account. */
import { writeFileSync } from 'node:fs';
import type { Log } from '../run';
import { Chronicle } from './chronicle';
import { live } from './days';
import type { Options } from './options';
import { pageOfDemo } from './page/page';
import { setStage } from './stage';
import { stay } from './stay';
import { messagesIn } from './telling/messages';
import { closingTable } from './telling/table';
import { Tale } from './telling/tale';
import type { Voice } from './telling/voice';
import { verdictOf } from './verdict';

/** @returns whether it ended well */
export async function playInAccount({ days, keep, html }: Options, voice: Voice, log: Log): Promise<boolean> {
  const stage = await setStage(days, voice, log);
  const { aws, account, programs } = stage;
  try {
    voice.stage(`deployed; ${days} days begin, with a run and the programs' calls on each`);
    const [tale, chronicle] = [new Tale(account.names, voice), new Chronicle(account)];
    tale.begin(
      'The account',
      account.cast.map(({ userName, who }) => [userName, who]),
    );
    const evidence = await live(stage, days, { tale, chronicle, voice });
    const page = html === undefined ? undefined : pageOfDemo(chronicle.until(days), days, account.dayOf);
    const broken = await verdictOf(aws, account, programs, { ...evidence, counts: tale.counts, page });
    const tables = [closingTable(account, programs, tale.counts)];
    tale.end(programs, { days, ...evidence, tables, messages: messagesIn(await aws.published()) }, broken);
    if (html !== undefined && page !== undefined) {
      writeFileSync(html, page);
      voice.line(`The ${days} days as a page: ${html}`);
    }
    voice.stage('done');
    voice.end();
    if (keep) await stay(aws, TO_TRY);
    return broken.length === 0;
  } finally {
    await aws.stop();
  }
}

const TO_TRY = [
  'npx keyturn status',
  'npx keyturn rotate web-shop',
  'aws iam list-access-keys --user-name web-shop',
] as const;
