/** The notifications about reports of leaks that Keyturn does not answer, as docs/messages.md shows them. */

import { limitMessage, unansweredMessage } from '../../lambda/core/report/leak-message';

const WHERE = {
  accountId: '123456789012',
  region: 'eu-central-1',
  at: new Date('2027-03-01T06:00:00Z'),
  desk: { contact: '#platform on Slack', docsUrl: 'https://wiki.example.com/keyturn' },
};

const ACCESS_KEY_ID = 'AKIAI44QH8DHBEXAMPLE';

export const LEAK_EXAMPLES = [
  unansweredMessage(
    {
      source: 'health',
      id: 'arn:aws:health:us-east-1::event/RISK/AWS_RISK_CREDENTIALS_EXPOSED/EXAMPLE',
      type: 'AWS_RISK_CREDENTIALS_EXPOSED',
      certainty: 'confirmed',
      accountIds: ['123456789012'],
      accessKeyIds: [ACCESS_KEY_ID],
      leftOut: 0,
      url: 'https://github.com/example/reports/blob/main/.env',
      isOver: false,
    },
    {
      accessKeyId: ACCESS_KEY_ID,
      why: 'it is no key of an IAM user that Keyturn manages in this account.',
      isLast: false,
    },
    WHERE,
  ),
  limitMessage(WHERE),
];
