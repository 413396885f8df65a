/** A year of an account, lived by the real loop: every fact of it stands in the report, and nothing else does. */
import type { AuditReport } from '../../../lambda/core/audit/audit-report';
import { secondsBetween } from '../../../lambda/core/audit/incidents';
import { tablesOf } from '../../../lambda/core/audit/tables';
import { verdictOf } from '../../../lambda/core/audit/verdict';
import { isoSeconds } from '../../../lambda/core/time';
import { reportOf } from '../../support/audit/evidence';
import { Journal, PERSON } from '../../support/audit/journal';
import { DAY } from '../../support/simulation/harness';
import { Life } from '../../support/simulation/life';

const FROM = new Date('2026-01-01T00:00:00Z');
const END = new Date('2027-01-01T00:00:00Z');
const PERIOD = { from: FROM, end: END };
const WITHOUT = ['2026-03-03', '2026-03-04', '2026-03-05'];
const iso = (at: number) => isoSeconds(new Date(at));

/** What people did, and when. */
interface Story {
  life: Life;
  journal: Journal;
  report: AuditReport;
  /** By the day, the users that the run of that day held, with the reason. */
  held: Map<string, Set<string>>;
  revokedAt: string;
  leakedKey: string;
  handMade: string;
  exemptSeenAt: string;
}

async function liveAYear(): Promise<Story> {
  const life = Life.begin({ now: new Date('2025-12-20T06:00:00Z') }, { schedule: 'rate(1 day)' });
  const { world } = life;
  const journal = new Journal(world);
  life.addUser('reports', 'prompt', 50, { 'keyturn:owner': 'team-a@example.com' });
  life.addUser('mail', 'weekdays', 10, { 'keyturn:owner': 'team-b@example.com' });
  life.addUser('stuck', 'never', 40, { 'keyturn:owner': 'erp@example.com' });
  life.addUser('exempted', 'prompt', 20, { 'keyturn:owner': 'team-c@example.com' });
  life.addUser('leaky', 'prompt', 30);
  life.people((w) => {
    w.addUser({ name: 'opted', tags: { 'keyturn:managed': 'false' } });
    w.createKey('opted');
    w.addUser({ name: 'human' });
    w.createKey('human');
    w.addUser({ name: 'keyless' });
  });
  const story = { life, journal, held: new Map<string, Set<string>>() } as Partial<Story> & Pick<Story, 'held'>;
  for (let at = world.now; at < new Date('2027-01-02T00:00:00Z'); at = new Date(at.getTime() + DAY)) {
    world.now = at;
    const day = iso(at.getTime()).slice(0, 10);
    await people(story, life, journal, day);
    if (!WITHOUT.includes(day)) {
      // Each call takes its time, so that moments differ.
      world.intercept = () => {
        world.advance(200);
        return 'proceed';
      };
      const { outcomes } = await journal.run(life.config);
      for (const { userName, steps } of outcomes)
        for (const { reason, kind } of steps)
          if (kind === 'hold') story.held.set(day, (story.held.get(day) ?? new Set()).add(`${userName} ${reason}`));
    }
    world.intercept = undefined;
    life.consume();
  }
  world.now = new Date('2027-01-02T06:00:00Z');
  return { ...story, report: await reportOf(journal, life.config, PERIOD) } as Story;
}

async function people(story: Partial<Story>, life: Life, journal: Journal, day: string): Promise<void> {
  const { world } = life;
  if (day === '2026-02-01') {
    life.people((w) => w.tagUser('exempted', { 'keyturn:exempt-until': '2026-06-01' }));
    story.exemptSeenAt = `${day}T06:00:00Z`;
  }
  if (day === '2026-05-01') life.config = { ...life.config, maxRotationsPerRun: 10 };
  if (day === '2026-08-10') {
    const leakedKey = String(world.secrets.get('keyturn/leaky')?.labels.get('AWSCURRENT')).replace(
      'keyturn-access-key-',
      '',
    );
    Object.assign(story, { leakedKey, revokedAt: iso(world.now.getTime()) });
    world.intercept = () => {
      world.advance(200);
      return 'proceed';
    };
    const asked = {
      command: 'revoke',
      accessKeyId: leakedKey,
      reason: 'found in a repository',
      requestedBy: PERSON,
    } as const;
    life.watch.asked(asked);
    await journal.command(life.config, asked);
    world.intercept = undefined;
    world.now = new Date(`${day}T06:30:00Z`);
  }
  if (day === '2026-11-15')
    life.people((w) => {
      const { accessKeyId } = w.createKey('human');
      story.handMade = accessKeyId;
      journal.person('CreateAccessKey', 'human', accessKeyId);
    });
  if (day === '2026-11-20')
    life.people((w) => {
      w.deleteKey(story.handMade ?? '');
      journal.person('DeleteAccessKey', 'human', story.handMade ?? '');
    });
}

let story: Story;
beforeAll(async () => {
  story = await liveAYear();
});

