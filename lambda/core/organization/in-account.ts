/**
 * Commands in sentences. The rules know nothing of organizations, and nothing that they say may be forgotten here: what leaves an account of
 * an organization, in a message, a summary or an answer, names the account in each command that can act there. Pure.
 */

/** Those of the command line with `--account`, which a test compares. @internal */
export const COMMANDS_IN_ACCOUNTS = ['status', 'plan', 'rotate', 'rollback', 'revoke', 'confirm', 'hold'] as const;

const COMMAND = new RegExp(
  `npx keyturn (${COMMANDS_IN_ACCOUNTS.join('|')})\\b(?![^;.\\n]* --(?:account|organization)\\b)`,
  'g',
);

export const inAccount = (text: string, accountId: string): string =>
  text.replace(COMMAND, `npx keyturn $1 --account ${accountId}`);

/** Every text in it. */
export function allInAccount<T>(value: T, accountId: string): T {
  if (typeof value === 'string') return inAccount(value, accountId) as T;
  if (Array.isArray(value)) return value.map((each) => allInAccount(each, accountId)) as T;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, allInAccount(each, accountId)])) as T;
}
