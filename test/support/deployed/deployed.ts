/** The deployed stack in a local AWS of one's own: people's hands on the account, and the function through the Lambda API. */
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Result, ResultOutcome } from '../../../lambda/core/report/result-schema';
import type { KeyPair } from '../../../lambda/core/secret/key-pair';
import { type ApiCall, type LocalAws, startMinistack } from '../../../local/aws';
import { deployKeyturn } from '../../../local/deploy';
import { invoke } from '../../../local/invoke';
import { DAY_0 } from '../local-aws/keeper';
import { deployedAws, synthesizedApp } from '../local-aws/shared';
import { DAY, MANAGED, SECOND } from '../simulation/harness';

export class Deployed {
  private readonly begins = new Date(DAY_0);

  private constructor(
    readonly aws: LocalAws,
    readonly functionName: string,
    readonly topicArn: string,
    readonly outdir: string,
    readonly iam = new IAMClient(aws.clientConfig),
    readonly secrets = new SecretsManagerClient(aws.clientConfig),
  ) {}

  /** @param environment of the function, where it is to be another than that of the defaults */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<Deployed> {
    const { aws, functionName, topicArn, outdir } = await deployedAws();
    const deployed = new Deployed(aws, functionName, topicArn, outdir);
    if (Object.keys(environment).length > 0) await deployed.configure(environment);
    return deployed;
  }

  /** In an AWS of its own that enforces IAM, on the same day. */
  static async onMinistack(): Promise<Deployed> {
    const [aws, outdir] = await Promise.all([startMinistack(), synthesizedApp()]);
    await aws.setClock(new Date(DAY_0));
    const { functionName, topicArn } = await deployKeyturn(aws, { app: outdir });
    return new Deployed(aws, functionName, topicArn, outdir);
  }

  /** Changes some of the function's settings, as another deployment would. */
  async configure(environment: Readonly<Record<string, string>>, FunctionName = this.functionName): Promise<void> {
    const lambda = new LambdaClient(this.aws.clientConfig);
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const Variables = { ...Environment?.Variables, ...environment };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  }

  dayOf = (day: number) => new Date(Math.round(this.begins.getTime() + day * DAY));

  setDay = (day: number) => this.aws.setClock(this.dayOf(day));

  /** The scheduled event of that day. */
  async run(day: number): Promise<Result> {
    const { result, functionError } = await this.tryRun(day);
    if (functionError) throw new Error(`the run of day ${day} failed: ${JSON.stringify(result)}`);
    return result as Result;
  }

  async tryRun(day: number): Promise<Awaited<ReturnType<typeof invoke>>> {
    await this.setDay(day);
    return this.invoke({ time: this.dayOf(day).toISOString() });
  }

  /** What a run would do for that user on that day, by the product's own word. Nothing is done. */
  async planned(userName: string, day: number): Promise<ResultOutcome> {
    await this.setDay(day);
    const { result } = await this.invoke({ command: 'plan', userName, time: this.dayOf(day).toISOString() });
    const [outcome, ...others] = (result as Result).outcomes;
    if (!outcome || others.length > 0) throw new Error(`no plan for ${userName} alone: ${JSON.stringify(result)}`);
    return outcome;
  }

  /** The day on which something is next due for that user, as its plan of `day` says. */
  async nextDay(userName: string, day: number): Promise<number> {
    const { nextAt, because } = await this.planned(userName, day);
    // A result's times are in whole seconds, those of the local AWS are not.
    const next = (new Date(nextAt ?? Number.NaN).getTime() + SECOND - this.begins.getTime()) / DAY;
    if (!(next > day)) throw new Error(`nothing is due for ${userName} after day ${day} (${nextAt}): ${because}`);
    return next;
  }

  /** The first day, from `day` on, on which a run takes that step if nobody does anything more. */
  async dayOfStep(userName: string, step: string, day: number): Promise<number> {
    const { steps } = await this.planned(userName, day);
    if (steps.some(({ kind }) => kind === step)) return day;
    return this.dayOfStep(userName, step, await this.nextDay(userName, day));
  }

  invoke = (payload: unknown) => invoke(this.aws, this.functionName, payload);

  /** A managed user with a key that is that many days old on day 0. */
  async addUser(userName: string, ageDays: number, tags: Readonly<Record<string, string>> = MANAGED): Promise<KeyPair> {
    // An hour earlier, so that the age is reached when the day begins.
    await this.aws.setClock(new Date(this.dayOf(-ageDays).getTime() - DAY / 24));
    const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await this.iam.send(new CreateUserCommand({ UserName: userName, Tags: list }));
    return this.createKey(userName);
  }

  async createKey(userName: string): Promise<KeyPair> {
    const { AccessKey: key } = await this.iam.send(new CreateAccessKeyCommand({ UserName: userName }));
    return { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' };
  }

  async setStatus(userName: string, accessKeyId: string, status: 'Active' | 'Inactive'): Promise<void> {
    await this.iam.send(new UpdateAccessKeyCommand({ UserName: userName, AccessKeyId: accessKeyId, Status: status }));
  }

  /** `AKIA…: Active`, oldest first. */
  async keysOf(userName: string): Promise<Record<string, string>> {
    const { AccessKeyMetadata = [] } = await this.iam.send(new ListAccessKeysCommand({ UserName: userName }));
    return Object.fromEntries(AccessKeyMetadata.map((key) => [key.AccessKeyId, key.Status]));
  }

  /** As a consumer reads it. Undefined when there is no such secret. */
  async secretValue(name: string): Promise<Record<string, unknown> | undefined> {
    try {
      const { SecretString } = await this.secrets.send(new GetSecretValueCommand({ SecretId: name }));
      return JSON.parse(SecretString ?? '{}');
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }

  async currentKey(name: string): Promise<KeyPair> {
    const { AccessKeyId, SecretAccessKey } = (await this.secretValue(name)) ?? {};
    return { accessKeyId: String(AccessKeyId), secretAccessKey: String(SecretAccessKey) };
  }

  async tagsOf(name: string): Promise<Record<string, string>> {
    const { Tags = [] } = await this.secrets.send(new DescribeSecretCommand({ SecretId: name }));
    return Object.fromEntries(Tags.map((tag) => [tag.Key, tag.Value]));
  }

  /** What a consumer's call answers: `ok`, or AWS's error. */
  async use(key: KeyPair): Promise<string> {
    // A copy: the SDK notes in it where it came from.
    const sts = new STSClient({ ...this.aws.clientConfig, credentials: { ...key }, maxAttempts: 1 });
    return sts.send(new GetCallerIdentityCommand({})).then(
      () => 'ok',
      (error: Error) => error.name,
    );
  }

  /** `event userName`, in the order of publication. */
  async told(): Promise<string[]> {
    const published = await this.aws.published();
    return published.map(({ attributes }) => `${attributes.event} ${attributes.userName}`);
  }

  /** The function's own calls since call number `since`. */
  async functionCalls(since = 0): Promise<ApiCall[]> {
    return (await this.aws.calls(since)).filter((call) => call.byFunction);
  }

  async lastCall(): Promise<number> {
    return (await this.aws.calls()).at(-1)?.n ?? 0;
  }

  stop = () => this.aws.stop();
}
