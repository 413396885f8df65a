/**
 * The notice board of leaks, one change after the other. It is read again for each, because the list of secrets is minutes behind. Where
 * it cannot be read or written, what this process remembers counts: a compromised key does not wait for Secrets Manager (promise 12), and a
 * flood is bounded all the same.
 */

import type { Clients } from '../../aws/clients';
import { EMPTY_BOARD, formatBoard, type LeaksBoard, parseBoard } from '../../core/leaks/board';
import { LEAKED_TAG, leaksBoardName, SECRET_TAG } from '../../core/names';
import { type BoardState, readBoard, writeBoard } from '../notice-board';
import type { Run } from '../steps/work';

interface Remembered {
  board: LeaksBoard;
  last: Promise<unknown>;
}

const remembered = new WeakMap<Clients['secrets'], Remembered>();

type BoardRun = Pick<Run, 'clients' | 'config'>;

/** @param change what is to be noted, or undefined for nothing, and what comes of it */
export function changeLeaksBoard<T>(
  run: BoardRun,
  change: (board: LeaksBoard) => { readonly next: LeaksBoard | undefined; readonly value: T },
): Promise<T> {
  const { secrets } = run.clients;
  const memory = remembered.get(secrets) ?? { board: EMPTY_BOARD, last: Promise.resolve() };
  remembered.set(secrets, memory);
  const mine = memory.last.then(async () => {
    const once = { ...run, clients: { ...run.clients, secrets: run.clients.secretsOnce ?? secrets } };
    const state = await twice(() => readBoard(once, name(run))).catch(() => 'unread' as const);
    const board = state === 'unread' ? memory.board : boardFrom(state);
    const { next, value } = change(board);
    memory.board = next ?? board;
    if (next && state !== 'unread') await twice(() => write(once, state, next)).catch(() => undefined);
    return value;
  });
  memory.last = mine.catch(() => undefined);
  return mine;
}

const name = ({ config }: BoardRun) => leaksBoardName(config.secretPrefix);

/** A fault that passes costs a call. */
const twice = <T>(act: () => Promise<T>): Promise<T> => act().catch(act);

const boardFrom = (state: BoardState | undefined): LeaksBoard =>
  parseBoard({ deeds: state?.tags[LEAKED_TAG], reports: state?.tags[SECRET_TAG.notified] });

function write(run: BoardRun, state: BoardState | undefined, next: LeaksBoard): Promise<void> {
  const { deeds, reports } = formatBoard(next);
  const board = {
    name: name(run),
    id: 'leaks-notice-board',
    description: 'Holds no key: its tags say what Keyturn has done about keys that AWS has reported',
  };
  return writeBoard(run, board, state?.arn, { [LEAKED_TAG]: deeds, [SECRET_TAG.notified]: reports });
}
