/** What the function answers, for tests of how it is shown. Builders give every field a default. */
import type { Answer, AnswerOutcome, AnswerStep } from '../../cli/answer';
import { type Answers, json, xml } from './fake-aws';

export const TIME = '2026-11-22T06:00:00Z';
export const FUNCTION = 'Keyturn-KeyRotationFunction96F96846-EXAMPLE';
const STACK_ID = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/Keyturn/00000000-0000-0000-0000-000000000000';

export function anAnswer(more: Partial<Answer> = {}): Answer {
  const { outcomes = [] } = more;
  return {
    time: TIME,
    dryRun: false,
    users: { scanned: outcomes.length + 3, managed: outcomes.length, examined: outcomes.length },
    outcomes,
    failures: [],
    remaining: 0,
    ...more,
  };
}

export const aStep = (more: Partial<AnswerStep> = {}): AnswerStep => ({
  kind: 'issue-key',
  because: 'the key AKIAIOSFODNN7EXAMPLE is 77 days old and may reach 90',
  result: 'planned',
  ...more,
});

export const anOutcome = (more: Partial<AnswerOutcome> = {}): AnswerOutcome => ({
  userName: 'svc-reports',
  steps: [],
  ...more,
});

/** As `status` has it. */
export const aUser = (userName: string, more: Partial<AnswerOutcome> = {}): AnswerOutcome => ({
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

export const aHeldUser = (userName: string, more: Partial<AnswerOutcome> = {}) =>
  aUser(userName, {
    phase: 'held',
    reason: 'still-in-use',
    because:
      'the old key AKIAI44QH8DHBEXAMPLE stays active past its grace: it was last used on 2026-11-21 09:00 UTC (sts, us-east-1)',
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
export function deployedSaying(answers: Readonly<Record<string, Answer>>): Answers {
  return {
    'cloudformation DescribeStacks': () => xml('DescribeStacks', stackXml()),
    [`lambda POST /2015-03-31/functions/${FUNCTION}/invocations`]: ({ body }) => {
      const { command, dryRun } = body as { command: string; dryRun?: boolean };
      return json((dryRun ? answers[`dry ${command}`] : undefined) ?? answers[command]);
    },
  };
}

/** An account as large as the design promises to serve, the same with every run. */
export function fiveThousandUsers(): Answer {
  const outcomes = Array.from({ length: 5000 }, (_, n) => {
    const userName = `svc-${String(n).padStart(4, '0')}`;
    if (n % 400 === 7) return aHeldUser(userName);
    if (n % 900 === 11)
      return aUser(userName, {
        phase: 'blocked',
        reason: 'two-active-keys',
        because:
          'the key AKIAIOSFODNN7EXAMPLE is 77 days old and may reach 90, but two keys are Active and nothing tells which one is meant to stay',
      });
    const age = n % 76;
    const nextAt = new Date(Date.parse(TIME) + (76 - age) * 86_400_000).toISOString();
    return aUser(userName, { nextAt, keys: [{ active: true, createdAt: TIME, ageDays: age }] });
  });
  const rank = ({ phase }: AnswerOutcome) => ['held', 'blocked', 'steady'].indexOf(phase ?? '');
  outcomes.sort((a, b) => rank(a) - rank(b));
  return anAnswer({ outcomes, users: { scanned: 5200, managed: 5000, examined: 18 } });
}
