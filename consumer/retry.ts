/**
 * Repeats a call whose key AWS rejected, with the fresh key. The SDK's retry loop asks its strategy after each failure, and signs every
 * attempt with what the credential provider says then: so the strategy is the place, and what is not about keys stays with the client's own.
 */

import type { SecretsManagerExtensionConfiguration } from '@aws-sdk/client-secrets-manager';
import { rejection } from './errors';
import type { Keys } from './keys';

type Strategies = ReturnType<SecretsManagerExtensionConfiguration['retryStrategy']>;

type AnyStrategy = Awaited<ReturnType<Strategies>>;

type Strategy = Extract<AnyStrategy, { acquireInitialRetryToken: unknown }>;

type Token = Awaited<ReturnType<Strategy['acquireInitialRetryToken']>>;

/** One for each key that a program can hold. */
const MAX_CHANGES = 3;

export function withFreshKeys(own: Strategies, keys: Keys): Strategies {
  let wrapped: Promise<AnyStrategy> | undefined;
  return () => {
    wrapped ??= own().then((strategy) => ('acquireInitialRetryToken' in strategy ? wrap(strategy, keys) : strategy));
    return wrapped;
  };
}

function wrap(own: Strategy, keys: Keys): Strategy {
  /** Which key an attempt was signed with, and how often that changed. */
  const attempts = new WeakMap<Token, { readonly keyId: string | undefined; readonly changes: number }>();
  const begin = (token: Token, changes: number) => {
    attempts.set(token, { keyId: keys.currentId, changes });
    return token;
  };
  return {
    // The SDK reports it to AWS in the user agent.
    ...('mode' in own && { mode: own.mode }),
    acquireInitialRetryToken: async (scope) => begin(await own.acquireInitialRetryToken(scope), 0),
    async refreshRetryTokenForRetry(token, failure) {
      const { keyId, changes } = attempts.get(token) ?? { keyId: undefined, changes: 0 };
      const rejected = rejection(failure.error);
      const isReplaced =
        rejected !== 'no' &&
        keyId !== undefined &&
        changes < MAX_CHANGES &&
        (await keys.isReplaced(keyId, rejected === 'yes'));
      // The same token: a fresh key is no retry, and takes nothing from the client's budget of them.
      if (isReplaced) return begin(token, changes + 1);
      return begin(await own.refreshRetryTokenForRetry(token, failure), changes);
    },
    recordSuccess: (token) => own.recordSuccess(token),
  };
}
