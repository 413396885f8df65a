/** The log that the function would write, and the trail that CloudTrail would keep, of what happens in a world. */

import type { LookupEventsCommand, LookupEventsCommandOutput } from '@aws-sdk/client-cloudtrail';
import type { FilterLogEventsCommand, FilterLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import { resultOf } from '../../../lambda/core/report/result';
import type { Result } from '../../../lambda/core/report/result-schema';
import { type AskedOf, type LogLine, logLines, settingsLine } from '../../../lambda/log';
import { obey, type Request } from '../../../lambda/run/command';
import { reconcile } from '../../../lambda/run/reconcile';
import type { TestConfig } from '../simulation/harness';
import type { SettledCall, World } from '../world';

export const ROLE_ARN = 'arn:aws:iam::123456789012:role/keyturn-function';
export const PERSON = 'arn:aws:iam::123456789012:user/alice';

/** One change of a key as the world has seen it. */
export interface Fact {
  readonly at: number;
  readonly operation: string;
  readonly userName: string;
  readonly accessKeyId: string;
  readonly status?: string;
}

interface Recorded {
  readonly at: number;
  readonly name: string;
  readonly event: object;
}

export class Journal {
  readonly lines: { readonly timestamp: number; readonly message: string }[] = [];
  /** What Keyturn has done to keys. */
  readonly facts: Fact[] = [];
  readonly promotions: { readonly at: number; readonly accessKeyId: string }[] = [];
  readonly results: Result[] = [];
  readonly #trail: Recorded[] = [];
  #runs = 0;

  constructor(readonly world: World) {
    const watching = world.onCall;
    world.onCall = (w, call) => {
      if (call.error === undefined) this.#see(call);
      watching?.(w, call);
    };
  }

  async run(config: TestConfig): Promise<Result> {
    const now = this.#wholeSecond();
    const runId = `run-${this.#runs++}`;
    this.#write(runId, settingsLine(config, now));
    const clients = this.world.clients();
    const run = {
      clients,
      config,
      now,
      dryRun: config.dryRun,
      remainingMs: () => 900_000,
      startedMs: clients.elapsedMs(),
    };
    const result = resultOf(await reconcile(run), now, config.dryRun);
    for (const line of logLines(result)) this.#write(runId, line);
    this.results.push(result);
    return result;
  }

  async command(config: TestConfig, request: Request & AskedOf): Promise<Result> {
    const now = this.#wholeSecond();
    const runId = `command-${this.#runs++}`;
    const clients = this.world.clients();
    const run = { clients, config, now, dryRun: false, startedMs: clients.elapsedMs() };
    const result = resultOf(await obey(run, request), now, false);
    for (const line of logLines(result, request)) this.#write(runId, line);
    return result;
  }

  /** What a person does, as CloudTrail has it. */
  person(name: string, userName: string, accessKeyId: string, more: object = {}): void {
    this.#record(
      name,
      PERSON,
      { userName, accessKeyId, ...more },
      name === 'CreateAccessKey' ? accessKeyId : undefined,
    );
  }

  /** As CloudWatch Logs answers: pages of so many lines, by time. */
  logClient(pageSize = 1000): { send(command: FilterLogEventsCommand): Promise<FilterLogEventsCommandOutput> } {
    return {
      send: async ({ input: { startTime = 0, endTime = 0, nextToken = '0' } }) => {
        const found = this.lines.filter(({ timestamp }) => timestamp >= startTime && timestamp < endTime);
        const from = Number(nextToken);
        const rest = from + pageSize < found.length;
        return {
          events: found.slice(from, from + pageSize),
          ...(rest && { nextToken: String(from + pageSize) }),
          $metadata: {},
        };
      },
    };
  }

  /** As CloudTrail answers: the latest first, 90 days. */
  trailClient(): { send(command: LookupEventsCommand): Promise<LookupEventsCommandOutput> } {
    return {
      send: async ({ input: { LookupAttributes = [], StartTime, EndTime, NextToken = '0' } }) => {
        const [since, until] = [StartTime?.getTime() ?? 0, EndTime?.getTime() ?? 0];
        const found = this.#trail
          .filter(({ name, at }) => name === LookupAttributes[0]?.AttributeValue && at >= since && at < until)
          .map(({ event }) => event)
          .toReversed();
        const from = Number(NextToken);
        return {
          Events: found.slice(from, from + 50),
          ...(from + 50 < found.length && { NextToken: String(from + 50) }),
          $metadata: {},
        };
      },
    };
  }

  #wholeSecond(): Date {
    this.world.now = new Date(Math.floor(this.world.now.getTime() / 1000) * 1000);
    return this.world.now;
  }

  #write(runId: string, { level, message, fields }: LogLine): void {
    const timestamp = this.world.now.getTime();
    const base = {
      level,
      message,
      timestamp: new Date(timestamp).toISOString(),
      service: 'keyturn',
      function_request_id: runId,
    };
    this.lines.push({ timestamp, message: JSON.stringify({ ...base, ...fields }) });
  }

  #see({ operation, input, answer }: SettledCall): void {
    const at = this.world.now.getTime();
    if (operation === 'UpdateSecretVersionStage' && input.VersionStage === 'AWSCURRENT') {
      const accessKeyId = String(input.MoveToVersionId).replace('keyturn-access-key-', '');
      this.promotions.push({ at, accessKeyId });
    }
    if (!['CreateAccessKey', 'UpdateAccessKey', 'DeleteAccessKey'].includes(operation)) return;
    const made = (answer as { AccessKey?: { AccessKeyId?: string } }).AccessKey?.AccessKeyId;
    const accessKeyId = made ?? String(input.AccessKeyId);
    const userName = String(input.UserName);
    const status = input.Status === undefined ? {} : { status: String(input.Status) };
    this.facts.push({ at, operation, userName, accessKeyId, ...status });
    this.#record(operation, ROLE_ARN, { userName, ...(!made && { accessKeyId }), ...status }, made);
  }

  #record(name: string, who: string, requestParameters: object, made: string | undefined): void {
    const at = this.world.now.getTime();
    const isRole = who === ROLE_ARN;
    const userIdentity = isRole
      ? {
          type: 'AssumedRole',
          arn: 'arn:aws:sts::123456789012:assumed-role/keyturn-function/Keyturn',
          sessionContext: { sessionIssuer: { type: 'Role', arn: who, userName: 'keyturn-function' } },
        }
      : { type: 'IAMUser', arn: who, userName: 'alice' };
    const record = {
      eventName: name,
      userIdentity,
      requestParameters,
      ...(made !== undefined && { responseElements: { accessKey: { accessKeyId: made, status: 'Active' } } }),
    };
    const event = {
      EventId: `event-${this.#trail.length}`,
      EventTime: new Date(at),
      EventName: name,
      CloudTrailEvent: JSON.stringify(record),
    };
    this.#trail.push({ at, name, event });
  }
}
