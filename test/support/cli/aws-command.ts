/** Does what a command of the AWS CLI says, by the SDK: so that a remedy which is printed for people can be tried. */
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as events from '@aws-sdk/client-eventbridge';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import * as scheduler from '@aws-sdk/client-scheduler';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import type { LocalAws } from '../../../local/aws';

// biome-ignore lint/suspicious/noExplicitAny: clients of many kinds, by name
type Sdk = Record<string, any>;

const SERVICES: Readonly<Record<string, readonly [sdk: Sdk, client: string]>> = {
  cloudwatch: [cloudwatch, 'CloudWatchClient'],
  events: [events, 'EventBridgeClient'],
  iam: [iam, 'IAMClient'],
  lambda: [lambda, 'LambdaClient'],
  scheduler: [scheduler, 'SchedulerClient'],
  sns: [sns, 'SNSClient'],
  sqs: [sqs, 'SQSClient'],
};

/** Some, one after the other: `aws … && aws …`. */
export async function runAwsCommand(aws: LocalAws, text: string): Promise<void> {
  for (const command of text.split(' && aws ')) await runOne(aws, wordsOf(command.replace(/^aws /, '')));
}

async function runOne(aws: LocalAws, [service = '', operation = '', ...args]: string[]): Promise<void> {
  const [sdk, client] = SERVICES[service] ?? [];
  const Command = sdk?.[`${pascal(operation)}Command`];
  if (!sdk || !client || !Command) throw new Error(`no such command: aws ${service} ${operation}`);
  await new sdk[client](aws.clientConfig).send(new Command(inputFrom(args)));
}

/** As a shell cuts them. */
function wordsOf(text: string): string[] {
  const words = text.match(/(?:\\'|'[^']*'|[^\s'])+/g) ?? [];
  return words.map((word) => word.replace(/\\'|'([^']*)'/g, (whole, inside) => (whole === "\\'" ? "'" : inside)));
}

const pascal = (text: string) => text.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Where the CLI has a name of its own, or takes a list. */
const NAMES: Readonly<Record<string, string>> = { NotificationEndpoint: 'Endpoint', Uuid: 'UUID' };

const LISTS = ['AlarmNames'];

function inputFrom(args: readonly string[]): object {
  const input: Record<string, unknown> = {};
  for (let n = 0; n < args.length; n++) {
    const name = pascal((args[n] ?? '').replace(/^--/, ''));
    const next = args[n + 1];
    if (next === undefined || next.startsWith('--')) input[name] = true;
    else if (name === 'CliInputJson') Object.assign(input, JSON.parse(args[++n] ?? ''));
    else {
      n++;
      input[NAMES[name] ?? name] = LISTS.includes(name) ? [next] : next;
    }
  }
  return input;
}
