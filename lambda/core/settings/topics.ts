/** The topic of a user's own team: which ones are allowed, and what is wrong with a tag that names another. */

import { USER_TAG } from '../names';
import { quote } from '../text';

/** A topic's ARN, not of a FIFO topic, which takes messages of another form. */
const TOPIC_ARN = /^arn:aws[a-z-]*:sns:([a-z]{2,}(?:-[a-z]+)+-\d+):\d{12}:[\w-]{1,256}$/;

const isTopicArn = (text: string) => TOPIC_ARN.test(text);

export const regionOf = (arn: string) => arn.split(':')[3] ?? '';

/** A function's environment holds 4 KB in all. */
const MOST_TOPICS = 20;

/** A list as JSON, or with commas between; undefined when one of them is no topic's ARN. */
export function parseTopicArns(text: string): readonly string[] | undefined {
  const arns = text.startsWith('[') ? listFrom(text) : text.split(',');
  const isFine = arns && arns.length <= MOST_TOPICS && new Set(arns).size === arns.length && arns.every(isTopicArn);
  return isFine ? arns : undefined;
}

export const ALLOWED_TOPICS = `a list of at most ${MOST_TOPICS} ARNs of topics that are not FIFO, such as arn:aws:sns:eu-central-1:123456789012:team-a`;

function listFrom(text: string): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((each) => typeof each === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}

export interface Topics {
  readonly ownerTopics?: readonly string[] | undefined;
  /** The platform's. */
  readonly topicArn?: string | undefined;
}

/** What is wrong with the tag, as a sentence; undefined for a topic that messages may go to. */
export function topicProblem(arn: string, { ownerTopics = [], topicArn }: Topics): string | undefined {
  const tag = `the user's tag ${USER_TAG.topicArn} is ${quote(arn)}, but`;
  if (!isTopicArn(arn)) return `${tag} must be a topic's ARN, such as arn:aws:sns:eu-central-1:123456789012:team-a`;
  if (topicArn !== undefined && regionOf(arn) !== regionOf(topicArn))
    return `${tag} must be a topic in ${regionOf(topicArn)}, where Keyturn is deployed`;
  if (arn === topicArn || ownerTopics.includes(arn)) return undefined;
  return `${tag} is none of the topics that ownerTopics allows; your platform team can add it`;
}