const inPeriod = (at: number) => at >= FROM.getTime() && at < END.getTime();
const sorted = (texts: readonly string[]) => [...texts].sort();
const factsOf = (operation: string, status?: string) =>
  sorted(
    story.journal.facts
      .filter((fact) => fact.operation === operation && fact.status === status && inPeriod(fact.at))
      .map(({ accessKeyId, at, userName }) => `${userName} ${accessKeyId} ${iso(at)}`),
  );

test('the year broke no promise', () => expect(story.life.complaints()).toEqual([]));

describe('rotations', () => {
  test('each key that was made, and no other', () => {
    const made = story.report.rotations.filter(({ newCreatedAt }) => newCreatedAt && inPeriod(newCreatedAt.getTime()));
    expect(made.length).toBeGreaterThan(15);
    expect(
      sorted(made.map((row) => `${row.userName} ${row.newKeyId} ${isoSeconds(row.newCreatedAt as Date)}`)),
    ).toEqual(factsOf('CreateAccessKey'));
  });

  test('each deactivation and each deletion, to the second', () => {
    const of = (which: 'oldDeactivatedAt' | 'oldDeletedAt') =>
      sorted(
        story.report.rotations
          .filter((row) => row[which] && inPeriod((row[which] as Date).getTime()))
          .map((row) => `${row.userName} ${row.oldKeyId} ${isoSeconds(row[which] as Date)}`),
      );
    expect(of('oldDeactivatedAt')).toEqual(factsOf('UpdateAccessKey', 'Inactive'));
    expect(of('oldDeletedAt')).toEqual(factsOf('DeleteAccessKey'));
    expect(of('oldDeletedAt').length).toBeGreaterThan(10);
  });

  test('when AWSCURRENT moved, after the test with STS, and when the owner was notified', () => {
    const moved = story.report.rotations.filter(({ promotedAt }) => promotedAt && inPeriod(promotedAt.getTime()));
    expect(sorted(moved.map((row) => `${row.newKeyId} ${isoSeconds(row.promotedAt as Date)}`))).toEqual(
      sorted(
        story.journal.promotions
          .filter(({ at }) => inPeriod(at))
          .map(({ at, accessKeyId }) => `${accessKeyId} ${iso(at)}`),
      ),
    );
    const published = story.life.world.published
      .filter(({ attributes, at }) => attributes.event === 'key-rotated' && inPeriod(at.getTime()))
      .map(({ attributes, at }) => `${attributes.userName} ${isoSeconds(at)}`);
    expect(sorted(moved.map((row) => `${row.userName} ${isoSeconds(row.notifiedAt as Date)}`))).toEqual(
      sorted(published),
    );
    for (const { newCreatedAt, verifiedAt, promotedAt } of moved) {
      expect(Number(verifiedAt)).toBeGreaterThan(Number(newCreatedAt));
      expect(Number(promotedAt)).toBeGreaterThanOrEqual(Number(verifiedAt));
    }
  });

  test('with the owner, the age, the policy, and the event of CloudTrail where it shows one', () => {
    const table = tablesOf(story.report).find(({ file }) => file === 'rotations.csv');
    const column = (name: string) => (table?.rows ?? []).map((row) => row[table?.columns.indexOf(name) ?? 0]);
    expect(new Set(column('owner'))).toEqual(
      new Set(['team-a@example.com', 'team-b@example.com', 'team-c@example.com', 'erp@example.com', '']),
    );
    const late = story.report.rotations.filter(
      ({ newCreatedAt }) => newCreatedAt && newCreatedAt >= new Date('2026-10-05'),
    );
    expect(column('cloudtrail_event_id').filter(Boolean)).toHaveLength(late.length);
    for (const { oldCreatedAt, promotedAt, oldAgeDays } of story.report.rotations)
      if (oldCreatedAt && promotedAt)
        expect(oldAgeDays).toBe(Math.floor((promotedAt.getTime() - oldCreatedAt.getTime()) / DAY));
  });
});

