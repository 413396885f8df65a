/** docs/cli.md, held against the tables that it tells of. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { posturePolicy } from '../../../cli/session/read-only';
import { CHECKS, type Mapping } from '../../../lambda/core/posture/checks';

const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'cli.md'), 'utf8');

test('it has the policy that --show-policy prints', () => {
  const [, policy] = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => JSON.parse(text ?? ''));
  expect(policy).toEqual(posturePolicy(true));
  expect(posturePolicy(false).Statement).toEqual(posturePolicy(true).Statement.slice(0, 1));
});

test.each(Object.entries(CHECKS))('it has %s, with its numbers', (id, check) => {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${id}\` |`)) ?? '';
  const { level, prowler = [], securityHub = [], cis = {} }: Mapping & { readonly level: string } = check;
  for (const each of [level, ...prowler, ...securityHub, ...Object.entries(cis).map((pair) => pair.join(' '))])
    expect(row).toContain(each);
});
