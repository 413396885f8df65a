/** Commands in sentences, which a reader elsewhere must be able to run. */
import { COMMANDS } from '../../../../cli/commands';
import { allInAccount, COMMANDS_IN_ACCOUNTS, inAccount } from '../../../../lambda/core/organization/in-account';

const ID = '222233334444';

test('every command that takes --account is known, and no other', () => {
  const taking = Object.values(COMMANDS).filter(({ options }) => options.some(({ long }) => long === '--account'));
  expect(taking.map(({ name }) => name).sort()).toEqual([...COMMANDS_IN_ACCOUNTS].sort());
});

test.each([
  ['ask for a new one with npx keyturn rotate', `ask for a new one with npx keyturn rotate --account ${ID}`],
  ['see npx keyturn status --user svc.', `see npx keyturn status --account ${ID} --user svc.`],
  [
    'npx keyturn revoke AKIAIOSFODNN7EXAMPLE; or npx keyturn confirm svc',
    `npx keyturn revoke --account ${ID} AKIAIOSFODNN7EXAMPLE; or npx keyturn confirm --account ${ID} svc`,
  ],
])('%s', (text, expected) => expect(inAccount(text, ID)).toBe(expected));

test.each([
  `npx keyturn rotate svc --account ${ID}`,
  'npx keyturn status --organization',
  'npx keyturn posture --evidence',
  'npx keyturn holder',
])('stays as it is: %s', (text) => expect(inAccount(text, ID)).toBe(text));

test('in all texts of an answer, whatever holds them', () => {
  const at = new Date(0);
  expect(allInAccount({ issued: [{ next: 'npx keyturn confirm svc' }], count: 1, none: undefined, at }, ID)).toEqual({
    issued: [{ next: `npx keyturn confirm --account ${ID} svc` }],
    count: 1,
    none: undefined,
    at,
  });
});
