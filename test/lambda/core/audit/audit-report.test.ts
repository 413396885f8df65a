/** The cases of a report that a quiet year does not have. */
import { type AuditReport, auditReport } from '../../../../lambda/core/audit/audit-report';
import type { StandingKey } from '../../../../lambda/core/audit/key-lives';
import { Ledger } from '../../../../lambda/core/audit/ledger';
import { logEntryFrom } from '../../../../lambda/core/audit/log-entry';
import type { Trail } from '../../../../lambda/core/audit/trail';
import { trailEventFrom } from '../../../../lambda/core/audit/trail-event';
import { verdictOf } from '../../../../lambda/core/audit/verdict';
import { isoSeconds } from '../../../../lambda/core/time';

const PERIOD = { from: new Date('2026-03-01T00:00:00Z'), end: new Date('2026-04-01T00:00:00Z') };
const NOW = new Date('2026-04-02T00:00:00Z');
const ALICE = { userName: 'alice', userId: 'AIDAALICE', owner: 'team-a' };
const [OLD, NEW] = ['AKIAIOSFODNN7EXAMPLE', 'AKIAI44QH8DHBEXAMPLE'];
const at = (day: number, time = '06:00:00') => `2026-03-${String(day).padStart(2, '0')}T${time}Z`;

type Line = readonly [time: string, message: string, fields?: object];

const run = (day: number, more: object = {}): Line => [
  at(day),
  'run',
  { dryRun: false, failures: 0, remaining: 0, users: { scanned: 1, managed: 1 }, ...more },
];
const step = (day: number, kind: string, fields: object = {}): Line => [
  at(day),
  'step',
  { ...ALICE, kind, result: 'done', because: 'a reason', ...fields },
];
const hold = (day: number, reason = 'still-in-use') => step(day, 'hold', { reason, accessKeyId: OLD });
const ROTATED = step(2, 'issue-key', {
  oldKeyId: OLD,
  oldCreatedAt: '2025-12-20T00:00:00Z',
  newKeyId: NEW,
  newCreatedAt: at(2, '06:00:01'),
  verifiedAt: at(2, '06:00:08'),
  promotedAt: at(2, '06:00:09'),
  notifiedAt: at(2, '06:00:10'),
  maxKeyAgeDays: 90,
});

const NO_TRAIL: Trail = { events: [], span: undefined, notLookedAt: 'no' };
const POPULATION = { users: 1, withKeys: 1, managed: 1, optedOut: 0, notSelected: 0, unread: 0, exemptions: [] };

function reportOf(lines: readonly Line[], trail = NO_TRAIL, standing: readonly StandingKey[] = []): AuditReport {
  const ledger = new Ledger();
  for (const [n, [time, message, fields]] of lines.entries()) {
    const text = JSON.stringify({ message, time, function_request_id: `${time}`, n, ...fields });
    const entry = logEntryFrom(text, new Date(0));
    if (entry) ledger.add(entry);
  }
  const cover = {
    accountId: '123456789012',
    region: 'eu-central-1',
    period: PERIOD,
    madeAt: NOW,
    madeBy: 'arn:aws:iam::123456789012:user/auditor',
    version: '0.1.0',
    functionName: 'Keyturn',
    logGroup: 'keyturn',
    lines: lines.length,
    logBegins: undefined,
  };
  return auditReport({ cover, ledger, trail, population: POPULATION, standing });
}

const spans = ({ exceptions }: AuditReport) =>
  exceptions.map(({ reason, since, until, isOpen }) => [
    reason,
    isoSeconds(since),
    until ? isoSeconds(until) : 'open',
    isOpen,
  ]);

describe('a hold', () => {
  test('that is over and comes again is two', () =>
    expect(spans(reportOf([hold(1), run(1), run(2), hold(3), run(3), run(4)]))).toEqual([
      ['still-in-use', at(1), at(2), false],
      ['still-in-use', at(3), at(4), false],
    ]));

  test.each<[string, Line]>([
    ['failed for a user', run(2, { failures: 1 })],
    ['left users for the next one', run(2, { remaining: 3 })],
    ['was a dry run', run(2, { dryRun: true })],
  ])('goes on through a run that %s: it may not have looked', (_what, between) =>
    expect(spans(reportOf([hold(1), run(1), between, hold(3), run(3)]))).toEqual([
      ['still-in-use', at(1), 'open', true],
    ]),
  );

  test('has begun when the owner was first notified, before the period', () => {
    const held = step(1, 'hold', { reason: 'still-in-use', since: '2026-02-20T06:00:00Z' });
    expect(spans(reportOf([held, run(1), run(2)]))).toEqual([['still-in-use', '2026-02-20T06:00:00Z', at(2), false]]);
  });

  test('of a plan that was not carried out is none', () =>
    expect(spans(reportOf([step(1, 'hold', { reason: 'still-in-use', result: 'planned' }), run(1)]))).toEqual([]));
});

