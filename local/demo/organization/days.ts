/** Lives the days of an organization: on each, what people do, a run of the hub, and what the programs do. */
import type { Report, ReportedAccount } from '../../../lambda/core/organization/report-schema';
import { type Evidence, halvesIn, liveOneDay } from '../days';
import { messagesOf } from '../telling/messages';
import type { Tale } from '../telling/tale';
import type { Voice } from '../telling/voice';
import { deedsOf } from './deeds';
import { doneIn } from './members-log';
import type { OrganizationStage } from './stage';
import { expectedStanding, LEAVES } from './story';

export interface Listeners {
  readonly tale: Tale;
  readonly voice: Voice;
}

/** What a user of an account is called in the tale. */
export const whoIn = ({ accounts }: OrganizationStage) => {
  const byId = new Map([...accounts.values()].map((account) => [account.aws.accountId, account]));
  return (accountId: string, userName: string) => byId.get(accountId)?.who(userName) ?? userName;
};

export async function liveInOrganization(
  stage: OrganizationStage,
  days: number,
  { tale, voice }: Listeners,
): Promise<Evidence> {
  const { aws, hub, accounts, programs, dayOf } = stage;
  const [results, secretHalves, failures] = [[] as unknown[], new Set<string>(), [] as string[]];
  const [deeds, who, standings] = [deedsOf(), whoIn(stage), new Map<string, string>()];
  let [logged, told, left] = [0, 0, ''];

  const run = async (day: number): Promise<void> => {
    const report = await hub.run();
    results.push(report);
    const members = membersIn(stage, report);
    failures.push(...surprises(day, members));
    tellStandings(day, members, standings, tale);
    if (!members.some(([, { summary }]) => Object.keys(summary?.steps ?? {}).length > 0)) return;
    const [log, messages] = [await aws.functionLog(), messagesOf(await aws.published(), who)];
    for (const account of accounts.values()) for (const half of await halvesIn(account)) secretHalves.add(half);
    tale.note(day, doneIn(log.slice(logged), who), messages.slice(told));
    [logged, told] = [log.length, messages.length];
  };

  for (let day = 0; day < days; day++) {
    voice.doing(`day ${day}`);
    // The hub says no time to its members.
    await aws.setClock(dayOf(day), true);
    const [what, deed] = deeds.get(day) ?? [];
    if (what !== undefined) tale.deed(day, what);
    await deed?.(stage);
    if (day === LEAVES.on) left = await keysThatStay(stage);
    await run(day);
    await liveOneDay(aws, dayOf, programs, day);
  }
  if (days > LEAVES.on && (await keysThatStay(stage)) !== left)
    failures.push(`the keys of ${LEAVES.account} were changed after it had left`);
  return { results, secretHalves, failures };
}

/** Of the account that leaves, as text. */
async function keysThatStay({ accounts }: OrganizationStage): Promise<string> {
  const account = accounts.get(LEAVES.account);
  return JSON.stringify(await Promise.all(account?.cast.map(({ userName }) => account.keysOf(userName)) ?? []));
}

export type Members = readonly (readonly [name: string, account: ReportedAccount])[];

function membersIn({ accounts }: OrganizationStage, report: Report): Members {
  return [...accounts].flatMap(([name, { aws }]) => {
    const account = report.accounts.find(({ accountId }) => accountId === aws.accountId);
    return account ? [[name, account] as const] : [];
  });
}

/** Promise 13: an account's trouble is its own, and it is named; the others are served. */
export const surprises = (day: number, members: Members): string[] =>
  members.flatMap(([name, { standing, because }]) =>
    standing === expectedStanding(name, day)
      ? []
      : [`promise 13: day ${day}: ${name} is ${standing}, not ${expectedStanding(name, day)} (${because})`],
  );

/** Role names say enough to a reader of the tale. */
const shortened = (because = '') => because.replace(/arn:aws[\w-]*:iam::\d{12}:/g, '');

/** Only what has changed since the run before. */
function tellStandings(day: number, members: Members, known: Map<string, string>, tale: Tale): void {
  for (const [name, { standing, because }] of members) {
    const before = known.get(name);
    known.set(name, standing);
    if (standing === before || (before === undefined && standing === 'in-no-wave')) continue;
    if (standing === 'served') tale.account(day, name, ['served', 'green']);
    else if (standing === 'in-no-wave') tale.account(day, name, ['in no wave', 'yellow']);
    else tale.account(day, name, [standing, 'red'], shortened(because));
  }
}
