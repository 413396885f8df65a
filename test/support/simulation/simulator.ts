/** What IAM would say of a request by the function's role. */
import { ACCOUNT_ID, isAllowed as isAllowedTo } from '../iam';
import type { Statement } from '../template';

export interface Request {
  readonly action: string;
  readonly resource: string;
  /** Condition keys: tags of the resource and of the request, and the like. */
  readonly context: Readonly<Record<string, string | string[]>>;
}

const answers = new Map<string, Promise<boolean>>();

/** @throws when the simulator does not understand the request or the policy: a test must not pass because of that */
export function isAllowed(statements: readonly Statement[], request: Request): Promise<boolean> {
  const asked = JSON.stringify([statements, request]);
  const policy = { Version: '2012-10-17', Statement: statements };
  const principal = `arn:aws:sts::${ACCOUNT_ID}:assumed-role/keyturn-function/session`;
  const answer = answers.get(asked) ?? isAllowedTo([policy], { principal, ...request });
  answers.set(asked, answer);
  return answer;
}

export const tagged = (tags: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));

export const tagging = (tags: Readonly<Record<string, string>>) => ({
  ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  'aws:TagKeys': Object.keys(tags),
});

export const userArn = (name: string, path = '/') => `arn:aws:iam::${ACCOUNT_ID}:user${path}${name}`;
/** Secrets Manager appends six characters to a name. */
export const secretArn = (name: string) => `arn:aws:secretsmanager:us-east-1:${ACCOUNT_ID}:secret:${name}-AbCdEf`;
