/** What the function answers, for tests of how it is shown. Builders give every field a default. */

import type { Result, ResultOutcome, ResultStep } from '../../../lambda/core/report/result-schema';
import { VERSION } from '../../../lambda/core/version';
import { type Answers, json, refusal, xml } from '../http/fake-aws';

export const TIME = '2026-11-22T06:00:00Z';
export const FUNCTION = 'Keyturn-KeyRotationFunction96F96846-EXAMPLE';
const STACK_ID = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/Keyturn/00000000-0000-0000-0000-000000000000';

export function aResult(more: Partial<Result> = {}): Result {
  const { outcomes = [] } = more;
  return {
    time: TIME,
    version: VERSION,
    dryRun: false,
    users: { scanned: outcomes.length + 3, managed: outcomes.length, examined: outcomes.length },
    outcomes,
    failures: [],
    remaining: 0,
    ...more,
  };
}

export const aStep = (more: Partial<ResultStep> = {}): ResultStep => ({
  kind: 'issue-key',
  because: 'the key AKIAIOSFODNN7EXAMPLE is 77 days old and must not exceed 90 days',
  result: 'planned',
  ...more,
});

export const anOutcome = (more: Partial<ResultOutcome> = {}): ResultOutcome => ({
  userName: 'svc-reports',
  steps: [],
  ...more,
});

/** As `status` has it. */
export const aUser = (userName: string, more: Partial<ResultOutcome> = {}): ResultOutcome => ({
  userName,
  steps: [],
  phase: 'steady',
  because: 'the key is next due on 2027-01-05',
  nextStep: 'issue-key',
  nextAt: '2027-01-05T06:00:00Z',
  secretName: `keyturn/${userName}`,
  keys: [
    {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      role: 'current',
      active: true,
      createdAt: '2026-10-21T06:00:00Z',
      ageDays: 32,
    },
  ],
  ...more,
});

export const aHeldUser = (userName: string, more: Partial<ResultOutcome> = {}) =>
  aUser(userName, {
    phase: 'held',
    reason: 'still-in-use',
    because:
      'the retiring key AKIAI44QH8DHBEXAMPLE stays active past its grace: it was last used on 2026-11-21 09:00 UTC (sts, us-east-1)',
    since: '2026-11-13T06:00:00Z',
    owner: 'erp-team@example.com',
    keys: [
      {
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        role: 'current',
        active: true,
        createdAt: '2026-10-30T06:00:00Z',
        ageDays: 23,
      },
      {
        accessKeyId: 'AKIAI44QH8DHBEXAMPLE',
        role: 'retiring',
        active: true,
        createdAt: '2026-08-14T06:00:00Z',
        ageDays: 100,
      },
    ],
    ...more,
  });

export const stackXml = (functionName: string | undefined = FUNCTION, status = 'CREATE_COMPLETE') =>
  `<Stacks><member><StackName>Keyturn</StackName><StackId>${STACK_ID}</StackId><StackStatus>${status}</StackStatus><CreationTime>${TIME}</CreationTime>${
    functionName === undefined
      ? ''
      : `<Outputs><member><OutputKey>FunctionName</OutputKey><OutputValue>${functionName}</OutputValue></member></Outputs>`
  }</member></Stacks>`;

/** A deployed Keyturn whose function says `answers[command]`; a dry run has an answer of its own, if `dry <command>` is there. */
export function deployedSaying(answers: Readonly<Record<string, Result>>): Answers {
  return {
    'cloudformation DescribeStacks': () => xml('DescribeStacks', stackXml()),
    [`lambda POST /2015-03-31/functions/${FUNCTION}/invocations`]: ({ body }) => {
      const { command, dryRun, userName } = body as { command: string; dryRun?: boolean; userName?: string };
      const answer = (dryRun ? answers[`dry ${command}`] : undefined) ?? answers[command];
      return json(command === 'status' && userName !== undefined && answer ? about(userName, answer) : answer);
    },
  };
}

/** As the function answers about one user. */
function about(userName: string, answer: Result): Result {
  const outcomes = answer.outcomes.filter((outcome) => outcome.userName === userName);
  const error = `there is no IAM user "${userName}" that Keyturn manages: it does not exist in this account, or is not managed (tag:keyturn:managed=true)`;
  if (outcomes.length > 0) return { ...answer, outcomes, failures: [] };
  return { ...answer, users: { scanned: 0, managed: 0, examined: 0 }, outcomes, failures: [{ userName, error }] };
}

