/** What people do, on which day of the story, before that day's run. */
import type { Stage } from './stage';
import { ERP, ETL, LEAK, TWO_KEYS } from './story';

export interface Deed {
  readonly what: string;
  /** What the function is asked, as `keyturn` asks it. */
  readonly command?: object;
  /** The user whose keys somebody changed. */
  readonly changed?: string;
}

export async function deedOf(day: number, stage: Stage): Promise<Deed | undefined> {
  switch (day) {
    case TWO_KEYS.cleanedUpOn:
      return cleanUp(stage);
    case ETL.readsFrom:
      return { what: `the owner of ${ETL.userName} lets ${ETL.program} read the secret` };
    case ERP.readsFrom:
      return { what: `the owner of ${ERP.userName} lets erp read the secret` };
    case ERP.confirmedOn:
      return {
        what: `$ npx keyturn confirm ${ERP.userName}`,
        command: { command: 'confirm', userName: ERP.userName, reason: 'the ERP was migrated' },
      };
    case LEAK.stolenOn:
      return steal(stage);
    case LEAK.revokedOn:
      return revoke(stage);
    default:
      return undefined;
  }
}

/** The owner of two-keys reads the message, and deletes the key that nothing uses. */
async function cleanUp({ account }: Stage): Promise<Deed | undefined> {
  const { userName } = TWO_KEYS;
  const unused = (await account.keysOf(userName)).find(({ id }) => account.nameOf(userName, id) === 'K1');
  if (!unused) return undefined;
  await account.deleteKey(userName, unused.id);
  return { what: `the owner of ${userName} deletes K1, which nothing uses`, changed: userName };
}

async function steal({ account, programs }: Stage): Promise<Deed | undefined> {
  const stolen = (await account.currentKeys()).find(({ userName }) => userName === LEAK.userName);
  if (!stolen) return undefined;
  programs.find(({ actor }) => actor.isThief)?.hold(stolen);
  const key = account.nameOf(LEAK.userName, stolen.accessKeyId);
  return { what: `the key ${key} of ${LEAK.userName} is stolen, and used by ${LEAK.thief} at another address` };
}

async function revoke({ account }: Stage): Promise<Deed | undefined> {
  const { userName } = LEAK;
  const stolen = (await account.currentKeys()).find((key) => key.userName === userName);
  if (!stolen) return undefined;
  const { accessKeyId } = stolen;
  return {
    what: `$ npx keyturn revoke ${account.nameOf(userName, accessKeyId)}`,
    command: { command: 'revoke', accessKeyId, reason: 'found on a paste site' },
  };
}
