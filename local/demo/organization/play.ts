/** The demo of an organization: the hub by the real `cdk deploy`, two waves, four accounts, of which one joins and one leaves. */
import type { Log } from '../../run';
import type { Options } from '../options';
import { stay } from '../stay';
import { messagesOf } from '../telling/messages';
import { closingTable } from '../telling/table';
import { Tale } from '../telling/tale';
import { paint } from '../telling/terminal';
import type { Voice } from '../telling/voice';
import { liveInOrganization, whoIn } from './days';
import { type OrganizationStage, setOrganizationStage } from './stage';
import { MEMBERS } from './story';
import { verdictOfOrganization } from './verdict';

/** @returns whether it ended well */
export async function playInOrganization({ days, keep }: Options, voice: Voice, log: Log): Promise<boolean> {
  const stage = await setOrganizationStage(days, voice, log);
  const { aws, hub, programs, names } = stage;
  try {
    voice.stage(`deployed; ${days} days begin, with a run of the hub and the programs' calls on each`);
    const tale = new Tale(names, voice);
    tale.begin('The accounts', castOf());
    const evidence = await liveInOrganization(stage, days, { tale, voice });
    voice.doing('the verdict');
    const messages = messagesOf(await aws.published(), whoIn(stage));
    const broken = await verdictOfOrganization(stage, evidence, tale.counts, messages);
    tale.end(programs, { days, ...evidence, messages, tables: tablesOf(stage, tale) }, broken);
    voice.stage('done');
    voice.end();
    if (keep) await stay(hub.aws, toTry(stage));
    return broken.length === 0;
  } finally {
    await aws.stop();
  }
}

const castOf = () =>
  MEMBERS.flatMap(({ name, who, cast }) => [
    [name, who] as const,
    ...cast.map(({ userName, who: whose }) => [`  ${userName}`, whose] as const),
  ]);

const tablesOf = ({ accounts, programs }: OrganizationStage, { counts }: Tale) =>
  MEMBERS.flatMap(({ name, who }) => {
    const account = accounts.get(name);
    if (!account) return [];
    const title = `${paint('bold', `${name}, ${account.aws.accountId}`)}: ${who}`;
    return [`${title}\n${closingTable(account, programs, counts)}`];
  });

/** In the hub's account, whose administrators may act as the members' operators. */
const toTry = ({ accounts }: OrganizationStage) => [
  'npx keyturn status --organization',
  'npx keyturn organization pause',
  `npx keyturn rotate storefront --account ${accounts.get('web')?.aws.accountId}`,
];
