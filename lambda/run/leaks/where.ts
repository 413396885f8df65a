import type { Run } from '../steps/work';

/** Account and Region, which the topic's ARN names, and whom readers can ask. */
export function whereOf({ config, now }: Pick<Run, 'config' | 'now'>) {
  const [, , , region = '', accountId = ''] = config.topicArn.split(':');
  return { region, accountId, at: now, desk: config };
}
