import { Option } from 'commander';
import type { Definition } from '../definition';
import type { ReportOptions } from './report';

const FILES = 'As files:';

export const report: Definition<'report'> = {
  name: 'report',
  summary: 'the evidence of a period, for auditors',
  description:
    "What happened to every key within a period, from the function's log and CloudTrail: population, rotations, exceptions, incidents, and the days for which nothing can be shown. Only reads.",
  options: [
    new Option('--from <date>', 'the first day, in UTC, such as 2026-01-01'),
    new Option('--to <date>', 'the last day, in UTC'),
    new Option('--no-cloudtrail', 'do not ask CloudTrail who changed keys outside Keyturn'),
    new Option('--log-group <name>', 'the log group itself, where the function is gone'),
    new Option('--show-policy', 'print the IAM policy that it needs'),
    new Option(
      '--html <file>',
      'write a page to read and print; a folder gets a file named by account and period',
    ).helpGroup(FILES),
    new Option('--csv <folder>', 'write a file for each list, and their SHA-256').helpGroup(FILES),
  ],
  help: `Examples:
  npx keyturn report --from 2026-01-01 --to 2026-12-31
  npx keyturn report --from 2026-01-01 --to 2026-12-31 --html . --csv evidence
  npx keyturn report --show-policy             the rights that it needs, as JSON

Without a good run in the period there is no evidence, and it exits with 1.`,
  run: async (session, _, options: ReportOptions) => (await import('./report')).report(session, options),
};