test('lines may come in any order', () => {
  const deactivated = step(16, 'deactivate-key', { accessKeyId: OLD, changedAt: at(16, '06:00:01') });
  const lines = [hold(1), run(1), ROTATED, run(2), hold(3), run(3), run(4), deactivated, run(16)];
  const [forth, back] = [reportOf(lines), reportOf(lines.toReversed())];
  expect(back).toEqual(forth);
  expect(forth.rotations).toMatchObject([
    { oldKeyId: OLD, newKeyId: NEW, oldDeactivatedAt: new Date(at(16, '06:00:01')) },
  ]);
});

describe('a rotation', () => {
  test('that began before the log has what the deactivation knows', () => {
    const lines = [
      step(5, 'deactivate-key', {
        accessKeyId: OLD,
        createdAt: '2025-12-20T00:00:00Z',
        changedAt: at(5, '06:00:02'),
        currentKeyId: NEW,
        lastUse: '2026-02-20T09:00:00Z',
        maxKeyAgeDays: 90,
      }),
      run(5),
    ];
    expect(reportOf(lines).rotations).toMatchObject([
      { oldKeyId: OLD, newKeyId: NEW, promotedAt: undefined, oldLastUse: '2026-02-20T09:00:00Z' },
    ]);
  });

  test('whose notification was sent by a later run has its time', () => {
    const [time, message, fields] = ROTATED;
    const late = step(3, 'notify', { event: 'key-rotated', accessKeyId: NEW, notifiedAt: at(3, '06:00:04') });
    const lines: Line[] = [
      [time, message, { ...fields, result: 'failed', notifiedAt: undefined }],
      run(2),
      late,
      run(3),
    ];
    expect(reportOf(lines).rotations).toMatchObject([{ newKeyId: NEW, notifiedAt: new Date(at(3, '06:00:04')) }]);
  });

  test('whose new key was deleted again is none', () => {
    const failed = step(2, 'issue-key', { result: 'failed', newKeyId: NEW, newCreatedAt: at(2), oldKeyId: OLD });
    expect(reportOf([failed, run(2)]).rotations).toEqual([]);
  });

  test('that was rolled back leaves the old key active', () => {
    const lines = [
      ROTATED,
      run(2),
      step(3, 'deactivate-key', { accessKeyId: OLD, changedAt: at(3), createdAt: '2025-12-20T00:00:00Z' }),
      run(3),
      step(4, 'roll-back', { accessKeyId: OLD }),
    ];
    const life = reportOf(lines).keys.find(({ accessKeyId }) => accessKeyId === OLD);
    expect(life).toMatchObject({ endedAt: undefined, isLost: true });
    expect(life?.daysPast).toBeGreaterThan(0);
  });
});

describe('a key past its maximum age', () => {
  const past = (lines: readonly Line[]) => reportOf(lines).keys.filter(({ daysPast }) => daysPast > 0);

  test('that nothing explains is a gap, and said so', () => {
    const standing = { ...ALICE, changedAt: new Date('2025-11-01T00:00:00Z'), maxKeyAgeDays: 90 };
    const report = reportOf(
      Array.from({ length: 31 }, (_, n) => run(n + 1)),
      NO_TRAIL,
      [standing],
    );
    expect(report.keys).toMatchObject([{ daysPast: 31, under: '', accessKeyId: '', isLost: false }]);
    expect(verdictOf(report)).toMatchObject({ level: 'gaps' });
    expect(verdictOf(report).sentence).toContain('1 did, 0 of them under a hold');
  });

  test('within its hold is explained by it', () =>
    expect(past([ROTATED, run(2), hold(24), run(24), hold(25), run(25)])).toMatchObject([
      { accessKeyId: OLD, under: 'hold: still-in-use' },
    ]));
});

