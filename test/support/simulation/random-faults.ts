/** Faults at random, repeatable by their seed: lost answers, crashes, errors that quote what they should not, malformed answers. */
import { type Action, type Call, type Intercept, serviceError, type World } from '../world';

export interface Random {
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(values: readonly T[]) => T;
}

export function random(seed: number): Random {
  let state = seed * 2654435761 + 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    chance: (probability) => next() < probability,
    pick: (values) => values[Math.floor(next() * values.length)] as (typeof values)[number],
  };
}

/** @param plant told of each secret half that an error was made to hold */
export function faultsOf(dice: Random, world: World, plant: (canary: string) => void): Intercept {
  const quiet = dice.chance(0.2);
  return (call) => {
    if (quiet || !dice.chance(call.operation === 'CreateAccessKey' ? 0.15 : 0.015)) return undefined;
    if (call.operation === 'CreateAccessKey') return malformed(dice, plant);
    return dice.pick<(call: Call) => Action>([
      () => 'throttle',
      () => 'lose-answer',
      () => 'crash-before',
      () => 'crash-after',
      ({ service, operation, input }) => ({
        fail: serviceError(service, 'ValidationException', 400, `bad ${operation}: ${JSON.stringify(input)}`),
      }),
      ({ service, input }) => ({
        fail: withEverything(serviceError(service, 'InternalFailure', 500, 'x'), input, world),
      }),
    ])(call);
  };
}

/** An error as the SDK makes it: the request and the answer hang on it, the secret half among them. */
function withEverything(error: Error, input: object, world: World): Error {
  const half = world.allSecretHalves().at(-1);
  return Object.assign(error, {
    $response: { body: half, headers: {} },
    $request: input,
    cause: new Error(`of ${half}`),
  });
}

/** IAM has made a key, and its answer cannot be read: the parser's error may quote it. */
function malformed(dice: Random, plant: (canary: string) => void): Action {
  const half = Array.from({ length: 40 }, () =>
    dice.pick([...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/']),
  ).join('');
  plant(half);
  const quoted = `Unexpected token in <SecretAccessKey>${half}</SecretAccessKey>`;
  return dice.pick<Action>([
    { fail: new SyntaxError(quoted) },
    { fail: new TypeError(quoted, { cause: new Error(quoted) }) },
    { fail: Object.assign(new Error('Deserialization error: inspect $response'), { $response: { body: quoted } }) },
    { fail: Object.assign(new Error(quoted), { name: half, code: half }) },
  ]);
}