/** The bulk reads of an account of 5,000 users, page by page: one in a hundred has two active keys. Ages are counted from `now`. */
export function largeAccount(now: Date): Answers {
  const PAGE = 1000;
  const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000 - 3_600_000).toISOString();
  const names = Array.from({ length: 5000 }, (_, n) => `svc-${String(n).padStart(4, '0')}`);
  const born = daysAgo(900).replace(/\.\d+Z/, 'Z');
  const ages = names.map((_, n) => (n % 100 === 7 ? [100, 10] : [n % 90]));
  const column = (n: number) => `access_key_${n}_active,access_key_${n}_last_rotated`;
  const slot = (age: number | undefined) => (age === undefined ? 'false,N/A' : `true,${daysAgo(age)}`);
  const csv = names.map((name, n) => `${name},${born},${slot(ages[n]?.[0])},${slot(ages[n]?.[1])}`);
  const user = (name: string) =>
    `<member><UserName>${name}</UserName><UserId>AIDA${name}</UserId><Path>/</Path><Arn>arn:aws:iam::123456789012:user/${name}</Arn><CreateDate>${born}</CreateDate></member>`;
  const key = (UserName: string, age: number, n: number) =>
    `<member><UserName>${UserName}</UserName><AccessKeyId>AKIA${UserName.slice(4)}${n}000000EXAMPLE</AccessKeyId><Status>Active</Status><CreateDate>${daysAgo(age)}</CreateDate></member>`;
  return {
    'iam GenerateCredentialReport': () => xml('GenerateCredentialReport', '<State>COMPLETE</State>'),
    'iam GetCredentialReport': () =>
      xml(
        'GetCredentialReport',
        `<Content>${Buffer.from([`user,user_creation_time,${column(1)},${column(2)}`, ...csv].join('\n')).toString('base64')}</Content><GeneratedTime>${now.toISOString()}</GeneratedTime>`,
      ),
    'iam GetAccountAuthorizationDetails': ({ body }) => {
      const from = Number(body.Marker ?? 0);
      const rest = from + PAGE < names.length;
      return xml(
        'GetAccountAuthorizationDetails',
        `<UserDetailList>${names
          .slice(from, from + PAGE)
          .map(user)
          .join(
            '',
          )}</UserDetailList><IsTruncated>${rest}</IsTruncated>${rest ? `<Marker>${from + PAGE}</Marker>` : ''}`,
      );
    },
    'iam ListAccessKeys': ({ body }) => {
      const name = String(body.UserName);
      const members = (ages[names.indexOf(name)] ?? []).map((age, n) => key(name, age, n));
      return xml(
        'ListAccessKeys',
        `<AccessKeyMetadata>${members.join('')}</AccessKeyMetadata><IsTruncated>false</IsTruncated>`,
      );
    },
    'iam GetAccessKeyLastUsed': () =>
      xml(
        'GetAccessKeyLastUsed',
        '<AccessKeyLastUsed><ServiceName>N/A</ServiceName><Region>N/A</Region></AccessKeyLastUsed>',
      ),
    'secretsmanager ListSecrets': () => json({ SecretList: [] }),
    'secretsmanager DescribeSecret': (call) =>
      refusal(call, 'ResourceNotFoundException', 'There is no such secret.', 400),
  };
}

/** An account as large as the design promises to serve, the same with every run. */
export function fiveThousandUsers(): Result {
  const outcomes = Array.from({ length: 5000 }, (_, n) => {
    const userName = `svc-${String(n).padStart(4, '0')}`;
    if (n % 400 === 7) return aHeldUser(userName);
    if (n % 900 === 11)
      return aUser(userName, {
        phase: 'blocked',
        reason: 'two-active-keys',
        because:
          'the key AKIAIOSFODNN7EXAMPLE is 77 days old and must not exceed 90 days, but two keys are Active and nothing shows which one is meant to stay',
      });
    const age = n % 76;
    const nextAt = new Date(Date.parse(TIME) + (76 - age) * 86_400_000).toISOString();
    return aUser(userName, { nextAt, keys: [{ active: true, createdAt: TIME, ageDays: age }] });
  });
  const rank = ({ phase }: ResultOutcome) => ['held', 'blocked', 'steady'].indexOf(phase ?? '');
  outcomes.sort((a, b) => rank(a) - rank(b));
  return aResult({ outcomes, users: { scanned: 5200, managed: 5000, examined: 18 } });
}
