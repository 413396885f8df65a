/** Where a user stands and what comes next: from fresh reads, from the bulk reads, and that the two say the same. */
import * as fc from 'fast-check';
import { outlookOf } from '../../../../lambda/core/account/outlook';
import { type Standing, standingOf } from '../../../../lambda/core/account/standing';
import { triage } from '../../../../lambda/core/account/triage';
import type { UserRow } from '../../../../lambda/core/account/user-row';
import { plan } from '../../../../lambda/core/rules/plan';
import { HORIZON_MS } from '../../../../lambda/core/user/horizon';
import type { Observation } from '../../../../lambda/core/user/observation';
import { situationOf } from '../../../../lambda/core/user/situation';
import { obey } from '../../../../lambda/run/command';
import { observe } from '../../../../lambda/run/read/observe';
import { scan } from '../../../../lambda/run/read/scan';
import {
  afterRotation,
  aKey,
  anObservation,
  aRow,
  aSecret,
  aUser,
  daysAgo,
  hoursAgo,
  inDays,
  labels,
  later,
  minutesAgo,
  NEVER,
  NEW,
  NOW,
  OLD,
  PLACEHOLDER,
  THIRD,
  used,
} from '../../../support/builders';
import { SEED } from '../../../support/proof/seed';
import { aConfig, DAY, HOUR, MANAGED, MINUTE, reconcileIn } from '../../../support/simulation/harness';
import { World } from '../../../support/world';

const fresh = (observation: Observation, now = NOW): Standing =>
  standingOf(situationOf(observation, now), plan(observation, now), 'keyturn/');

/** `null`: not told. */
interface Row {
  readonly phase: Standing['phase'];
  readonly nextStep?: Standing['nextStep'] | null;
  readonly nextAt?: Date | null;
  readonly reason?: Standing['reason'];
  readonly since?: Date | null;
  readonly because?: string;
}

function check(standing: Standing, { because, ...row }: Row): void {
  const expected = Object.fromEntries(Object.entries(row).map(([field, value]) => [field, value ?? undefined]));
  const got = Object.fromEntries(Object.keys(expected).map((field) => [field, standing[field as keyof Standing]]));
  expect(got).toEqual(expected);
  if (because !== undefined) expect(standing.because).toContain(because);
}

/** OLD was deactivated that many days ago, 14 days after NEW had replaced it. */
const inQuarantine = (days: number) =>
  afterRotation({
    days: days + 14,
    old: { active: false },
    secret: {
      deactivated: { accessKeyId: OLD, at: daysAgo(days) },
      notices: {
        rotated: { accessKeyId: NEW, at: daysAgo(days + 14) },
        deactivated: { accessKeyId: OLD, at: daysAgo(days) },
      },
    },
  });

