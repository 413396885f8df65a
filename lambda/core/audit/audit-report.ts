/** The evidence of a period, from the log, CloudTrail and the account as it is now. Pure: the command line reads, and renders. */

import type { Population } from '../account/population';
import { later } from '../time';
import { type Continuity, continuityOf } from './continuity';
import { type Exception, exceptionsOf } from './exceptions';
import { type Incident, incidentsOf } from './incidents';
import { type KeyLife, keyLivesOf, type StandingKey } from './key-lives';
import type { Ledger } from './ledger';
import type { LoggedPopulation, LoggedStep } from './logged';
import { isIn, type Period } from './period';
import { byTime, type Rotation, rotationsOf } from './rotations';
import { type SettingsRecord, settingsOf } from './settings-changes';
import { type Reconciliation, reconcileTrail, type Trail } from './trail';

/** Who made the report, and from what. */
interface Cover {
  readonly accountId: string;
  readonly region: string;
  readonly period: Period;
  readonly madeAt: Date;
  /** The ARN of whoever ran the command. */
  readonly madeBy: string;
  /** Of the command line. */
  readonly version: string;
  readonly functionName: string;
  readonly logGroup: string;
  /** Lines of the log that were read. */
  readonly lines: number;
  /** Of the first of them. */
  readonly logBegins: Date | undefined;
}

export interface Evidence {
  readonly cover: Cover;
  readonly ledger: Ledger;
  readonly trail: Trail;
  /** From the bulk reads of now. */
  readonly population: Population;
  readonly standing: readonly StandingKey[];
}

export interface AuditReport {
  readonly cover: Cover;
  readonly settings: SettingsRecord;
  readonly population: {
    readonly now: Population;
    readonly first: LoggedPopulation | undefined;
    readonly last: LoggedPopulation | undefined;
  };
  readonly keys: readonly KeyLife[];
  readonly rotations: readonly Rotation[];
  readonly exceptions: readonly Exception[];
  readonly incidents: readonly Incident[];
  readonly continuity: Continuity;
  /** Every step that was carried out, or tried and failed. */
  readonly changes: readonly LoggedStep[];
  readonly reconciliation: Reconciliation;
}

export function auditReport({ cover, ledger, trail, population, standing }: Evidence): AuditReport {
  const { period, madeAt } = cover;
  // What is tagged since the day's population was written down.
  if (period.end >= madeAt) for (const each of population.exemptions) ledger.sawExemption(each, later(period.end, -1));
  const reconciliation = reconcileTrail(ledger, trail, madeAt);
  const all = { from: new Date(0), end: madeAt };
  const exceptions = exceptionsOf(ledger, trail.events, period);
  const populations = ledger.populations.filter(({ at }) => isIn(period, at)).sort(byTime);
  return {
    cover,
    settings: settingsOf(ledger, period),
    population: { now: population, first: populations[0], last: populations.at(-1) },
    // A key may have been retired after the period.
    keys: keyLivesOf({ ledger, standing, exceptions, rotations: rotationsOf(ledger, all), period, now: madeAt }),
    rotations: rotationsOf(ledger, period),
    exceptions,
    incidents: incidentsOf(ledger, period),
    continuity: continuityOf(ledger, period),
    changes: ledger.steps.filter(({ at }) => isIn(period, at)).sort(byTime),
    reconciliation,
  };
}