describe('CloudTrail', () => {
  const event = (name: string, accessKeyId: string, role = 'keyturn-function', time = at(2, '06:00:01')) => {
    const made = name === 'CreateAccessKey';
    const found = trailEventFrom(
      {
        EventId: `${name}-${accessKeyId}`,
        EventName: name,
        EventTime: new Date(time),
        CloudTrailEvent: JSON.stringify({
          userIdentity: {
            arn: `arn:aws:sts::123456789012:assumed-role/${role}/x`,
            sessionContext: { sessionIssuer: { arn: `arn:aws:iam::123456789012:role/${role}` } },
          },
          requestParameters: { userName: 'alice', ...(!made && { accessKeyId }) },
          ...(made && { responseElements: { accessKey: { accessKeyId, userName: 'alice' } } }),
        }),
      },
      'keyturn-function',
    );
    if (!found) throw new Error('no event');
    return found;
  };
  const trailOf = (...events: Trail['events']): Trail => ({ events, span: PERIOD, notLookedAt: undefined });

  test('has an event for each change: confirmed, with its id', () => {
    const { reconciliation } = reportOf([ROTATED, run(2)], trailOf(event('CreateAccessKey', NEW)));
    expect(reconciliation).toMatchObject({ matched: 1, outside: [], unlogged: [], missing: [] });
    expect(reconciliation.eventIds.get(`CreateAccessKey ${NEW}`)).toBe(`CreateAccessKey-${NEW}`);
  });

  test('a key of Keyturn’s role that the log does not know: a run that was interrupted', () => {
    const report = reportOf([run(2)], trailOf(event('CreateAccessKey', NEW)));
    expect(report.reconciliation.unlogged).toMatchObject([{ accessKeyId: NEW }]);
    expect(verdictOf(report).sentence).toContain("1 by Keyturn's role that its log does not have");
  });

  test('a change that only the log has', () => {
    const report = reportOf([ROTATED, run(2)], trailOf());
    expect(report.reconciliation.missing).toMatchObject([
      { name: 'CreateAccessKey', accessKeyId: NEW, userName: 'alice' },
    ]);
    expect(verdictOf(report)).toMatchObject({ level: 'gaps' });
  });

  test('another role whose name ends like Keyturn’s is somebody else', () => {
    const other = event('DeleteAccessKey', OLD, 'not-keyturn-function');
    expect(reportOf([run(2)], trailOf(other)).reconciliation.outside).toMatchObject([{ accessKeyId: OLD }]);
  });

  test('a call that AWS refused changed nothing', () =>
    expect(
      trailEventFrom(
        {
          EventTime: NOW,
          EventName: 'CreateAccessKey',
          CloudTrailEvent: JSON.stringify({ errorCode: 'AccessDenied', requestParameters: { userName: 'alice' } }),
        },
        'keyturn-function',
      ),
    ).toBeUndefined());

  test('who set an exemption', () => {
    const tagged = trailEventFrom(
      {
        EventId: 'tagging',
        EventName: 'TagUser',
        EventTime: new Date(at(1, '05:00:00')),
        CloudTrailEvent: JSON.stringify({
          userIdentity: { arn: 'arn:aws:iam::123456789012:user/bob' },
          requestParameters: { userName: 'alice', tags: [{ key: 'Keyturn:Exempt-Until', value: '2026-03-20' }] },
        }),
      },
      'keyturn-function',
    );
    const exempt: Line = [at(1), 'exemption', { ...ALICE, kind: 'exempt', until: '2026-03-20T00:00:00Z' }];
    const population: Line = [at(1), 'population', POPULATION];
    const { exceptions } = reportOf([population, exempt, run(1)], trailOf(...(tagged ? [tagged] : [])));
    expect(exceptions).toMatchObject([
      {
        kind: 'exemption',
        owner: 'team-a',
        requestedBy: 'arn:aws:iam::123456789012:user/bob',
        until: new Date('2026-03-20T00:00:00Z'),
        because: 'TagUser, CloudTrail event tagging',
      },
    ]);
  });
});

test('a revocation whose deactivation came with a later run counts from the command', () => {
  const noted = step(10, 'note-revocation', { accessKeyId: OLD });
  const failed = step(10, 'deactivate-key', { accessKeyId: OLD, revoked: true, result: 'failed' });
  const command: Line = [
    at(10),
    'command',
    { command: 'revoke', accessKeyId: OLD, reason: 'leaked', failures: 1, dryRun: false },
  ];
  const done = step(11, 'deactivate-key', { accessKeyId: OLD, revoked: true, changedAt: at(11, '06:00:03') });
  const { incidents, exceptions } = reportOf([noted, failed, command, done, run(11)]);
  expect(incidents).toMatchObject([
    {
      reportedAt: new Date(at(10)),
      deactivatedAt: new Date(at(11, '06:00:03')),
      reason: 'leaked',
      signal: 'command revoke',
    },
  ]);
  expect(exceptions).toMatchObject([{ kind: 'command', reason: 'revoke (failed)', userName: 'alice' }]);
});

test('lines of Lambda, of another program, and of broken JSON are passed over', () => {
  for (const text of ['START RequestId', '{"message":"step"', '"run"', '{"message":"hello"}', 'null'])
    expect(logEntryFrom(text, NOW)).toBeUndefined();
  expect(logEntryFrom('{"message":"run"}', NOW)).toMatchObject({ at: NOW, runId: '' });
});