describe('exceptions', () => {
  /** From the runs' results: the first day of each hold, and the first day of a run without it. */
  function heldSpans(): string[] {
    const spans: string[] = [];
    const open = new Map<string, string>();
    for (const { time } of story.journal.results) {
      const today = story.held.get(time.slice(0, 10)) ?? new Set<string>();
      for (const what of today) if (!open.has(what)) open.set(what, time);
      for (const [what, since] of open)
        if (!today.has(what)) {
          spans.push(`${what} ${since} ${time}`);
          open.delete(what);
        }
    }
    return sorted([...spans, ...[...open].map(([what, since]) => `${what} ${since} -`)]);
  }

  test('each hold, from the first run to the first without it', () => {
    const holds = story.report.exceptions.filter(({ kind }) => kind === 'hold' || kind === 'block');
    expect(holds.length).toBeGreaterThan(0);
    expect(
      sorted(
        holds.map(
          ({ userName, reason, since, until }) =>
            `${userName} ${reason} ${isoSeconds(since)} ${until ? isoSeconds(until) : '-'}`,
        ),
      ),
    ).toEqual(heldSpans());
    expect(new Set(holds.map(({ userName, owner }) => `${userName} ${owner}`))).toEqual(
      new Set(['stuck erp@example.com']),
    );
  });

  test('the exemption with its owner and its end, who is tagged out, and the command with its reason and requester', () => {
    const rest = story.report.exceptions.filter(({ kind }) => kind !== 'hold' && kind !== 'block');
    expect(
      rest.map(({ kind, userName, owner, since, until, because, requestedBy }) => [
        kind,
        userName,
        owner,
        isoSeconds(since),
        until && isoSeconds(until),
        because,
        requestedBy,
      ]),
    ).toEqual([
      ['opted out', 'opted', '', '2026-01-01T06:00:00Z', undefined, '', ''],
      ['exemption', 'exempted', 'team-c@example.com', story.exemptSeenAt, '2026-06-01T00:00:00Z', '', ''],
      ['command', 'leaky', '', story.revokedAt, story.revokedAt, 'found in a repository', PERSON],
    ]);
  });
});

test('promise 12: the incident, from the report to the deactivation in seconds', () => {
  const { incidents } = story.report;
  const cut = story.journal.facts.find(
    ({ accessKeyId, operation }) => accessKeyId === story.leakedKey && operation === 'UpdateAccessKey',
  );
  expect(incidents).toMatchObject([
    {
      accessKeyId: story.leakedKey,
      userName: 'leaky',
      signal: 'command revoke',
      requestedBy: PERSON,
      reason: 'found in a repository',
    },
  ]);
  const [incident] = incidents;
  const seconds = Math.floor((cut?.at ?? 0) / 1000) - Date.parse(story.revokedAt) / 1000;
  expect(incident && secondsBetween(incident.reportedAt, incident.deactivatedAt)).toBe(seconds);
  expect(seconds).toBeGreaterThan(0);
  expect(Number(incident?.movedAt)).toBeLessThanOrEqual(Number(incident?.deactivatedAt));
});

test('the three days without a run, and no other', () => {
  const { continuity } = story.report;
  expect(continuity.daysWithout.map(({ day }) => day)).toEqual(WITHOUT);
  expect(continuity).toMatchObject({ days: 365, daysWithGoodRun: 362, goodRuns: 362 });
});

test('the key that a person made is found in CloudTrail, with who, and what Keyturn did is confirmed', () => {
  const { outside, unlogged, missing, matched } = story.report.reconciliation;
  expect(outside.map(({ name, userName, accessKeyId, by }) => [name, userName, accessKeyId, by])).toEqual([
    ['CreateAccessKey', 'human', story.handMade, PERSON],
    ['DeleteAccessKey', 'human', story.handMade, PERSON],
  ]);
  expect([unlogged, missing]).toEqual([[], []]);
  const shown = Date.parse('2027-01-02T06:00:00Z') - 90 * DAY;
  expect(matched).toBe(story.journal.facts.filter(({ at }) => at >= shown && inPeriod(at)).length);
});

test('the population adds up, at both ends and now', () => {
  const counts = { users: 8, withKeys: 7, managed: 5, optedOut: 1, notSelected: 1, unread: 0 };
  const { first, last, now } = story.report.population;
  expect([first, last, now]).toMatchObject([counts, counts, counts]);
});

test('the change of a setting, with its day', () => {
  expect(story.report.settings.changes.map(({ at, ...change }) => ({ ...change, at: isoSeconds(at) }))).toEqual([
    { at: '2026-05-01T06:00:00Z', name: 'maxRotationsPerRun', before: '25', after: '10' },
  ]);
  expect(story.report.settings.inForce).toMatchObject({ maxKeyAgeDays: '90', maxRotationsPerRun: '10' });
});

test('promise 9: every key of a managed user, and each that passed its maximum age under what explains it', () => {
  const { world } = story.life;
  const { keys } = story.report;
  const managed = ['reports', 'mail', 'stuck', 'exempted', 'leaky'];
  for (const name of managed)
    for (const { id, status } of world.keysOf(name))
      if (status === 'Active') expect(keys.map(({ accessKeyId }) => accessKeyId)).toContain(id);
  const past = keys.filter(({ daysPast }) => daysPast > 0);
  expect(new Set(past.map(({ userName }) => userName))).toEqual(new Set(['stuck', 'exempted']));
  expect(past.filter(({ under }) => under === '')).toEqual([]);
  expect(new Set(keys.map(({ userName }) => userName))).toEqual(new Set(managed));
  expect(keys.filter(({ isLost }) => isLost)).toEqual([]);
});

test('the verdict says it in a sentence with numbers', () => {
  const { level, sentence } = verdictOf(story.report);
  expect(level).toBe('gaps');
  expect(sentence).toMatchSnapshot();
});
