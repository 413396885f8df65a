import type { Run } from '../steps/work';

/** Whose account it is and which Region, and whom readers can ask. */
export function whereOf({ config, now, accountId: own }: Pick<Run, 'config' | 'now' | 'accountId'>) {
  const [, , , region = '', ofTopic = ''] = config.topicArn.split(':');
  return { region, accountId: own ?? ofTopic, at: now, desk: config };
}