describe('from fresh reads', () => {
  const stillInUse = { [OLD]: used(hoursAgo(1)), [NEW]: used(hoursAgo(2)) };
  const trouble = { reason: 'secret-deleted', because: 'the secret is scheduled for deletion' } as const;
  const held = (at: Date) => ({ reason: 'still-in-use', at });
  const rows: Record<string, [Observation, Row]> = {
    'steady: with the date of the next rotation': [
      anObservation(),
      { phase: 'steady', nextStep: 'issue-key', nextAt: inDays(68) },
    ],
    'steady: a spare Inactive key that no record knows changes nothing yet': [
      anObservation({ keys: [aKey(), aKey({ id: THIRD, active: false, ageDays: 10 })] }),
      { phase: 'steady', nextStep: null, nextAt: inDays(7) },
    ],
    'due: a rotation comes with the next run': [
      anObservation({ keys: [aKey({ ageDays: 80 })] }),
      { phase: 'due', nextStep: 'issue-key', nextAt: NOW },
    ],
    'due: the current key is gone': [
      afterRotation({ days: 30, old: 'gone', current: 'gone' }),
      { phase: 'due', nextStep: 'issue-key', nextAt: NOW },
    ],
    'due: the current key was revoked': [
      afterRotation({
        days: 30,
        old: 'gone',
        current: { active: false },
        secret: {
          deactivated: { accessKeyId: NEW, at: hoursAgo(1) },
          notices: { rotated: { accessKeyId: NEW, at: daysAgo(30) }, revoked: { accessKeyId: NEW, at: hoursAgo(1) } },
        },
      }),
      { phase: 'due', nextStep: 'issue-key', nextAt: NOW },
    ],
    'rotating: a run may be at work': [
      anObservation({ keys: [aKey()], secret: aSecret({ intent: { kind: 'rotate', at: minutesAgo(10) } }) }),
      { phase: 'rotating', nextAt: later(NOW, 20 * MINUTE) },
    ],
    'grace: with its end, not the day of the reminder': [
      afterRotation({ days: 5 }),
      { phase: 'grace', nextStep: 'deactivate-key', nextAt: inDays(9) },
    ],
    'grace: with the promised end': [
      afterRotation({ days: 5, secret: { promisedUntil: inDays(20) } }),
      { phase: 'grace', nextAt: inDays(20) },
    ],
    'grace: a reminder is no change': [
      afterRotation({ days: 12, lastUse: stillInUse }),
      { phase: 'grace', nextStep: 'deactivate-key', nextAt: inDays(2) },
    ],
    'grace: it is over, and the old key goes with the next run': [
      afterRotation({ days: 15 }),
      { phase: 'grace', nextStep: 'deactivate-key', nextAt: NOW },
    ],
    'grace: in the window after it, with its end': [
      afterRotation({ days: 15, lastUse: stillInUse }),
      { phase: 'grace', nextStep: 'deactivate-key', nextAt: inDays(7), because: 'waits until 2026-06-08 at most' },
    ],
    'quarantine: with its end': [inQuarantine(3), { phase: 'quarantine', nextStep: 'delete-key', nextAt: inDays(4) }],
    'quarantine: it is over': [
      { ...inQuarantine(8), lastUse: new Map([[OLD, used(daysAgo(30))]]) },
      { phase: 'quarantine', nextStep: 'delete-key', nextAt: NOW },
    ],
    'waiting: a tag says so': [
      afterRotation({ days: 5, secret: { holdUntil: inDays(3) } }),
      { phase: 'waiting', nextStep: null, nextAt: inDays(3), because: 'nothing is done before 2026-06-04' },
    ],
    'held: with the reason; it was not told yet': [
      afterRotation({ days: 23, lastUse: stillInUse }),
      { phase: 'held', reason: 'still-in-use', since: null, nextStep: null },
    ],
    'held: since it was first told': [
      afterRotation({
        days: 40,
        lastUse: stillInUse,
        secret: {
          notices: { rotated: { accessKeyId: NEW, at: daysAgo(40) }, held: held(daysAgo(2)) },
          heldSince: held(daysAgo(16)),
        },
      }),
      { phase: 'held', reason: 'still-in-use', since: daysAgo(16) },
    ],
    'held: not since another hold was told': [
      afterRotation({
        days: 40,
        lastUse: stillInUse,
        secret: {
          notices: { rotated: { accessKeyId: NEW, at: daysAgo(40) }, held: { reason: 'reactivated', at: daysAgo(2) } },
          heldSince: held(daysAgo(30)),
        },
      }),
      { phase: 'held', reason: 'still-in-use', since: null },
    ],
    'held: with the day on which enforcement ends it': [
      afterRotation({
        days: 22,
        lastUse: stillInUse,
        user: { config: { whenStillInUse: 'deactivate', maxKeyAgeDays: 95 } },
      }),
      { phase: 'held', reason: 'still-in-use', nextAt: inDays(5) },
    ],
    'held: since it was told on the notice board': [
      anObservation({
        trouble,
        board: {
          name: 'keyturn/=notices/alice',
          secret: aSecret({
            notices: { held: { reason: 'secret-deleted', at: daysAgo(1) } },
            heldSince: { reason: 'secret-deleted', at: daysAgo(8) },
          }),
        },
      }),
      { phase: 'held', reason: 'secret-deleted', since: daysAgo(8) },
    ],
    'held: a key that a person made is too old': [
      afterRotation({ days: 30, besides: aKey({ id: THIRD, ageDays: 95 }) }),
      { phase: 'held', reason: 'foreign-key-old' },
    ],
    'blocked: two Active keys': [
      anObservation({ keys: [aKey({ ageDays: 80 }), aKey({ id: NEW, ageDays: 70 })] }),
      { phase: 'blocked', reason: 'two-active-keys', nextStep: null },
    ],
    'blocked: with the date on which a slot is free': [
      anObservation({
        keys: [aKey({ ageDays: 80 }), aKey({ id: THIRD, active: false, ageDays: 70 })],
        secret: aSecret({
          deactivated: { accessKeyId: THIRD, at: daysAgo(2) },
          notices: { deactivated: { accessKeyId: THIRD, at: daysAgo(2) } },
        }),
      }),
      { phase: 'blocked', reason: 'spare-in-quarantine', nextAt: inDays(5) },
    ],
    'dormant: no key and nothing stored': [
      anObservation({ keys: [] }),
      { phase: 'dormant', nextStep: null, nextAt: null },
    ],
  };

  it.each(Object.entries(rows))('%s', (_sentence, [observation, row]) => check(fresh(observation), row));

  it('names each key’s role', () => {
    const begun = daysAgo(1);
    const cut = anObservation({
      keys: [aKey({ ageDays: 80 }), aKey({ id: THIRD, createdAt: later(begun, MINUTE) })],
      secret: aSecret({ labels: labels({ current: OLD }), intent: { kind: 'rotate', at: begun } }),
      lastUse: { [THIRD]: NEVER },
    });
    const rolesOf = (observation: Observation) =>
      fresh(observation).keys.map(({ accessKeyId, role }) => [accessKeyId, role]);
    expect(rolesOf(cut)).toEqual([
      [OLD, 'current'],
      [THIRD, 'orphan'],
    ]);
    expect(rolesOf(afterRotation({ days: 5 }))).toEqual([
      [OLD, 'retiring'],
      [NEW, 'current'],
    ]);
    expect(rolesOf(afterRotation({ days: 30, besides: aKey({ id: THIRD }) }))).toEqual([
      [NEW, 'current'],
      [THIRD, 'foreign'],
    ]);
  });

  it('names the owner, and the secret also where there is none yet', () => {
    const user = aUser({ tags: { 'keyturn:owner': 'team-a' } });
    expect(fresh(anObservation({ user }))).toMatchObject({ owner: 'team-a', secretName: 'keyturn/alice' });
    const named = aUser({ tags: { 'keyturn:secret-name': 'keyturn/prod' } });
    expect(fresh(anObservation({ user: named })).secretName).toBe('keyturn/prod');
  });
});

