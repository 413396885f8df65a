/** What the hub's state machine asks of its functions. */

import * as v from 'valibot';
import { ConfigError } from '../core/settings/setting';

const text = v.pipe(v.string(), v.minLength(1));
const time = v.pipe(
  text,
  v.transform((value) => new Date(value)),
  v.date(),
);

const ACCOUNTS = v.strictObject({
  /** The execution's name, which is the run's. */
  run: text,
  executionArn: text,
  stateMachineArn: text,
  startedAt: time,
  /** What the execution was started with: nothing, or the one wave to serve, and whether it is only to be looked at. */
  input: v.object({ wave: v.optional(text), command: v.optional(v.picklist(['run', 'plan'])) }),
});

const DIGEST = v.strictObject({
  run: text,
  startedAt: time,
  input: v.object({ wave: v.optional(text) }),
  /** Where the map run has written its results, or why it did not run to its end; empty where there was nobody to serve. */
  outcome: v.object({ manifest: v.optional(text), Error: v.optional(v.string()), Cause: v.optional(v.string()) }),
});

interface Input {
  readonly wave?: string | undefined;
  readonly command?: 'run' | 'plan' | undefined;
}

type Asked<S extends v.GenericSchema<unknown, { input: Input }>> = Omit<v.InferOutput<S>, 'input'> & Input;

export type AccountsRequest = Asked<typeof ACCOUNTS>;
export type DigestRequest = Asked<typeof DIGEST>;

export const parseAccountsRequest = (event: unknown): AccountsRequest => asked(ACCOUNTS, event);
export const parseDigestRequest = (event: unknown): DigestRequest => asked(DIGEST, event);

/** @throws ConfigError that names the field */
function asked<S extends v.GenericSchema<unknown, { input: Input }>>(schema: S, event: unknown): Asked<S> {
  const parsed = v.safeParse(schema, event);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new ConfigError(
      `the event's ${v.getDotPath(issue) ?? 'form'} is not what the state machine sends: ${issue.message}`,
    );
  }
  const { input, ...rest } = parsed.output;
  return { ...rest, ...input };
}
