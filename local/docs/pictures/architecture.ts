/** What is deployed, and who has to do with it. */

import { diagram } from './diagram';
import type { Theme } from './drawing';

export const architecture = (theme: Theme): string =>
  diagram(
    {
      height: 400,
      label:
        'EventBridge Scheduler and the command line start one Lambda function, Keyturn. It makes, deactivates and deletes access keys in IAM, puts the current key into Secrets Manager, where programs read it, asks CloudTrail who still uses a retiring key, and notifies owners over SNS.',
      boxes: {
        schedule: { column: 0, y: 30, title: 'EventBridge Scheduler', lines: ['starts it every hour'] },
        you: { column: 0, y: 150, title: 'Your command line', lines: ['npx keyturn plan', 'rotate, rollback, ...'] },
        trail: { column: 0, y: 290, title: 'CloudTrail', lines: ['names who still uses', 'a retiring key'] },
        keyturn: {
          column: 1,
          y: 130,
          title: 'Keyturn',
          lines: [
            'one Lambda function',
            'no database: its state is',
            'in tags of the secrets',
            'no right to read a value',
          ],
        },
        iam: { column: 2, y: 30, title: 'IAM', lines: ['makes, deactivates,', 'deletes access keys'] },
        secrets: {
          column: 2,
          y: 160,
          title: 'Secrets Manager',
          lines: ['keyturn/svc-reports', 'holds the current key'],
        },
        sns: { column: 2, y: 290, title: 'SNS', lines: ['a topic for all, or', 'one for each team'] },
        programs: { column: 3, y: 160, title: 'Programs', lines: ['read the key again,', 'and never restart'] },
        owners: { column: 3, y: 290, title: 'Owners', lines: ['by e-mail, in chat,', 'or as JSON'] },
      },
      arrows: [
        ['schedule', 'keyturn'],
        ['you', 'keyturn'],
        ['trail', 'keyturn'],
        ['keyturn', 'iam'],
        ['keyturn', 'secrets'],
        ['keyturn', 'sns'],
        ['secrets', 'programs'],
        ['sns', 'owners'],
      ],
    },
    theme,
  );
