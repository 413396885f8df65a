/** What people do to the accounts, on which day of the story, before that day's run. */
import { deleteMemberRole } from './member-role';
import type { OrganizationStage } from './stage';
import { JOB, JOINS, LEAVES, ROLELESS } from './story';

type Deed = (stage: OrganizationStage) => Promise<void>;

/** With what it says of them. */
export function deedsOf(): ReadonlyMap<number, readonly [what: string, deed: Deed]> {
  let putBack: (() => Promise<void>) | undefined;
  return new Map<number, readonly [string, Deed]>([
    [
      0,
      [
        `somebody in ${ROLELESS.account} deletes the role keyturn-member, which lets the hub in`,
        async ({ accounts }) => {
          const account = accounts.get(ROLELESS.account);
          putBack = account && (await deleteMemberRole(account.aws));
        },
      ],
    ],
    [ROLELESS.until, [`the role is back in ${ROLELESS.account}`, async () => putBack?.()]],
    [
      JOINS.on,
      [
        `${JOINS.account} joins ${JOINS.unit}: nobody deploys anything, the StackSet does`,
        (stage) => move(stage, JOINS.account, stage.organization.rootId, stage.units[JOINS.unit]),
      ],
    ],
    [
      JOB.readsFrom,
      [`the owner of ${JOB.account}/${JOB.userName} lets ${JOB.program} read the secret`, async () => {}],
    ],
    [
      LEAVES.on,
      [
        `${LEAVES.account} leaves ${LEAVES.unit} in the middle of a grace: Keyturn goes, both keys stay`,
        (stage) => move(stage, LEAVES.account, stage.units[LEAVES.unit], stage.organization.rootId),
      ],
    ],
  ]);
}

async function move({ organization, accounts }: OrganizationStage, name: string, from: string, to: string) {
  const account = accounts.get(name);
  if (account) await organization.move(account.aws.accountId, from, to);
}
