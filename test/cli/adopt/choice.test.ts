/** Whom `adopt` is asked to tag in, and who of them can be. */
import { choose } from '../../../cli/adopt/choice';
import type { UserRow } from '../../../lambda/core/account/user-row';

const NOW = new Date('2026-11-22T06:00:00Z');

describe('whom adopt tags in', () => {
  const aRow = (name: string, more: Partial<UserRow> = {}): UserRow => ({
    name,
    id: `AIDA${name}`,
    arn: `arn:aws:iam::123456789012:user/${name}`,
    path: '/',
    accountId: '123456789012',
    createdAt: NOW,
    tags: {},
    keys: [{ active: true, changedAt: NOW }],
    secrets: [],
    namesake: undefined,
    ...more,
  });
  const rows = [
    aRow('a'),
    aRow('managed', { tags: { 'keyturn:managed': 'true' } }),
    aRow('without', { keys: [] }),
    aRow('unreported', { keys: undefined }),
    aRow('out', { path: '/service/', tags: { 'keyturn:managed': 'false' } }),
    aRow('in', { path: '/service/x/' }),
  ];
  const byTag = { by: 'tag', key: 'keyturn:managed', value: 'true' } as const;
  const chosen = (names: string[], path?: string) => {
    const { toTag, ...rest } = choose(rows, byTag, { names, path });
    return { toTag: toTag.map(({ name }) => name), ...rest };
  };

  test('those that are named, each once, in that order', () => {
    expect(chosen(['unreported', 'a', 'a', 'managed', 'without', 'aa'])).toEqual({
      toTag: ['unreported', 'a'],
      alreadyManaged: ['managed'],
      withoutKeys: ['without'],
      optedOut: [],
      unknown: [{ userName: 'aa', suggestion: 'Did you mean a?' }],
      emptyPath: undefined,
    });
  });
  test('those under a path, but for those who were tagged out, unless they are named', () => {
    expect(chosen([], '/service/')).toMatchObject({ toTag: ['in'], optedOut: ['out'] });
    expect(chosen(['out'], '/service/')).toMatchObject({ toTag: ['out', 'in'], optedOut: [] });
    expect(chosen([], '/nobody/')).toMatchObject({ toTag: [], emptyPath: '/nobody/' });
  });
});
