/** `npm run permissions-table`: writes the table of the function's rights in SECURITY.md, from the statements that are deployed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Effect } from 'aws-cdk-lib/aws-iam';
import { SETTINGS } from '../lambda/core/settings/config';
import type { Permission } from '../lib/permissions/permission';
import { permissions } from '../lib/permissions/permissions';

const FILE = join(__dirname, '..', 'SECURITY.md');
const BEGIN = '<!-- permissions: written by `npm run permissions-table`, do not edit -->';
const END = '<!-- end of permissions -->';

/** The text of SECURITY.md with the table as it must be. @throws when its marks are missing */
export function withTable(text: string): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`SECURITY.md lacks the lines ${BEGIN} and ${END}`);
  return `${text.slice(0, begin)}${BEGIN}\n${table()}\n${text.slice(end)}`;
}

/** With the default settings, and words in place of what the stack makes. */
function table(): string {
  const all = permissions({
    partition: 'aws',
    account: 'ACCOUNT',
    region: 'REGION',
    manage: SETTINGS.manage.default,
    secretTags: {},
    secretPrefix: SETTINGS.secretPrefix.default,
    replicaRegions: ['the `replicaRegions`'],
    secretKeyArn: 'the `secretKey`',
    cloudTrailEvidence: SETTINGS.cloudTrailEvidence.default,
    ownerTopics: ['the `ownerTopics`'],
    ownerTopicKeyArns: ['their keys'],
    topicArn: 'its topic',
    topicKeyArn: "the topic's key",
    logGroupArn: 'its log group',
    deadLetterQueueArn: 'its dead-letter queue',
    leakQueueArn: 'its queue of signals',
    queueKeyArn: 'the `encryptionKey`, if one is given',
  });
  const head = ['statement', 'actions', 'on', 'only if', 'why'];
  const rows = [head, head.map(() => '---'), ...all.map(rowOf)];
  return rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}

function rowOf({ sid, effect, actions, resources, conditions, why }: Permission): string[] {
  const name = effect === Effect.DENY ? `**Deny** \`${sid}\`` : `\`${sid}\``;
  const where = resources.map((resource) => (/^arn:|^\*$/.test(resource) ? `\`${resource}\`` : resource));
  return [name, code(actions), where.join(', '), Object.entries(conditions).flatMap(conditionsOf).join('; '), why];
}

const code = (words: readonly string[]) => words.map((word) => `\`${word}\``).join(', ');

function conditionsOf([operator, keys]: [string, Readonly<Record<string, unknown>>]): string[] {
  return Object.entries(keys).map(([key, value]) => {
    const values = code([value].flat().map(String));
    switch (operator) {
      case 'Null':
        return `\`${key}\` ${value === 'false' ? 'is there' : 'is not there'}`;
      case 'StringEquals':
        return `\`${key}\` is ${values}`;
      case 'StringEqualsIfExists':
        return `\`${key}\` is ${values} or not there`;
      case 'StringNotEquals':
        return `\`${key}\` is not ${values}`;
      case 'StringLike':
        return `\`${key}\` is like ${values}`;
      case 'ForAnyValue:StringNotEquals':
        return `one of \`${key}\` is none of ${values}`;
      case 'Bool':
        return `\`${key}\` is ${values}`;
      case 'ForAllValues:StringLike':
      case 'ForAllValues:StringEquals':
        return `\`${key}\` are among ${values}`;
      default:
        throw new Error(`no words for the condition operator ${operator}`);
    }
  });
}

if (require.main === module) writeFileSync(FILE, withTable(readFileSync(FILE, 'utf8')));