describe('from the bulk reads', () => {
  const active = (changedAt: Date) => ({ active: true, changedAt });
  /** NEW replaced the old key, and the report is newer than that. */
  const rotated = (days: number, secret: Parameters<typeof aSecret>[0] = {}, row: Partial<UserRow> = {}) =>
    aRow({
      keys: [active(daysAgo(days)), active(daysAgo(days + 68))],
      secrets: [
        aSecret({
          labels: labels({ current: NEW, previous: OLD }),
          intent: { kind: 'rotate', at: daysAgo(days) },
          notices: { rotated: { accessKeyId: NEW, at: daysAgo(days) } },
          ...secret,
        }),
      ],
      ...row,
    });
  const deletedAt = (at: Date) => ({
    notices: { rotated: { accessKeyId: NEW, at: daysAgo(30) }, deleted: { accessKeyId: OLD, at } },
  });
  const rows: Record<string, [UserRow, Row]> = {
    'steady: a young key': [aRow(), { phase: 'steady', nextStep: 'issue-key', nextAt: inDays(68) }],
    'steady: by the user’s own policy': [
      aRow({ tags: { ...MANAGED, 'keyturn:max-key-age-days': '30' } }),
      { phase: 'steady', nextAt: inDays(8) },
    ],
    'steady: once the old key is deleted': [
      rotated(30, deletedAt(daysAgo(9)), { keys: [active(daysAgo(30))] }),
      { phase: 'steady', nextStep: 'issue-key', nextAt: inDays(38) },
    ],
    'due: the oldest Active key decides': [
      aRow({ keys: [active(daysAgo(5)), active(daysAgo(80))] }),
      {
        phase: 'due',
        nextStep: 'issue-key',
        nextAt: NOW,
        because: 'the key is 80 days old and must not exceed 90 days',
      },
    ],
    'grace: with its end': [rotated(5), { phase: 'grace', nextStep: 'deactivate-key', nextAt: inDays(9) }],
    'grace: with the promised end': [rotated(5, { promisedUntil: inDays(20) }), { phase: 'grace', nextAt: inDays(20) }],
    'grace: in the window after it, with its end': [
      rotated(15),
      { phase: 'grace', nextStep: 'deactivate-key', nextAt: inDays(7), because: 'waits until 2026-06-08 at most' },
    ],
    'quarantine: with its end': [
      rotated(20, { deactivated: { accessKeyId: OLD, at: daysAgo(2) } }),
      { phase: 'quarantine', nextStep: 'delete-key', nextAt: inDays(5) },
    ],
    'waiting: until the later of the two tags': [
      rotated(5, { holdUntil: inDays(3) }, { tags: { ...MANAGED, 'keyturn:exempt-until': '2026-06-10' } }),
      { phase: 'waiting', nextAt: new Date('2026-06-10T00:00:00Z'), nextStep: null },
    ],
    'held: a tag of the user’s is bad': [
      aRow({ tags: { ...MANAGED, 'keyturn:grace-days': 'long' } }),
      { phase: 'held', reason: 'tags-invalid', because: 'the user\'s tag keyturn:grace-days is "long"' },
    ],
    'dormant: no key': [aRow({ keys: [] }), { phase: 'dormant', nextAt: null }],
    'dormant: an Inactive key alone': [
      aRow({ keys: [{ active: false, changedAt: daysAgo(9) }] }),
      { phase: 'dormant' },
    ],
  };

  it.each(Object.entries(rows))('%s', (_sentence, [row, expected]) =>
    check(outlookOf(row, aConfig(), NOW, NOW), expected),
  );

  it('knows the keys’ ids by the labels and the dates', () => {
    expect(outlookOf(rotated(5), aConfig(), NOW, NOW).keys).toEqual([
      { accessKeyId: NEW, role: 'current', active: true, createdAt: daysAgo(5) },
      { accessKeyId: OLD, role: 'retiring', active: true, createdAt: daysAgo(73) },
    ]);
    const first = aRow({ secrets: [aSecret({ labels: { current: PLACEHOLDER } })] });
    expect(outlookOf(first, aConfig(), NOW, NOW).keys).toEqual([{ active: true, createdAt: NOW }]);
  });
});

