/** Counts the requests that the SDK clients send, each attempt for itself, and those that AWS throttled. */

import type { Usage } from '../core/report/metrics';
import { classify } from './errors/failure';

export class UsageCounter {
  #calls = 0;
  #throttles = 0;

  get usage(): Usage {
    return { calls: this.#calls, throttles: this.#throttles };
  }

  /** Returns the client, which counts from now on. */
  count<C extends Countable>(client: C): C {
    // Innermost but for the reading of the answer: the SDK's retries, which the caller never sees, come through here one by one.
    client.middlewareStack.add(
      (next: Next) => async (args: unknown) => {
        this.#calls++;
        try {
          return await next(args);
        } catch (error) {
          if (classify(error).kind === 'throttled') this.#throttles++;
          throw error;
        }
      },
      { step: 'deserialize', priority: 'high', name: 'keyturnUsage' },
    );
    return client;
  }
}

type Next = (args: unknown) => Promise<unknown>;

/** What the clients of all services have in common. */
interface Countable {
  readonly middlewareStack: {
    add(
      // biome-ignore lint/suspicious/noExplicitAny: each service has inputs and outputs of its own
      middleware: any,
      options: { readonly step: 'deserialize'; readonly priority: 'high'; readonly name: string },
    ): void;
  };
}
