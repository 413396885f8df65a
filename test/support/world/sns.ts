import type * as sns from '@aws-sdk/client-sns';
import type { Account } from './account';
import type { Answer } from './answers';
import * as errors from './errors';

export const snsOperations = { Publish: publish };

function publish(account: Account, input: sns.PublishCommandInput): Answer<sns.PublishCommandOutput> {
  if (!input.TopicArn) throw errors.badMessage('TopicArn');
  if (account.deletedTopics.has(input.TopicArn)) throw errors.noSuchTopic();
  checkMessage(input.Message, input.MessageStructure);
  checkSubject(input.Subject);
  account.published.push({
    topicArn: input.TopicArn,
    ...(input.Subject !== undefined && { subject: input.Subject }),
    message: input.Message ?? '',
    attributes: checkedAttributes(input.MessageAttributes ?? {}),
    at: new Date(account.now),
  });
  return { MessageId: `message-${account.published.length}` };
}

const MAX_BYTES = 256 * 1024;

function checkMessage(message: string | undefined, structure: string | undefined): void {
  if (!message) throw errors.badMessage('Empty message');
  if (Buffer.byteLength(message) > MAX_BYTES) throw errors.badMessage('Message too long');
  if (structure === undefined) return;
  if (structure !== 'json') throw errors.badMessage('MessageStructure');
  const parts = parsed(message);
  if (typeof parts.default !== 'string') throw errors.badMessage('Message Structure - No default entry in JSON body');
  // AWS only ignores such an entry, and its subscribers get `default`: never what the caller meant.
  const odd = Object.keys(parts).find((name) => typeof parts[name] !== 'string');
  if (odd !== undefined) throw errors.badMessage(`Message Structure - ${odd} is not a string`);
}

function parsed(message: string): Record<string, unknown> {
  try {
    return JSON.parse(message);
  } catch {
    throw errors.badMessage('Message Structure - JSON message body failed to parse');
  }
}

/** Printable ASCII that begins with a letter, digit or punctuation mark, under 100 characters. */
function checkSubject(subject: string | undefined): void {
  if (subject !== undefined && !/^[!-~][ -~]{0,98}$/.test(subject)) throw errors.badMessage('Subject');
}

function checkedAttributes(attributes: Record<string, sns.MessageAttributeValue>): Record<string, string> {
  const entries = Object.entries(attributes);
  // More than ten are lost on raw delivery.
  if (entries.length > 10) throw errors.badMessage('Too many message attributes');
  return Object.fromEntries(
    entries.map(([name, { DataType, StringValue }]) => {
      if (!/^[\w.-]+$/.test(name)) throw errors.badAttribute(`The attribute name '${name}' is not valid.`);
      if (!DataType || !StringValue) throw errors.badAttribute(`The attribute '${name}' must have a type and a value.`);
      return [name, StringValue];
    }),
  );
}