describe('where triage says that the bulk reads suffice', () => {
  const NAMES = ['alice', 'bob'];
  const key = fc.record({ ageDays: fc.integer({ min: 0, max: 120 }), active: fc.boolean() });
  const users = fc.tuple(...NAMES.map(() => fc.array(key, { maxLength: 2 })));
  const DEEDS = ['nothing', 'useNew', 'hold', 'rotate', 'rollback', 'revokeFirst', 'shorter'] as const;
  const move = fc.record({
    hours: fc.constantFrom(1, 5, 24, 72, 168, 264, 336, 720),
    deed: fc.constantFrom(...DEEDS),
    name: fc.constantFrom(...NAMES),
  });
  const history = fc.record({
    users,
    moves: fc.array(move, { minLength: 1, maxLength: 10 }),
    hoursSince: fc.constantFrom(1, 2, 6),
  });
  type Past = typeof history extends fc.Arbitrary<infer T> ? T : never;

  async function act(world: World, deed: (typeof DEEDS)[number], name: string): Promise<void> {
    const run = { clients: world.clients(), config: aConfig(), now: world.now, dryRun: false };
    const first = world.keysOf(name)[0]?.id ?? '';
    const last = world.keysOf(name).at(-1);
    switch (deed) {
      case 'nothing':
        return;
      case 'useNew':
        return last?.status === 'Active' ? world.useKey(last.id) : undefined;
      case 'hold':
        await obey(run, { command: 'hold', userName: name, until: later(world.now, 9 * DAY) });
        return;
      case 'rotate':
      case 'rollback':
        await obey(run, { command: deed, userName: name });
        return;
      case 'revokeFirst':
        await obey(run, { command: 'revoke', accessKeyId: first });
        return;
      case 'shorter':
        return world.tagUser(name, { 'keyturn:grace-days': '3' });
    }
  }

  async function live({ users: people, moves, hoursSince }: Past): Promise<World> {
    const world = new World({ reportHidesInactiveKeys: false });
    people.forEach((keys, index) => {
      const name = NAMES[index] ?? '';
      world.addUser({ name, tags: MANAGED, createdAt: later(world.now, -200 * DAY) });
      for (const { ageDays, active } of keys) {
        const { accessKeyId } = world.createKey(name, { createdAt: later(world.now, -ageDays * DAY) });
        if (!active) world.setKeyStatus(accessKeyId, 'Inactive');
      }
    });
    for (const { hours, deed, name } of moves) {
      await act(world, deed, name);
      await reconcileIn(world);
      world.advance(hours * HOUR);
    }
    await reconcileIn(world);
    world.advance(hoursSince * HOUR);
    return world;
  }

  /** Whose outlook says something else than fresh reads would. */
  async function disagreements(world: World): Promise<string[]> {
    const config = aConfig();
    const view = await scan(world.clients(), config);
    const { candidates } = triage(view, config, world.now);
    const lookedAt = new Set(candidates.filter(({ rotationOnly }) => !rotationOnly).map(({ row }) => row));
    const found: string[] = [];
    for (const row of view.users) {
      if (lookedAt.has(row)) continue;
      const estimate = outlookOf(row, config, world.now, view.reportedAt);
      const exact = fresh(await observe(world.clients(), row, config), world.now);
      const apartMs = Math.abs((estimate.nextAt?.getTime() ?? 0) - (exact.nextAt?.getTime() ?? 0));
      if (estimate.phase === exact.phase && estimate.nextStep === exact.nextStep && apartMs <= HORIZON_MS) continue;
      const inWords = ({ phase, nextStep, nextAt }: Standing) => `${phase} ${nextStep} ${nextAt?.toISOString()}`;
      found.push(`${row.name}: ${inWords(estimate)}, but fresh reads say ${inWords(exact)}`);
    }
    return found;
  }

  it('they say what fresh reads would say', async () => {
    const agrees = fc.asyncProperty(history, async (past) => {
      expect(await disagreements(await live(past))).toEqual([]);
    });
    await fc.assert(agrees, { numRuns: 60, seed: SEED });
  });

  it('a report from before the rotation does not hide its grace', async () => {
    const world = new World();
    world.addUser({ name: 'alice', tags: MANAGED, createdAt: later(world.now, -200 * DAY) });
    world.createKey('alice', { createdAt: later(world.now, -80 * DAY) });
    await reconcileIn(world);
    world.advance(HOUR);
    expect(await disagreements(world)).toEqual([]);
  });
});
