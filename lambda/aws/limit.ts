/** Calls that may take only so long, because something that matters more waits behind them. */

import type { Clients } from './clients';

class TooLateError extends Error {
  override readonly name = 'TooLateError';
  constructor() {
    super('it took longer than it may while a compromised key waits to be deactivated');
  }
}

/** @throws TooLateError when the call has not ended by then; what it does after that, nobody waits for */
export async function within<T>(limitMs: number, call: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
  if (limitMs <= 0) throw new TooLateError();
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new TooLateError());
      abort.abort();
    }, limitMs);
  });
  try {
    return await Promise.race([call(abort.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

interface Sender {
  send(command: object, options?: object): Promise<object>;
}

/** The same clients up to that moment of `elapsedMs`; from then on every call fails at once, and no pause is begun that would outlast it. */
export function clientsUntil(clients: Clients, deadlineMs: number): Clients {
  const leftMs = () => deadlineMs - clients.elapsedMs();
  // The SDK's clients share no type but that each sends its own commands.
  const limited = <Client>(client: Client): Client =>
    Object.assign(Object.create(client as object), {
      send: (command: object) => within(leftMs(), (abortSignal) => (client as Sender).send(command, { abortSignal })),
    });
  return {
    ...clients,
    iam: limited(clients.iam),
    iamWithoutRetries: limited(clients.iamWithoutRetries),
    secrets: limited(clients.secrets),
    sns: limited(clients.sns),
    stsSignedBy: (keyPair) => limited(clients.stsSignedBy(keyPair)),
    wait: async (ms) => {
      if (ms >= leftMs()) throw new TooLateError();
      return clients.wait(ms);
    },
  };
}
