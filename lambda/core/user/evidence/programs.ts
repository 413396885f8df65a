/** The programs of one user since a rotation, by what CloudTrail shows: who has moved to the new key, and who has not. Pure. */

import { earliest, latest } from '../../time';
import type { KeyUse } from '../keys';

/** What was found about one key, the latest first. `isWhole`: nothing was left out. */
export interface Trail {
  readonly uses: readonly KeyUse[];
  readonly isWhole: boolean;
}

export interface Program {
  /** What it calls itself; empty where nothing shows it. */
  readonly client: string;
  readonly sourceIpAddress: string;
  /** All of its calls with the new key that were found are later than those with the old one. */
  readonly hasMoved: boolean;
  /** Its first call with the new key, where all of them were found. */
  readonly movedAt?: Date;
  /** Its last call with the old key, and with either. */
  readonly oldSeenAt?: Date;
  readonly seenAt: Date;
}

/** What CloudTrail showed about both keys of a rotation. */
export interface Seen {
  /** The last uses of the old key, by who made them, the latest first. */
  readonly usedBy: readonly KeyUse[];
  /** Those that have not moved first. */
  readonly programs: readonly Program[];
}

interface Calls {
  readonly client: string;
  readonly sourceIpAddress: string;
  readonly old: Date[];
  readonly current: Date[];
}

/** Those that have not moved come first, each part the latest first. */
export function programsFrom(old: Trail, current: Trail): Program[] {
  const seen = new Map<string, Calls>();
  const note = (of: 'old' | 'current', { client, sourceIpAddress, at }: KeyUse) => {
    const who = JSON.stringify([client, sourceIpAddress]);
    const program = seen.get(who) ?? { client, sourceIpAddress, old: [], current: [] };
    program[of].push(at);
    seen.set(who, program);
  };
  for (const use of old.uses) note('old', use);
  for (const use of current.uses) note('current', use);
  return [...seen.values()].map((program) => programFrom(program, current.isWhole)).sort(byState);
}

function programFrom({ client, sourceIpAddress, old, current }: Calls, isWhole: boolean): Program {
  const hasMoved = current.length > 0 && old.every((before) => current.every((at) => before <= at));
  return {
    client,
    sourceIpAddress,
    hasMoved,
    ...(hasMoved && isWhole && { movedAt: earliest(current) }),
    ...(old.length > 0 && { oldSeenAt: latest(old) }),
    seenAt: latest([...old, ...current]),
  };
}

const byState = (a: Program, b: Program) =>
  Number(a.hasMoved) - Number(b.hasMoved) || b.seenAt.getTime() - a.seenAt.getTime();
