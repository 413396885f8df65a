/**
 * What the log says, line by line and in any order: a year of a large account is some hundred thousand lines, of which only what the
 * report needs is kept. Lines of a dry run are no evidence: only that it was one is kept.
 */

import { dateIn, type LogEntry, numberIn, objectAt, textIn } from './log-entry';
import {
  type FailedRun,
  type LoggedCommand,
  type LoggedPopulation,
  type LoggedRun,
  type LoggedStep,
  populationFrom,
  runFrom,
  type SeenExemption,
  type SeenHold,
} from './logged';

export class Ledger {
  readonly runs: LoggedRun[] = [];
  readonly failed: FailedRun[] = [];
  readonly steps: LoggedStep[] = [];
  readonly commands: LoggedCommand[] = [];
  readonly settings: { readonly at: Date; readonly version: string; readonly text: string }[] = [];
  readonly populations: LoggedPopulation[] = [];
  readonly holds = new Map<string, SeenHold>();
  readonly exemptions = new Map<string, SeenExemption>();
  /** Each different text once. */
  readonly #texts = new Map<string, string>();

  add(entry: LogEntry): void {
    switch (entry.message) {
      case 'run':
        this.runs.push(runFrom(entry));
        return;
      case 'run failed':
        this.failed.push({ at: entry.at, runId: entry.runId, error: textIn(entry.fields, 'error') ?? '' });
        return;
      case 'command':
        this.#addCommand(entry);
        return;
      case 'step':
        this.#addStep(entry);
        return;
      case 'settings':
        this.#addSettings(entry);
        return;
      case 'population':
        this.populations.push(populationFrom(entry));
        return;
      case 'exemption':
        this.#addExemption(entry);
        return;
    }
  }

  #addCommand({ at, runId, fields }: LogEntry): void {
    const command = textIn(fields, 'command') ?? '';
    if (fields.dryRun === true || command === 'plan' || command === 'status') return;
    this.commands.push({
      at,
      runId,
      command,
      userName: textIn(fields, 'userName'),
      accessKeyId: textIn(fields, 'accessKeyId'),
      reason: textIn(fields, 'reason') ?? '',
      requestedBy: textIn(fields, 'requestedBy') ?? '',
      failures: numberIn(fields, 'failures') ?? 0,
    });
  }

  /** What was not carried out, or tried, has no facts. */
  #addStep({ at, runId, fields }: LogEntry): void {
    const [userId, kind, result] = ['userId', 'kind', 'result'].map((name) => textIn(fields, name));
    if (userId === undefined || kind === undefined || (result !== 'done' && result !== 'failed')) return;
    const step: LoggedStep = {
      at,
      runId,
      userName: this.#once(textIn(fields, 'userName') ?? ''),
      userId: this.#once(userId),
      owner: this.#once(textIn(fields, 'owner') ?? ''),
      kind: this.#once(kind),
      result: this.#once(result),
      because: textIn(fields, 'because') ?? '',
      accessKeyId: textIn(fields, 'accessKeyId'),
      event: textIn(fields, 'event'),
      fields,
    };
    if (kind === 'hold') this.#addHold(step);
    else this.steps.push({ ...step, fields: essence(fields) });
  }

  #addHold({ at, fields, ...step }: LoggedStep): void {
    const reason = textIn(fields, 'reason') ?? '';
    const key = `${step.userId} ${reason}`;
    const { userName, userId, owner, because, accessKeyId } = step;
    const first = { userName, userId, owner, because, accessKeyId, reason: this.#once(reason) };
    const hold: SeenHold = this.holds.get(key) ?? { ...first, lastAt: 0, seenAt: [], since: new Map() };
    this.holds.set(key, hold);
    hold.seenAt.push(at.getTime());
    const since = dateIn(fields, 'since');
    if (since) hold.since.set(at.getTime(), since);
    // The last word of it, in whatever order the lines come.
    if (at.getTime() >= hold.lastAt) Object.assign(hold, { owner, because, accessKeyId, lastAt: at.getTime() });
  }

  #addSettings({ at, fields }: LogEntry): void {
    const text = JSON.stringify(objectAt(fields, 'settings'));
    this.settings.push({ at, version: this.#once(textIn(fields, 'version') ?? ''), text: this.#once(text) });
  }

  #addExemption({ at, fields }: LogEntry): void {
    const [userId = '', kind = '', userName = ''] = ['userId', 'kind', 'userName'].map((name) => textIn(fields, name));
    this.sawExemption({ userId, kind, userName, owner: textIn(fields, 'owner'), until: dateIn(fields, 'until') }, at);
  }

  sawExemption(
    seen: Pick<SeenExemption, 'userName' | 'userId' | 'kind'> & {
      owner?: string | undefined;
      until?: Date | undefined;
    },
    at: Date,
  ): void {
    const { userId, kind, userName, owner = '', until } = seen;
    const key = `${userId} ${kind}`;
    const exemption = this.exemptions.get(key) ?? { userId, kind, userName, owner, untilBy: new Map() };
    this.exemptions.set(key, exemption);
    exemption.owner = owner;
    exemption.untilBy.set(at.getTime(), until);
  }

  #once(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, text);
    return text;
  }
}

/** The facts of a step, without what stands in each line. */
function essence(fields: LogEntry['fields']): LogEntry['fields'] {
  return Object.fromEntries(FACTS.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));
}

const FACTS = [
  'newKeyId',
  'newCreatedAt',
  'verifiedAt',
  'promotedAt',
  'changedAt',
  'notifiedAt',
  'oldKeyId',
  'oldCreatedAt',
  'createdAt',
  'lastUse',
  'currentKeyId',
  'maxKeyAgeDays',
  'revoked',
  'confirmed',
  'role',
  'until',
];
