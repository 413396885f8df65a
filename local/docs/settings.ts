/** What each setting is for, in the words of docs/configuration.md. Defaults and what is allowed come from the settings themselves. */

import type { SettingName } from '../../lambda/core/settings/config';

interface About {
  /** In sentences. */
  readonly about: string;
  /** How the construct takes it. @default - the same name and value */
  readonly prop?: string;
  /** The tag on the IAM user that overrides it. */
  readonly tag?: string;
  /** In place of the text of its default. */
  readonly byDefault?: string;
}

export const ABOUT: Readonly<Record<SettingName, About>> = {
  maxKeyAgeDays: {
    about: 'No managed key stays active past this age, unless it is held for a reason that its owner was notified of.',
    prop: 'maxKeyAge: Duration.days(90)',
    tag: 'keyturn:max-key-age-days',
  },
  graceDays: {
    about:
      'How long both keys work. A rotation starts at `maxKeyAgeDays` - `graceDays` - `idleDays` (day 68 by default).',
    prop: 'grace: Duration.days(14)',
    tag: 'keyturn:grace-days',
  },
  quarantineDays: {
    about: 'How long a retiring key stays Inactive, and can be reactivated with one command, before it is deleted.',
    prop: 'quarantine: Duration.days(7)',
  },
  idleDays: {
    about:
      'How long a retiring key must have been quiet before it is deactivated, and how long it waits for that after the grace. A program that never reads the secret keeps its key as long as it calls at least every (`graceDays` + `idleDays`) / 2 days: 11 by default. Set the tag for users with rarer programs.',
    prop: 'idle: Duration.days(8)',
    tag: 'keyturn:idle-days',
  },
  headsUpDays: {
    about:
      'How many days before a scheduled rotation its owner is notified of it, once; half-way through the time until then, where that is shorter than twice this. 0 for no such notification. The rotation never waits for it.',
    prop: 'headsUp: Duration.days(7)',
  },
  whenStillInUse: {
    about:
      'What happens at the end of the window to a retiring key that others may still use: `hold` leaves it active and notifies the owner every week; `deactivate` does so until the key reaches `maxKeyAgeDays`, and then deactivates it.',
  },
  manage: {
    about:
      'Which users are managed. With a path or `all`, the tag `keyturn:managed=false` on a user opts it out. IAM limits the role to the same users.',
    byDefault: 'tag:keyturn:managed=true',
  },
  schedule: {
    about: 'When to look for something to do. A rotation is at most one interval late.',
    prop: 'schedule: ScheduleExpression.rate(Duration.hours(1))',
  },
  scheduleTimezone: { about: 'The time zone of a cron expression.', prop: 'a part of `schedule`' },
  dryRun: { about: 'Decide and log as always, change nothing, notify nobody.' },
  maxRotationsPerRun: { about: 'The most new keys in one run, the stalest first. The rest follow in the next runs.' },
  secretPrefix: {
    about: 'The beginning of the name of every secret that Keyturn makes. The tag names another secret for one user.',
    tag: 'keyturn:secret-name',
  },
  secretFormat: {
    about:
      'The fields of a new secret: `credential-process`, `env`, or a name from `secretFormats`. The tag may also be on the secret, and wins there. A changed default changes no secret that exists.',
    tag: 'keyturn:secret-format',
  },
  secretFormats: {
    about: 'Formats of your own, for readers that rely on other fields: [consumers.md](consumers.md#formats).',
    byDefault: 'none',
  },
  secretTags: { about: 'Tags for the secrets that Keyturn makes, such as `{"CostCenter":"1234"}`.', byDefault: 'none' },
  replicaRegions: {
    about: 'Regions that get a copy of every secret. Not together with `secretKey`.',
    prop: "replicaRegions: ['eu-west-1']",
    byDefault: 'none',
  },
  notifyEmail: {
    about: 'An address that gets every notification, once it has confirmed the subscription that SNS sends it.',
    byDefault: 'none',
  },
  docsUrl: { about: 'Your own page about Keyturn: a line in every notification.', byDefault: 'none' },
  contact: {
    about: 'Whom owners can ask: the last words of every notification.',
    byDefault: 'none: "ask your platform team"',
  },
  cloudTrailEvidence: {
    about:
      'Before an owner is notified that a retiring key is in use, ask CloudTrail who uses it. With `false` the role has no right to ask.',
  },
  ownerTopics: {
    about:
      "Topics of teams. A user with the tag has its notifications sent to its team's topic; what that one refuses goes to the platform's.",
    prop: 'ownerTopics: [topic]',
    tag: 'keyturn:topic-arn',
    byDefault: 'none',
  },
  subscriptions: {
    about:
      'Who gets which notifications, by owner, path, user, event or severity, and in an organization by account and OU (`accounts`, `ous`): [messages.md](messages.md#who-gets-what).',
    prop: '`topic.addSubscription(...)` of the construct',
    byDefault: 'none',
  },
  holdAlarmAfterDays: {
    about: 'How long a hold may last before the alarm `keyturn-long-hold` goes off.',
    prop: 'holdAlarmAfter: Duration.days(14)',
  },
  configRule: {
    about: "Adds AWS Config's rule ACCESS_KEYS_ROTATED with the same age: [compliance.md](compliance.md).",
  },
  roleName: {
    about:
      "The name of the function's role, for organizations that demand a prefix. The default is the lock that keeps a second Keyturn out of the account.",
  },
};

/** What the construct alone takes. */
export const PROPS_ONLY: Readonly<Record<string, string>> = {
  secretKey:
    'The KMS key for new secrets, by default `aws/secretsmanager`. Not as an alias, which IAM policies cannot name.',
  encryptionKey: 'A KMS key of yours for the topic, the queues and the log.',
  reservedConcurrency: 'How many runs may overlap, by default without a limit.',
};

/** Tags on the IAM user that override no setting. */
export const OTHER_TAGS: Readonly<Record<string, string>> = {
  'keyturn:managed':
    '`true` lets Keyturn manage the user (by default), `false` opts it out where `manage` is a path or `all`.',
  'keyturn:owner': "Who is responsible: in each notification's attributes, for filter policies, and in `status`.",
  'keyturn:exempt-until': 'No step for this user before that date (UTC), such as `2027-01-31`.',
  'keyturn:ses-smtp-region': 'Adds `SmtpUsername`, `SmtpPassword` and `SmtpEndpoint` for Amazon SES in that Region.',
  'keyturn:posture-accept':
    'What `keyturn posture` finds about this user is accepted until that date (UTC); with `<check>=<date>`, that finding or recommendation only.',
};
