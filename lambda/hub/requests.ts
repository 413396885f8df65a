/** What the hub's state machine asks of its functions. */

import * as v from 'valibot';
import { LOOK_PREFIX } from '../core/organization-names';
import { ConfigError } from '../core/settings/setting';
import { quote } from '../core/text';

const text = v.pipe(v.string(), v.minLength(1));
const time = v.pipe(
  text,
  v.transform((value) => new Date(value)),
  v.date(),
);

/** What the execution was started with: nothing, the one wave to serve, or that it is only to look. */
const input = v.object({ wave: v.optional(text), command: v.optional(v.picklist(['run', 'status'])) });

const ACCOUNTS = v.strictObject({
  /** The execution's name, which is the run's. */
  run: text,
  executionArn: text,
  stateMachineArn: text,
  startedAt: time,
  input,
});

const DIGEST = v.strictObject({
  run: text,
  startedAt: time,
  input,
  /** Where the map run has written its results, or why it did not run to its end; empty where there was nobody to serve. */
  outcome: v.object({ manifest: v.optional(text), Error: v.optional(v.string()), Cause: v.optional(v.string()) }),
});

type Schema = v.GenericSchema<unknown, { run: string; input: v.InferOutput<typeof input> }>;

type Asked<S extends Schema> = Omit<v.InferOutput<S>, 'input'> & {
  readonly wave?: string;
  readonly command: 'run' | 'status';
};

export type AccountsRequest = Asked<typeof ACCOUNTS>;
export type DigestRequest = Asked<typeof DIGEST>;

export const parseAccountsRequest = (event: unknown): AccountsRequest => asked(ACCOUNTS, event);
export const parseDigestRequest = (event: unknown): DigestRequest => asked(DIGEST, event);

/** @throws ConfigError that names the field */
function asked<S extends Schema>(schema: S, event: unknown): Asked<S> {
  const parsed = v.safeParse(schema, event);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new ConfigError(
      `the event's ${v.getDotPath(issue) ?? 'form'} is not what the state machine sends: ${issue.message}`,
    );
  }
  const { input, ...rest } = parsed.output;
  const { wave, command = 'run' } = input;
  if ((command === 'status') !== rest.run.startsWith(LOOK_PREFIX))
    throw new ConfigError(
      `the execution is called ${quote(rest.run)}, but one that only looks, with the input {"command":"status"}, must have a name that begins with ${LOOK_PREFIX}, and no other: by it, runs know that they need not make way`,
    );
  return { ...rest, command, ...(wave !== undefined && { wave }) };
}
