/** An organization: one hub, waves of accounts, and what crosses the border of an account. */

import { diagram } from './diagram';
import type { Theme } from './drawing';

export const organizationPicture = (theme: Theme): string =>
  diagram(
    {
      height: 436,
      label:
        'The management account lets one account, the delegated administrator, deploy. There is the hub: a schedule, a state machine, a StackSet for each wave, a topic and a report. The StackSets put a function into every account of their OUs; a gate lies between two waves. Each hour the hub starts the function of each account, which rotates its own keys and answers with numbers. The platform team is notified.',
      heads: [
        [1, 132, 'delegated administrator'],
        [2, 26, 'a StackSet each'],
        [3, 26, 'in each account'],
      ],
      boxes: {
        management: { column: 0, y: 40, title: 'Management account', lines: ['keyturn organization', 'prepare, once'] },
        you: {
          column: 0,
          y: 176,
          title: 'Your command line',
          lines: ['status --organization', 'organization pause', 'rotate --account ID'],
        },
        team: { column: 0, y: 332, title: 'Platform team', lines: ['a digest a day,', 'an alert on trouble'] },
        hub: {
          column: 1,
          y: 146,
          title: 'KeyturnOrganization',
          lines: [
            'starts every account',
            'once an hour, collects',
            'numbers, writes a report;',
            'it cannot make, read or',
            'delete a key',
          ],
        },
        canary: { column: 2, y: 40, title: 'wave canary', lines: ['gets each version and', 'each setting first'] },
        gate: { column: 2, y: 176, title: 'gate', lines: ['runs canary; stops the', 'rollout if it fails'] },
        all: { column: 2, y: 312, title: 'wave all', lines: ['its OUs, with all OUs', 'below; who joins, too'] },
        first: { column: 3, y: 40, title: 'function keyturn', lines: ['rotates here; no key', 'leaves the account'] },
        others: { column: 3, y: 312, title: 'function keyturn', lines: ['no metric, alarm, KMS', 'key or schedule'] },
      },
      arrows: [
        ['management', 'hub'],
        ['you', 'hub'],
        ['hub', 'team'],
        ['hub', 'canary'],
        ['hub', 'gate'],
        ['hub', 'all'],
        ['canary', 'gate'],
        ['gate', 'all'],
        ['canary', 'first'],
        ['all', 'others'],
      ],
    },
    theme,
  );
